/**
 * The articles that may answer a query, as an index of their own.
 *
 * Of an index that does not fit in memory, a query reads only a few articles. Numbered anew and laid
 * out like any index, they are ranked, looked at again and shown by the same code, which need not know
 * of the others: what depends on all articles, how rare a word is and how long articles are, is in the
 * scores already.
 */
import { joinLists, startsOf } from '../../index/lists.ts'
import { type Index, idAt, lengthAt, passageAt, passagesOf, recordAt } from '../../index/open.ts'
import { lastUpTo } from '../../index/ordered.ts'
import type { Segment } from '../../index/segment.ts'
import { encoder, findString, joinStrings } from '../../index/strings.ts'
import type { StoredArticle } from '../../index/texts.ts'
import { nextArticle, nextPlace, openList, type TermList } from '../../index/word-blocks.ts'
import { lowest, topRows } from '../../kernels/top.ts'
import type { TokenSentence } from '../../text/sentences.ts'
import type { QueryWord } from '../query/query-words.ts'
import type { VectorsFound } from '../scan.ts'
import { sentencesOf, tokensOf } from '../second-look.ts'
import type { WordsFound } from '../words.ts'

/** Articles of an index, numbered from 0, and their passages likewise. */
export interface Candidates {
  /** Number in the index of each, ascending. */
  readonly documents: readonly number[]
  /** First passage of each, and one past the last of all. */
  readonly passageStarts: Uint32Array
  /** Number in the index of each passage. */
  readonly passages: Uint32Array
}

/** What is shown of a candidate. */
export interface LoadedArticle extends Pick<StoredArticle, 'id' | 'record' | 'passages'> {
  /** One of its passages, if it was read: only those that are looked at again or shown need be. */
  readonly passageAt: (passage: number) => CandidatePassage | undefined
}

/** A passage of a candidate. */
export interface CandidatePassage {
  readonly text: string
  /** Rows of its content tokens, if they are wanted. */
  readonly content?: Uint16Array
  /** Null or left out if they are not stored; they are found in the text when needed. */
  readonly sentences?: readonly TokenSentence[] | null
}

/** The candidates with these numbers in `index`, each once. */
export function gatherCandidates(index: Index, numbers: Iterable<number>): Candidates {
  const documents = [...new Set(numbers)].sort((a, b) => a - b)
  const ranges = documents.map((document) => passagesOf(index, document))
  const passageStarts = startsOf(ranges.map(([first, end]) => end - first))
  const passages = new Uint32Array(passageStarts[documents.length])
  ranges.forEach(([first, end], i) => {
    for (let passage = first; passage < end; passage++)
      passages[passageStarts[i] + passage - first] = passage
  })
  return { documents, passageStarts, passages }
}

/**
 * What the words leg found, for the candidates alone, and which of their passages hold which words.
 *
 * @param index with the lists of `words` in its segments
 */
export function wordsOfCandidates(
  index: Index,
  candidates: Candidates,
  words: readonly QueryWord[],
  found: WordsFound,
): WordsFound {
  const { documents, passages } = candidates
  const heldByPassage = new Uint8Array(passages.length)
  const weightByPassage = new Float32Array(passages.length)
  // Number of the last word that each passage was met for, from 1.
  const metFor = new Uint8Array(passages.length)
  for (const [i, terms] of words.entries()) {
    const meet = (passage: number) => {
      if (metFor[passage] === i + 1) return
      metFor[passage] = i + 1
      heldByPassage[passage]++
      weightByPassage[passage] += found.weights[i]
    }
    for (const segment of index.segments) {
      for (const term of terms) meetTerm(segment, term, candidates, meet)
    }
  }
  return {
    scores: Float32Array.from(documents, (document) => found.scores[document]),
    held: Uint8Array.from(documents, (document) => found.held[document]),
    heldWeight: Float32Array.from(documents, (document) => found.heldWeight[document]),
    weights: found.weights,
    weight: found.weight,
    worths: found.worths,
    ...{ heldByPassage, weightByPassage },
  }
}

/** Calls `meet` for the candidates' passages in a segment that hold a term. */
function meetTerm(
  segment: Segment,
  term: string,
  candidates: Candidates,
  meet: (passage: number) => void,
) {
  const { firstDocument, firstPassage, postingStarts, postingPassages } = segment
  const { documents, passageStarts, passages } = candidates
  const list = segment.queried?.get(term)
  if (list) meetListed(list, firstDocument, candidates, meet)
  const row = findString(segment.terms, term)
  if (row < 0) return
  const endOfList = postingStarts[row + 1]
  // Candidates and postings ascend, so one cursor goes through both.
  let at = postingStarts[row]
  for (const [i, document] of documents.entries()) {
    if (document < firstDocument || document >= firstDocument + segment.documents) continue
    const [from, end] = [passageStarts[i], passageStarts[i + 1]]
    if (from === end) continue
    const first = passages[from] - firstPassage
    at += lastUpTo(endOfList - at, (i) => postingPassages[at + i] < first) + 1
    for (; at < endOfList && postingPassages[at] <= passages[end - 1] - firstPassage; at++) {
      meet(from + postingPassages[at] - first)
    }
  }
}

