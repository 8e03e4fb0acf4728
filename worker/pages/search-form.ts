/**
 * The search box, and the start page, which has nothing else.
 *
 * A plain form: it sends what is typed and, in hidden inputs, filters and mode of the
 * previous search, so that a new question is asked of the same articles.
 */
import { html } from 'hono/html'
import type { Manifest } from '../../core/index/manifest.ts'
import { limits } from '../../core/protocol.ts'
import { isCondition } from '../parameters.ts'
import { type Html, homePath } from './layout.ts'
import { say } from './say.ts'
import type { Voice } from './voices.ts'

/** Id of the form, by which inputs elsewhere on the page belong to it. */
export const searchFormId = 'search'

/**
 * The box with `q` in it; the rest of `query` except `offset` is kept in hidden inputs.
 *
 * @param shown whether filters have inputs on the page, so that the form must not send them twice, and may be sent
 *   without a question
 */
export function searchForm(
  voice: Voice,
  base: string,
  query: URLSearchParams,
  { focused = false, shown = false } = {},
): Html {
  const kept = [...query].filter(
    ([name]) => name !== 'q' && name !== 'offset' && !(shown && isCondition(name)),
  )
  return html`<form id="${searchFormId}" role="search" action="${homePath(base)}">
  <label for="q">${say(voice, 'placeholder')}</label>
  <div class="box">
    <input id="q" name="q" type="search" value="${query.get('q') ?? ''}" dir="auto"${shown ? '' : html` required`}
      maxlength="${limits.queryLength}" autocomplete="off" enterkeyhint="search"${focused ? html` autofocus` : ''}>
    <button>${say(voice, 'open')}</button>
  </div>
  ${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
</form>`
}

/** The start page, before anything was asked. */
export function startView(voice: Voice, base: string, { site, documents }: Manifest): Html {
  return html`<div class="start">
<h1>${site.title}</h1>
${searchForm(voice, base, new URLSearchParams(), { focused: true })}
<p class="about">${say(voice, 'searches', { n: documents })}</p>
</div>`
}
