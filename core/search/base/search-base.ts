/**
 * A search of an index with a base: it reads what it needs in three waves, and awaits nothing between two of
 * them.
 *
 * First come the postings of the query's words. Then all that depends on every article (words, filters,
 * estimates) is computed synchronously, because it lies in arrays of the index that the next search
 * overwrites; what is left are candidates (candidates.ts). Then come the cells that are worth reading, which
 * make the candidates' similarities exact, and last the texts of the first candidates. By date, the texts that are
 * read again come before the others of the page, as they decide which these are.
 *
 * A host limits the files that a query may read, so they are counted beforehand: cells get what words and texts
 * leave of twenty. A few cells are always read, so a page of more than ten results, each of which may lie in a file
 * of its own, may take more than twenty; pages are short enough that none takes fifty.
 */
import type { Index } from '../../index/open.ts'
import { topRows } from '../../kernels/top.ts'
import {
  type Approximate,
  BadRequest,
  type SearchParameters,
  type SearchResponse,
} from '../../protocol.ts'
import { contextOf, headingPath } from '../../text/document.ts'
import { lookedAt } from '../confidence.ts'
import type { SearchContext } from '../context.ts'
import { bestPassages } from '../excerpt.ts'
import { countAll, countFiltered } from '../facets.ts'
import { fusedDepth } from '../fuse.ts'
import type { Hit } from '../hit.ts'
import { filterMask } from '../mask.ts'
import { countResults, markResults } from '../membership.ts'
import { firstDayOf, listResults } from '../order.ts'
import { beginningsOf, commonnessOf, completeLastWord } from '../query/query-words.ts'
import { type Legs, type Plan, planLegs, rankTwice } from '../rank.ts'
import { pageOf, respond } from '../search.ts'
import { passagesEach, type Reader } from '../second-look.ts'
import { findByWords } from '../words.ts'
import { checkPage, type OpenBase } from './base.ts'
import { type Beyond, findBeyond } from './beyond.ts'
import {
  type CandidatePassage,
  type Candidates,
  candidateIndex,
  gatherCandidates,
  type LoadedArticle,
  vectorsOfCandidates,
  wordsOfCandidates,
} from './candidates.ts'
import { loadArticles, type ReadPassages } from './load-articles.ts'
import { type NearPassages, nearIn } from './near.ts'
import { blocksOfArticles } from './texts.ts'
import { affordableWords, type ReadTerms, readLists, readTerms } from './word-files.ts'

/** Files that a query reads, and cells that it reads in any case, even if these make more. */
const mostFiles = 20
const leastCells = 4
/** Articles on either side of a page's end that are in doubt: estimates do not tell whether they belong to the page. */
const inDoubt = 5
/** First articles whose texts count as read, and spare files besides: the second look brings others to the first page. */
const countedOn = lookedAt + 3
const keptBack = 1

/**
 * The articles that answer `parameters`, best first.
 *
 * @throws BadRequest if the answer must be exact and cannot be, or `k` is more than a page may have
 */
export async function searchBase(
  index: Index,
  base: OpenBase,
  parameters: SearchParameters,
  context: SearchContext,
): Promise<SearchResponse> {
  checkAffordable(index, base, parameters)
  checkPage(index, parameters.k)
  const asked = await readWords(index, base, parameters, context)
  if (parameters.exact && asked.isCut) {
    throw new BadRequest(
      'exact is true, and some words of q stand in too many passages, or begin too many words, ' +
        'to be looked for in all of them here; leave exact out, or ask for fewer, rarer or ' +
        'longer words.',
    )
  }
  const first = findCandidates(base, asked, parameters, context)
  const { candidates, beyond } = first
  const ofFiltered = parameters.facets ? countWider(base, asked, parameters, context) : null
  const legs = await measureLegs(index, base, first, asked.files, parameters, context)
  const loaded = new Map<number, LoadedArticle>()
  let seen = candidateIndex(index, candidates, loaded)
  const readPassages = readerOfBest(seen, candidates, legs, context.reader)
  const dayOf = dayOfCandidate(index, candidates)
  for (;;) {
    const ranked = rankTwice(seen, legs, { ...context, feedback: false })
    const listed = listResults(parameters, ranked.ranked, dayOf)
    const missingOf = (hits: readonly Hit[]) => {
      const numbers = new Set(hits.map(({ document }) => candidates.documents[document]))
      return [...numbers].filter((number) => !loaded.has(number))
    }
    const best = ranked.ranked.slice(0, lookedAt)
    const page = pageOf(listed, parameters)
    // The second look decides what is good enough to be listed by date, so before it the page may be another.
    const waits = parameters.sort === 'date' && missingOf(best).length > 0
    const missing = missingOf(waits ? best : [...best, ...page])
    if (missing.length === 0) {
      const count = beyond.count + countResults(seen, legs)
      const answer = respond(seen, parameters, context, legs, { ...ranked, listed, count })
      return {
        ...answer,
        ...(ofFiltered && { facets: countAll(index, markAll(index, first, legs), ofFiltered) }),
        ...tellApproximate(base, legs, asked, parameters),
      }
    }
    const more = await loadArticles(index, base, missing, readPassages)
    for (const [number, article] of more) loaded.set(number, article)
    seen = candidateIndex(index, candidates, loaded)
  }
}

