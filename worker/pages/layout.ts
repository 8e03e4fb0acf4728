/**
 * The frame of every page: head, header, and the headers that keep it harmless.
 *
 * Articles are strangers' text. Templates escape whatever they are given, and the policy
 * would stop a script that got through: no script, no style but ours, no frame, no
 * form to elsewhere.
 */
import { html } from 'hono/html'
import type { Manifest } from '../../core/index/manifest.ts'
import type { Document } from '../../core/text/document.ts'
import type { Voice } from './voices.ts'

/** Text that is already HTML; anything else in a template is escaped. */
export type Html = ReturnType<typeof html>

/** What surrounds a page's body. */
export interface Frame {
  /** Name of the site. */
  readonly site: string
  /** What this page is about, for its title; the start page, about nothing yet, has no header. */
  readonly subject?: string
  /** Address a search engine should list this page under. */
  readonly canonical?: string
  readonly base: string
  readonly version: string
  readonly voice: Pick<Voice, 'language' | 'direction'>
}

/** Attributes of what stays English on every page, as it is for who keeps the search. */
export const inEnglish = html`lang="en" dir="ltr"`

const policy =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Control characters that HTML does not allow; a parser drops some of them and keeps others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
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

/** Where the search page is; an app mounted under a path is found there without a last slash. */
export function homePath(base: string): string {
  return base === '' ? '/' : base
}

/**
 * Language of what articles say, as an attribute has it; empty, which means unknown, for articles of an index of
 * several.
 */
export function contentLanguage({ languages }: Pick<Manifest, 'languages'>): string {
  return languages.length === 1 ? languages[0] : ''
}

/** The same of one article. */
export function articleLanguage(
  { languages }: Pick<Manifest, 'languages'>,
  { language }: Pick<Document, 'language'>,
): string {
  return languages.includes(language) ? language : contentLanguage({ languages })
}
