/**
 * An article to read, from the text the index holds.
 *
 * The index keeps what articles say, not how they looked: headings are shown at their
 * places with their anchors, blocks become paragraphs, and lines stay lines, so that a
 * link to a sentence finds its words. A row of a table is a line, and pictures are only in the original.
 */
import { html } from 'hono/html'
import type { DocumentResponse, Result } from '../../core/protocol.ts'
import { type Html, homePath } from './layout.ts'
import { aboutView } from './results.ts'
import { arrows, say, sayAround } from './say.ts'
import type { Voice } from './voices.ts'

/** What a reading page shows. */
export interface Reading {
  readonly voice: Voice
  readonly base: string
  readonly document: Pick<
    DocumentResponse,
    'id' | 'title' | 'date' | 'source' | 'text' | 'headings'
  >
  /** Where the article was published; null if only here. */
  readonly original: string | null
  /** Nearest first; `language` is the value of a `lang` attribute. */
  readonly related: { readonly results: readonly Result[]; readonly language: string }
  /** Of the article; the value of a `lang` attribute. */
  readonly language: string
}

/** The page's body: the article, related ones, and a link back to the search. */
export function articleView(reading: Reading): Html {
  const { voice, base, document, original, related, language } = reading
  return html`<article lang="${language}">
<h1 dir="auto">${document.title || document.id}</h1>
${aboutView(voice, document)}
${original !== null && publishedView(voice, original)}
${sectionsOf(document)}
</article>
${related.results.length > 0 && relatedView(voice, related)}
<p><a href="${homePath(base)}">${arrows(voice).back} ${say(voice, 'searchAll')}</a></p>`
}

function publishedView(voice: Voice, original: string): Html {
  const host = html`<a href="${original}">${new URL(original).host}</a>`
  return html`<p class="about" lang="${voice.language}">${sayAround(voice, 'published', { host })}</p>`
}

function sectionsOf({ text, headings }: Reading['document']): Html[] {
  const starts = [...headings.map((heading) => heading.at), text.length]
  return [
    html`${blocksOf(text.slice(0, starts[0]))}`,
    ...headings.map(
      ({ depth, text: words, anchor, at }, i) =>
        html`${headingView(depth, words, anchor)}${blocksOf(text.slice(at, starts[i + 1]))}`,
    ),
  ]
}

/** A heading of the article, at the second to fourth level, since the title has the first. */
function headingView(depth: number, words: string, anchor: string): Html {
  const level = Math.min(Math.max(depth, 2), 4)
  if (anchor === '') return html`<h${level} dir="auto">${words}</h${level}>\n`
  const link = html`<a href="#${encodeURIComponent(anchor.toWellFormed())}">${words}</a>`
  return html`<h${level} id="${anchor}" dir="auto">${link}</h${level}>\n`
}

function blocksOf(text: string): Html[] {
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map((block) => html`<p dir="auto">${block.replace(/^\n|\n$/g, '')}</p>\n`)
}

function relatedView(voice: Voice, { results, language }: Reading['related']): Html {
  const heading = say(voice, 'related')
  return html`<section class="related" aria-label="${heading}">
<h2>${heading}</h2>
<ul>
${results.map(
  (result) => html`<li>
  <a href="${result.url}" lang="${language}" dir="auto">${result.title || result.id}</a>
  ${aboutView(voice, result)}
</li>`,
)}
</ul>
</section>`
}
