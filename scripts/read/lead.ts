/**
 * What front matter says that an article is about, put before its text as its lead: found, embedded and shown like
 * any other text of its author, who wrote it to be read beside the title.
 *
 * Many such texts are the first sentences of the article once more, cut to a length by a generator or by hand. These
 * are left out: a sentence said twice is counted twice and shown twice.
 */
import type { Block, Draft } from './draft.ts'
import { no, valuesOf, yes } from './front-values.ts'

/** What generators call it, the shortest first. */
export const leadKeys = ['subtitle', 'description', 'summary', 'excerpt', 'abstract']

/** Letters from which on a text that stands within another is there by intent. */
const fewestLetters = 20

/**
 * `draft` with its lead before all other blocks.
 *
 * @param plain what a page shows of a text of front matter
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

/** Tells whether a text says nothing but what a draft says in its title or its words, or a text before it. */
function createMemory({ blocks, pageTitle = '' }: Draft, titles: readonly string[]) {
  const letters = blocks.map(({ text }) => lettersOf(text))
  const running = letters.filter((_, i) => blocks[i].kind === 'text')
  const whole = new Set([...letters, ...[...titles, pageTitle].map(lettersOf)])
  // Some generators cut an excerpt with headings in it, and some without.
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

/** Letters and digits alone: marks, quotes and spaces differ, and at its end a text may be cut within a word. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
}