/** @throws BadRequest for what would take more files than a query may read */
function checkAffordable(
  { passages }: Index,
  { cells }: OpenBase,
  { exact, mode }: SearchParameters,
): void {
  if (exact && cells && mode !== 'words') {
    throw new BadRequest(
      `exact is true, and ${passages} passages are too many to be measured ` +
        'one by one here; leave exact out, or ask with mode=words.',
    )
  }
}

/** The words that are looked for, and the index with their postings in its segments. */
interface AskedWords {
  readonly plan: Plan
  readonly index: Index
  /** Files that hold the postings. */
  readonly files: number
  /** Whether some words are not looked for, or not everywhere. */
  readonly isCut: boolean
}

/** For a query whose words are all complete. */
const nothingBegun: ReadTerms = { parts: [], blocks: [], isCut: false }

async function readWords(
  index: Index,
  { words }: OpenBase,
  parameters: SearchParameters,
  context: SearchContext,
): Promise<AskedWords> {
  const { q, prefix } = parameters
  const plan = planLegs(index, parameters, context)
  if (plan.mode === 'semantic') return { plan, index, files: 0, isCut: false }
  const [columns, ...fresh] = index.segments
  const { languages } = index.manifest
  const beginnings = prefix ? beginningsOf(languages, plan.asked, q) : null
  const begun = beginnings ? await readTerms(words, beginnings) : nothingBegun
  const known = [...begun.parts.map((part) => ({ ...columns, ...part })), ...fresh]
  const wanted = prefix
    ? completeLastWord({ ...index, segments: known }, plan.asked, q)
    : plan.asked
  const common = commonnessOf(index, wanted, context.reader?.vocabulary)
  const { asked, files } = affordableWords(words, wanted, begun.blocks, common)
  const { lists, isCut } = await readLists(words, asked.words)
  return {
    plan: { ...plan, asked },
    index: { ...index, segments: [{ ...columns, queried: lists }, ...fresh] },
    files,
    isCut: isCut || begun.isCut || asked.words.length < wanted.words.length,
  }
}

/** What is left of all articles once words and vectors have ranked them. */
interface FirstFound {
  readonly candidates: Candidates
  /** Where vectors lie in cells, similarities are still estimates. */
  readonly legs: Legs
  readonly beyond: Beyond
  /** The candidates' passages; null where no vector ranks. */
  readonly near: NearPassages | null
}

/** Computes all that depends on every article; synchronous. */
function findCandidates(
  base: OpenBase,
  { index, plan }: AskedWords,
  parameters: SearchParameters,
  { vector, reader }: SearchContext,
): FirstFound {
  const mask = filterMask(index, parameters)
  const { words: wanted } = plan.asked
  const common = commonnessOf(index, plan.asked, reader?.vocabulary)
  const all = plan.mode === 'semantic' ? null : findByWords(index, wanted, mask, common)
  const near = plan.mode === 'words' || !vector ? null : nearIn(index, base, vector, mask)
  const best = all ? topRows(all.scores, fusedDepth, 0) : []
  const candidates = gatherCandidates(index, [...best, ...(near?.documents ?? [])])
  const words = all && wordsOfCandidates(index, candidates, wanted, all)
  const ofPassages = near?.ofPassages(candidates.passages) ?? null
  const vectors = ofPassages && vectorsOfCandidates(candidates, ofPassages.similarities)
  const legs = { ...plan, words, vectors }
  const beyond = findBeyond(index, { candidates, words: all, near })
  return { candidates, legs, beyond, near: ofPassages }
}