/** The same for a list that was read from a file. */
function meetListed(
  list: TermList,
  firstDocument: number,
  { documents, passageStarts }: Candidates,
  meet: (passage: number) => void,
) {
  const reader = openList(list)
  let i = 0
  while (i < documents.length && nextArticle(reader)) {
    const document = firstDocument + reader.article
    while (documents[i] < document) i++
    if (documents[i] !== document) continue
    while (nextPlace(reader)) meet(passageStarts[i] + reader.place)
  }
}

/** How near the candidates are, from the similarity of each of their passages. */
export function vectorsOfCandidates(
  { documents, passageStarts }: Candidates,
  passages: Float32Array,
): VectorsFound {
  const similarities = new Float32Array(documents.length).fill(Number.NEGATIVE_INFINITY)
  const nearest = new Uint32Array(documents.length)
  for (let document = 0; document < documents.length; document++) {
    for (let p = passageStarts[document]; p < passageStarts[document + 1]; p++) {
      if (passages[p] <= similarities[document]) continue
      similarities[document] = passages[p]
      nearest[document] = p
    }
  }
  const top = (k: number) => topRows(similarities, k, lowest)
  return { passages, similarities, nearest, top }
}

/**
 * The candidates as an index, with those passages that were read of the articles that are `loaded`, by
 * their numbers in the whole index; the texts of others are empty.
 */
export function candidateIndex(
  index: Index,
  { documents, passageStarts, passages }: Candidates,
  loaded: ReadonlyMap<number, LoadedArticle>,
): Index {
  const ids = documents.map(() => '')
  const records = documents.map(() => unread)
  const texts: Uint8Array[] = []
  const textSizes = new Uint32Array(documents.length)
  const spans = new Uint32Array(passages.length * 4)
  const headings = new Int32Array(passages.length).fill(-1)
  const tokens: Uint16Array[] = []
  const tokenSizes = new Uint32Array(passages.length)
  const readAt = new Map<number, CandidatePassage>()
  for (const [row, document] of documents.entries()) {
    const article = loaded.get(document)
    if (!article) continue
    ids[row] = article.id
    records[row] = JSON.stringify(article.record)
    for (const [i, [start, end, heading]] of article.passages.entries()) {
      const passage = passageStarts[row] + i
      headings[passage] = heading
      const read = article.passageAt(i)
      if (!read) continue
      const text = encoder.encode(read.text)
      const first = textSizes[row]
      texts.push(text)
      textSizes[row] += text.length
      spans.set([start, end, first, textSizes[row]], passage * 4)
      const { content = noTokens } = read
      tokens.push(content)
      tokenSizes[passage] = content.length
      readAt.set(passage, read)
    }
  }
  const segment: Segment = {
    ...index.segments[0],
    ...{ firstDocument: 0, firstPassage: 0 },
    ...{ documents: documents.length, passages: passages.length },
    lengths: Uint32Array.from(documents, (document) => lengthAt(index, document)),
    ids: joinStrings(ids),
    records: joinStrings(records),
    texts: { starts: startsOf(textSizes), bytes: joinLists(texts, Uint8Array).all },
    tokens: { starts: startsOf(tokenSizes), rows: joinLists(tokens, Uint16Array).all },
    sentencesOf: (passage) => readAt.get(passage)?.sentences ?? null,
    ...{ passageStarts, spans, headings },
  }
  const { documents: count, passages: all } = segment
  return { ...index, segments: [segment], documents: count, passages: all }
}

const noTokens = new Uint16Array()
/** Record of an article that was not read: ranking may ask for its text, which is empty. */
const unread = JSON.stringify({ title: '', headings: [] })

/** What is shown of an article that is held in memory. */
export function heldArticle(index: Index, document: number): LoadedArticle {
  const [first, end] = passagesOf(index, document)
  const stored = Array.from({ length: end - first }, (_, i) =>
    passageAt(index, document, first + i),
  )
  return {
    id: idAt(index, document),
    record: recordAt(index, document),
    passages: stored.map(({ span, heading }) => [...span, heading]),
    passageAt: (passage) => ({
      text: stored[passage].text,
      content: tokensOf(index, first + passage),
      // Decoded only where they are shown.
      get sentences() {
        return sentencesOf(index, first + passage)
      },
    }),
  }
}
