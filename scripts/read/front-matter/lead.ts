/**
 * The lead: descriptions in front matter, put before the article's text. They are found, embedded and shown like
 * other text, since the author wrote them to be read below the title.
 *
 * Many of them repeat the first sentences of the article, cut to a length by a generator or by hand. These are left
 * out: a sentence said twice is counted twice and shown twice.
 */
import type { Block, Draft } from '../draft.ts'
import { no, valuesOf, yes } from './values.ts'

/** Keys of such texts, the usually shortest first. */
export const leadKeys = ['subtitle', 'description', 'summary', 'excerpt', 'abstract']

/** From so many letters, a lead found within another text repeats it. */
const fewestLetters = 20

/**
 * `draft` with its leads before all other blocks.
 *
 * @param plain gives what a page shows of a text in front matter
 */
export function withLead(draft: Draft, plain: (written: string) => string = (text) => text): Draft {
  const { texts } = valuesOf(draft.front)
  const written = leadKeys.flatMap(texts).filter((text) => !yes.test(text) && !no.test(text))
  if (written.length === 0) return draft
  const isSaid = createMemory(draft, texts('title'))
  const leads = written.map(plain).filter((text) => text !== '' && !isSaid(text))
  const blocks = leads.map((text): Block => ({ kind: 'text', text, isLead: true }))
  return { ...draft, blocks: [...blocks, ...draft.blocks] }
}

/** Tells whether a text only repeats the draft's title or text, or an earlier lead. */
function createMemory({ blocks, pageTitle = '' }: Draft, titles: readonly string[]) {
  const letters = blocks.map(({ text }) => lettersOf(text))
  const running = letters.filter((_, i) => blocks[i].kind === 'text')
  const whole = new Set([...letters, ...[...titles, pageTitle].map(lettersOf)])
  // Generators cut excerpts with headings in them, or without.
  const all = [letters.join(''), running.join('')]
  return (text: string): boolean => {
    const wanted = lettersOf(text)
    const isPart = wanted.length >= fewestLetters && all.some((other) => other.includes(wanted))
    if (isPart || whole.has(wanted)) return true
    all.push(wanted)
    whole.add(wanted)
    return false
  }
}

/** Only letters and digits, in lower case: punctuation and spaces differ, and a text may be cut within a word. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
}
