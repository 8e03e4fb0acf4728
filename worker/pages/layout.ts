/**
 * The frame of every page: head, header, and the headers that keep it harmless.
 *
 * Articles are untrusted text. Templates escape whatever they are given, and the content
 * security policy would stop a script that got through: no scripts, no styles but ours, no
 * frames, no forms to elsewhere.
 */
import { html } from 'hono/html'
import type { Manifest } from '../../core/index/manifest.ts'
import type { SearchParameters } from '../../core/protocol.ts'
import type { Document } from '../../core/text/document.ts'
import { writeSearch } from '../parameters.ts'
import type { Voice } from './voices.ts'

/** HTML as it is; anything else in a template is escaped. */
export type Html = ReturnType<typeof html>

/** What surrounds a page's body. */
export interface Frame {
  /** Name of the site. */
  readonly site: string
  /** What this page is about, for its title; left out for the start page, which has no header either. */
  readonly subject?: string
  /** Address a search engine should list this page under. */
  readonly canonical?: string
  readonly base: string
  readonly version: string
  readonly voice: Voice
}

/** Attributes of what is English on every page, since it is for whoever runs the search. */
export const inEnglish = html`lang="en" dir="ltr"`

const policy =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Control characters that HTML does not allow; a parser drops some of them and keeps others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g

/** A whole page; control characters in it are shown as U+FFFD. */
export async function pageResponse(
  frame: Frame,
  body: Html,
  { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const page = String(await layout(frame, body)).replace(controls, '\ufffd')
  return new Response(page, {
    status,
    headers: {
      ...headers,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
    },
  })
}

function layout({ site, subject, canonical, base, version, voice }: Frame, body: Html): Html {
  return html`<!doctype html>
<html lang="${voice.language}" dir="${voice.direction}">
  <head>
    <meta charset="utf-8">
    <title>${subject === undefined ? '' : `${subject} – `}${site}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    ${canonical === undefined ? '' : html`<link rel="canonical" href="${canonical}">`}
    <link rel="stylesheet" href="${base}/style.css?v=${encodeURIComponent(version)}">
  </head>
  <body>
    ${subject !== undefined && html`<header><a href="${homePath(base)}">${site}</a></header>`}
    <main>
${body}
    </main>
  </body>
</html>
`
}

/** Path of the search page; without a slash at its end, unless it is the root. */
export function homePath(base: string): string {
  return base === '' ? '/' : base
}

/** Path and query of the page that shows a search. */
export function searchPath(base: string, parameters: SearchParameters): string {
  return `${homePath(base)}?${writeSearch(parameters)}`
}

/**
 * Language of the articles, as the value of a `lang` attribute; empty, which means unknown, for an index of several
 * languages.
 */
export function contentLanguage({ languages }: Pick<Manifest, 'languages'>): string {
  return languages.length === 1 ? languages[0] : ''
}

/** The same for one article. */
export function articleLanguage(
  { languages }: Pick<Manifest, 'languages'>,
  { language }: Pick<Document, 'language'>,
): string {
  return languages.includes(language) ? language : contentLanguage({ languages })
}
