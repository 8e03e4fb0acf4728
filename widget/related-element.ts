/**
 * `<edgewise-related>`: the articles nearest to the page it stands on.
 *
 * It asks once it comes near the viewport, since most readers never reach the end of a page.
 * If the page is no article, or the search cannot be reached, it only dispatches an event: nobody
 * was waiting for it.
 */
import type { RelatedResponse } from '../core/protocol.ts'
import { ask, kindOf } from './ask.ts'
import { countOf, endpointOf } from './attributes.ts'
import { create, setAttributes } from './dom.ts'
import { loadMessages, localeOf } from './language.ts'
import type { Messages } from './messages.ts'
import { takeOwn } from './own-property.ts'
import { addressOf, createAbout, createTitle } from './result.ts'
import { styleSheet } from './styles.ts'
import { tell } from './tell.ts'

/** Articles shown unless `results` says otherwise. */
const defaultResults = 5

export class EdgewiseRelated extends HTMLElement {
  static readonly observedAttributes = ['endpoint', 'lang', 'results', 'url']

  readonly #heading = create('h2', { part: 'heading' })
  readonly #list = create('ul', { part: 'related' })
  readonly #root = create('nav', { hidden: true }, create('slot', {}, this.#heading), this.#list)
  #connection: AbortController | null = null
  #own: Partial<Messages> = {}

  constructor() {
    super()
    const shadow = this.attachShadow({ mode: 'open' })
    shadow.adoptedStyleSheets = [styleSheet()]
    shadow.append(this.#root)
  }

  connectedCallback(): void {
    takeOwn(this, 'messages')
    this.refresh()
  }

  disconnectedCallback(): void {
    this.#connection?.abort()
    this.#connection = null
  }

  /** An element that is moved within a page (`moveBefore`) stays as it is. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (this.#connection && before !== now) this.refresh()
  }

  /** The page's own texts, which replace the language's; `related` is the heading. */
  get messages(): Partial<Messages> {
    return this.#own
  }

  set messages(messages: Partial<Messages>) {
    this.#own = { ...messages }
    if (this.#connection) this.refresh()
  }

  /** Asks again, such as after a change of page that left the element in place. */
  refresh(): void {
    this.#connection?.abort()
    this.#connection = new AbortController()
    const { signal } = this.#connection
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return
        observer.disconnect()
        void this.#load(signal)
      },
      { rootMargin: '600px' },
    )
    observer.observe(this)
    signal.addEventListener('abort', () => observer.disconnect())
  }

  async #load(signal: AbortSignal): Promise<void> {
    const url = this.getAttribute('url') ?? canonicalUrl()
    try {
      const query = new URLSearchParams({
        url: new URL(url, document.baseURI).href,
        k: `${countOf(this, defaultResults)}`,
      })
      const response = await ask<RelatedResponse>(`${endpointOf(this)}/related?${query}`, signal)
      const locale = localeOf(this)
      const messages = await loadMessages(locale)
      if (signal.aborted) return
      this.#show(response, { ...messages, ...this.#own }, locale)
      tell(this, 'results', { url, response })
    } catch (error) {
      if (signal.aborted) return
      setAttributes(this.#root, { hidden: true })
      tell(this, 'error', { url, kind: kindOf(error), error })
    }
  }

  #show({ results }: RelatedResponse, messages: Messages, locale: string): void {
    this.#heading.textContent = messages.related
    setAttributes(this.#root, {
      'aria-label': messages.related,
      dir: messages.direction || null,
      hidden: results.length === 0,
    })
    const items = results.map((result) => {
      const url = addressOf(result)
      const link = create(
        'a',
        { part: 'result', dir: 'auto', href: url && withoutFragment(url) },
        createTitle(result),
        createAbout(result, locale),
      )
      link.addEventListener('click', (event) => {
        if (url && !tell(this, 'select', { result, url })) event.preventDefault()
      })
      return create('li', {}, link)
    })
    this.#list.replaceChildren(...items)
  }
}

/** The canonical address of the page, or else the one it was opened at. */
function canonicalUrl(): string {
  const link = document.querySelector<HTMLLinkElement>('link[rel~=canonical][href]')
  return link?.href || location.href
}

/** `url` without its fragment, since a related article is read from its beginning. */
function withoutFragment(url: string): string {
  return url.split('#', 1)[0]
}
