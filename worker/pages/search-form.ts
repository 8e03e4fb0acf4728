/**
 * The search box, and the page that has nothing else.
 *
 * A plain form: it sends what is typed and, unseen, the filters and the mode of the
 * search before, so that asking again asks in the same place.
 */
import { html } from 'hono/html'
import type { Manifest } from '../../core/index/manifest.ts'
import { limits, type SearchParameters } from '../../core/protocol.ts'
import { countOf, readableDate } from './english.ts'
import { type Html, homePath } from './layout.ts'

/** The box with `q` in it; the rest of `query` but `offset` is kept as it is. */
export function searchForm(base: string, query: URLSearchParams, { focused = false } = {}): Html {
  const kept = [...query].filter(([name]) => name !== 'q' && name !== 'offset')
  return html`<form role="search" action="${homePath(base)}">
  <label for="q">Ask a question, or name what you look for</label>
  <div class="box">
    <input id="q" name="q" type="search" value="${query.get('q') ?? ''}" dir="auto" required
      maxlength="${limits.queryLength}" autocomplete="off" enterkeyhint="search"${focused ? html` autofocus` : ''}>
    <button>Search</button>
  </div>
  ${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
</form>`
}

/** Which articles a search was kept to, and the way out; nothing for a search of all. */
export function scopeView(base: string, { q, from, to, filters }: SearchParameters): Html {
  const conditions = [
    ...Object.entries(filters).map(([field, values]) => `with ${field} ${values.join(' or ')}`),
    ...(from === undefined ? [] : [`from ${readableDate(from)}`]),
    ...(to === undefined ? [] : [`up to ${readableDate(to)}`]),
  ]
  if (conditions.length === 0) return html``
  return html`<p class="about">Only articles ${conditions.join(', ')}.
  <a href="${homePath(base)}?${new URLSearchParams({ q })}">Search all articles</a></p>`
}

/** What is shown before anything was asked. */
export function startView(base: string, { site, documents }: Manifest): Html {
  return html`<div class="start">
<h1>${site.title}</h1>
${searchForm(base, new URLSearchParams(), { focused: true })}
<p class="about">Searches ${countOf(documents, 'article')} by meaning and by words.</p>
</div>`
}