/** The facets of the fields that are filtered by, by estimates; synchronous. */
function countWider(
  base: OpenBase,
  asked: AskedWords,
  parameters: SearchParameters,
  context: SearchContext,
) {
  const { index } = asked
  return countFiltered(index, parameters, (wider) => {
    const found = findCandidates(base, asked, wider, context)
    return markAll(index, found, found.legs)
  })
}

/** 1 for each article that is a result: candidates by `legs`, all others as `beyond` has them. */
function markAll({ manifest }: Index, { candidates, beyond }: FirstFound, legs: Legs): Uint8Array {
  const { documents } = candidates
  const { marks } = beyond
  const found = markResults({ manifest, documents: documents.length }, legs)
  for (const [i, document] of documents.entries()) marks[document] = found[i]
  return marks
}

/** The legs, with similarities that are exact in those of the base's cells that are worth reading. */
async function measureLegs(
  index: Index,
  base: OpenBase,
  { candidates, legs, near }: FirstFound,
  filesOfWords: number,
  parameters: SearchParameters,
  context: SearchContext,
): Promise<Legs> {
  const { vectors } = legs
  if (!near || !vectors || !base.cells) return legs
  const { ranked } = rankTwice(index, legs, { ...context, reader: null })
  const listed = listResults(parameters, ranked, dayOfCandidate(index, candidates))
  const shown = [...ranked.slice(0, countedOn), ...pageOf(listed, parameters)]
  const numbers = shown.map(({ document }) => candidates.documents[document])
  const ofBase = (document: number) => document < base.manifest.documents
  const filesOfTexts = blocksOfArticles(base.texts, numbers.filter(ofBase)).length
  const most = Math.max(leastCells, mostFiles - keptBack - filesOfWords - filesOfTexts)
  const end = parameters.offset + parameters.k
  const doubtful = ranked
    .slice(Math.max(0, end - inDoubt), end + inDoubt)
    .map(({ document }) => candidates.passages[vectors.nearest[document]])
  const similarities = await near.measure(most, doubtful)
  return { ...legs, vectors: vectorsOfCandidates(candidates, similarities) }
}

/** First day of the date of a candidate, by its number among them. */
function dayOfCandidate(index: Index, { documents }: Candidates): (candidate: number) => number {
  return (candidate) => firstDayOf(index, documents[candidate])
}

/**
 * Reads the passages of candidates, `seen` as an index, that are looked at again or shown: those with most
 * evidence. For a query of stop words alone, any passage may be the one that has them in order.
 */
function readerOfBest(
  seen: Index,
  candidates: Candidates,
  legs: Legs,
  reader: Reader | null | undefined,
): ReadPassages {
  const { documents, passageStarts } = candidates
  return (document, { record, passages, passageText, language }) => {
    const row = documents.indexOf(document)
    const best = bestPassages(seen, row, legs, passagesEach).map((at) => at - passageStarts[row])
    const wanted = legs.asked.content ? best : passages.keys()
    const read = new Map<number, CandidatePassage>()
    for (const passage of wanted) {
      const text = passageText(passage)
      if (!reader || !best.includes(passage)) read.set(passage, { text })
      else {
        const above = contextOf(record.title, headingPath(record.headings, passages[passage][2]))
        const { content, sentences } = reader.read(above, text, language)
        read.set(passage, { text, content, sentences })
      }
    }
    return read
  }
}

function tellApproximate(
  { cells }: OpenBase,
  { vectors }: Legs,
  { isCut }: AskedWords,
  { facets }: SearchParameters,
): Pick<SearchResponse, 'approximate'> {
  const isEstimated = cells !== null && vectors !== null
  const approximate: Approximate[] = [
    ...(isEstimated ? (['semantic'] as const) : []),
    ...(isCut ? (['words'] as const) : []),
    ...(isEstimated || isCut ? (['total'] as const) : []),
    ...((isEstimated || isCut) && facets ? (['facets'] as const) : []),
  ]
  return approximate.length > 0 ? { approximate } : {}
}
