/** What is shown of an article that was found, and why it was found. */
import { type Index, idAt, passageAt } from '../index/open.ts'
import type { DocumentRecord } from '../index/segment.ts'
import { lowest } from '../kernels/top.ts'
import type { Explanation, Result } from '../protocol.ts'
import { headingPath } from '../text/document.ts'
import { findWords } from '../text/words.ts'
import type { SearchContext } from './context.ts'
import { beginsLike, chooseSentence, findMarks, findNear, joinMarks } from './excerpt.ts'
import type { Legs } from './rank.ts'
import { type NearWord, sentencesOf } from './second-look.ts'

/** What identifies a result. */
export function resultHead(
  index: Index,
  document: number,
  { title, url, date, source, fields }: DocumentRecord,
  { urlOf }: Pick<SearchContext, 'urlOf'>,
) {
  const id = idAt(index, document)
  return { id, title, url: urlOf(id, url), date, source, fields }
}

/** The excerpt of a passage, the marks in it and in the title, and those near words that occur in it. */
export function excerptOf(
  index: Index,
  document: number,
  passage: number,
  { title, headings }: DocumentRecord,
  { asked, words, near }: Pick<Legs, 'asked' | 'words'> & { near: readonly NearWord[] },
  { similarityTo }: Pick<SearchContext, 'similarityTo'>,
): {
  excerpt: Pick<Result, 'passage' | 'sentence' | 'marks' | 'near' | 'titleMarks'>
  near: NearWord[]
} {
  const { text, span, heading } = passageAt(index, document, passage)
  const path = headingPath(headings, heading)
  const isWanted = beginsLike([...asked.words.flat(), ...near.map((word) => word.passage)])
  const written = findWords(text, isWanted)
  const { languages } = index.manifest
  const marks = findMarks(written, asked, languages)
  const nearMarks = findNear(written, near, marks)
  const weights = words?.weights ?? new Float32Array(asked.words.length).fill(1)
  const excerpt = {
    passage: {
      heading: path.map((above) => above.text),
      anchor: path.at(-1)?.anchor ?? null,
      text,
      span,
    },
    sentence: chooseSentence(text, sentencesOf(index, passage), marks, weights, similarityTo),
    marks: joinMarks(marks),
    near: joinMarks(nearMarks),
    titleMarks: joinMarks(findMarks(findWords(title, isWanted), asked, languages)),
  }
  return { excerpt, near: near.filter((_, i) => nearMarks.some(({ word }) => word === i)) }
}

/** What each leg said of an article. */
export function explanationOf(
  document: number,
  { words, vectors, asked }: Legs,
): Omit<Explanation, 'adjacency' | 'secondLook' | 'alike' | 'near'> {
  const place = (scores: Float32Array, floor: number) => {
    if (!(scores[document] > floor)) return null
    const ahead = scores.reduce(
      (count, score, other) =>
        score > scores[document] || (score === scores[document] && other < document)
          ? count + 1
          : count,
      0,
    )
    return { rank: ahead + 1, score: scores[document] }
  }
  return {
    words: words ? place(words.scores, 0) : null,
    semantic: vectors ? place(vectors.similarities, lowest) : null,
    held: words ? [words.held[document], asked.words.length] : [0, 0],
  }
}
