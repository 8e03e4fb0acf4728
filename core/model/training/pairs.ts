/**
 * Pairs of texts that belong together, made from documents without anyone's labels.
 *
 *   title   title and heading -> a paragraph under them
 *   cloze   a sentence, or half the time 4 to 20 of its tokens -> the rest of its paragraph, which keeps
 *           the sentence one time in ten and begins with the heading half the time
 *   next    4 to 20 tokens of a paragraph -> the next paragraph of the document
 *
 * The base table and the user's own articles are both learned from these; only the mixture may differ. A given
 * pair (question and answer, term and definition) is a document with a title and one paragraph.
 */
import { drawWhole } from '../../random.ts'
import { type Document, headingPath } from '../../text/document.ts'
import type { Passage } from '../../text/passages.ts'
import { splitSentences } from '../../text/sentences.ts'
import type { TokenCorpus, TokenParagraph } from './token-corpus.ts'
import type { Batch, TokenTexts } from './trainer-batch.ts'

/** How often each kind of pair is tried; only the ratios count. */
export interface Mixture {
  readonly title: number
  readonly cloze: number
  readonly next: number
}

/** What the base table is trained on (docs/architecture.md). */
export const baseMixture: Mixture = { title: 0.4, cloze: 0.45, next: 0.15 }

/** Two texts that belong together. */
export interface Pair {
  readonly kind: keyof Mixture
  /** At most `queryTokens`. */
  readonly query: readonly number[]
  /** At most `passageTokens`. */
  readonly passage: readonly number[]
  /** Paragraph of the corpus that it was drawn from. */
  readonly paragraph: number
}

/** Where queries and passages are cut. */
export const queryTokens = 48
export const passageTokens = 160

/** Fewest tokens of a query that says something, unless it is a title. */
const leastTokens = 4
const [leastSpan, mostSpan] = [4, 20]
/** Draws after which a corpus is taken to have no pairs: few enough to miss none if a tenth of paragraphs has one. */
const patience = 100

/**
 * A pair drawn by `random`, null where the corpus hardly has any.
 *
 * Every document is equally likely, and so is every paragraph of it: drawn from all paragraphs
 * uniformly, pairs would mostly come from a few long documents (docs/architecture.md).
 */
export function drawPair(corpus: TokenCorpus, mixture: Mixture, random: () => number): Pair | null {
  if (corpus.documents === 0) return null
  for (let attempt = 0; attempt < patience; attempt++) {
    const kind = drawKind(mixture, random)
    const [first, end] = corpus.paragraphsOf(drawWhole(random, corpus.documents))
    const paragraph = first + drawWhole(random, end - first)
    const texts = makers[kind](corpus, paragraph, random)
    if (!texts) continue
    const [query, passage] = texts.map((tokens, i) =>
      tokens.slice(0, i === 0 ? queryTokens : passageTokens),
    )
    if (query.length > 0 && passage.length > 0) return { kind, query, passage, paragraph }
  }
  return null
}

function drawKind({ title, cloze, next }: Mixture, random: () => number): keyof Mixture {
  const drawn = random() * (title + cloze + next)
  if (drawn < title) return 'title'
  return drawn < title + cloze ? 'cloze' : 'next'
}

type Maker = (
  corpus: TokenCorpus,
  paragraph: number,
  random: () => number,
) => readonly [number[], number[]] | null

const makers: Readonly<Record<keyof Mixture, Maker>> = {
  title(corpus, paragraph) {
    const query = join(corpus.titleOf(paragraph), corpus.headingOf(paragraph))
    return [query, join(corpus.textOf(paragraph))]
  },
  cloze(corpus, paragraph, random) {
    const sentences = corpus.sentencesOf(paragraph)
    if (sentences < 2) return null
    const chosen = drawWhole(random, sentences)
    const sentence = corpus.textOf(paragraph, chosen, chosen + 1)
    if (sentence.length < leastTokens) return null
    const query = random() < 0.5 ? drawSpan(sentence, random) : join(sentence)
    const keeps = random() < 0.1
    const heading = random() < 0.5 ? corpus.headingOf(paragraph) : []
    const before = corpus.textOf(paragraph, 0, keeps ? sentences : chosen)
    return [query, join(heading, before, keeps ? [] : corpus.textOf(paragraph, chosen + 1))]
  },
  next(corpus, paragraph, random) {
    const next = paragraph + 1
    if (next === corpus.paragraphs || corpus.documentOf(next) !== corpus.documentOf(paragraph)) {
      return null
    }
    const text = corpus.textOf(paragraph)
    if (text.length < leastTokens) return null
    return [drawSpan(text, random), join(corpus.textOf(next))]
  },
}

/** 4 to 20 neighbouring tokens, fewer if there are no more. */
function drawSpan(tokens: ArrayLike<number>, random: () => number): number[] {
  const length = Math.min(tokens.length, leastSpan + drawWhole(random, mostSpan - leastSpan + 1))
  const start = drawWhole(random, tokens.length - length + 1)
  return Array.from({ length }, (_, i) => tokens[start + i])
}

function join(...parts: readonly ArrayLike<number>[]): number[] {
  const joined: number[] = []
  for (const part of parts) for (let i = 0; i < part.length; i++) joined.push(part[i])
  return joined
}

/** A batch of pairs; those with the same `groupOf`, such as an article's, are no negatives of each other. */
export function batchOf(pairs: readonly Pair[], groupOf?: (pair: Pair) => number): Batch {
  return {
    queries: textsOf(pairs.map(({ query }) => query)),
    passages: textsOf(pairs.map(({ passage }) => passage)),
    ...(groupOf && { groups: Int32Array.from(pairs, groupOf) }),
  }
}

function textsOf(texts: readonly (readonly number[])[]): TokenTexts {
  const starts = new Int32Array(texts.length + 1)
  for (const [i, text] of texts.entries()) starts[i + 1] = starts[i] + text.length
  const tokens = new Int32Array(starts[texts.length])
  for (const [i, text] of texts.entries()) tokens.set(text, starts[i])
  return { tokens, starts }
}

/** A text as a paragraph of tokens, sentence by sentence. */
export function paragraphOf(
  heading: string,
  text: string,
  tokensOf: (text: string) => readonly number[],
): TokenParagraph {
  const sentences = splitSentences(text).map((span) => tokensOf(text.slice(...span)))
  return { heading: tokensOf(heading), sentences }
}

/** Adds an article to `corpus`; its passages are the paragraphs. */
export function addArticle(
  corpus: TokenCorpus,
  document: Pick<Document, 'title' | 'text' | 'headings'>,
  passages: readonly Passage[],
  tokensOf: (text: string) => readonly number[],
): void {
  const paragraphs = passages.map(({ span, heading }) => {
    const path = headingPath(document.headings, heading).map(({ text }) => text)
    return paragraphOf(path.join(' '), document.text.slice(...span), tokensOf)
  })
  corpus.add(tokensOf(document.title), paragraphs)
}
