/**
 * `<edgewise-search>`: a search of somebody's articles, on any page.
 *
 * The element is the part with identity and lifetime: it listens, asks, and shows what it is told.
 * Which key means what is in combobox.ts, which question is asked when in asker.ts, and how it
 * all looks in box.ts and styles.ts. What the page has inside the element, such as a plain form, works
 * until this script arrives; then it keeps its room and its text moves into our field.
 */
import type { SearchResponse } from '../core/protocol.ts'
import { ask, Failure } from './ask.ts'
import { type Asker, createAsker } from './asker.ts'
import {
  activate,
  type Box,
  createBox,
  createDialog,
  createOpener,
  fillPanel,
  labelBox,
  type Shown,
} from './box.ts'
import { intentOf } from './combobox.ts'
import { create, setAttributes } from './dom.ts'
import { countOf, endpointOf } from './endpoint.ts'
import { claimHotkeys } from './hotkeys.ts'
import { loadMessages, localeOf } from './language.ts'
import { english, type Messages, say } from './messages.ts'
import { styleSheet } from './styles.ts'

/** What is told with `edgewise:results`. */
export interface ResultsDetail {
  readonly query: string
  readonly response: SearchResponse
}

/** Results shown where `results` says nothing else. */
const defaultResults = 8
/** A status is read once typing has paused, or each letter would speak over the last answer. */
const statusPauseMs = 600
/** Width of the panel where there is room for it, and the room left beside it, in pixels. */
const panelWidth = 560
const panelMargin = 12

export class EdgewiseSearch extends HTMLElement {
  static readonly observedAttributes = [
    ...['endpoint', 'label', 'lang', 'modal', 'placeholder', 'results'],
  ]

  readonly #box: Box = createBox()
  readonly #modal = { ...createDialog(this.#box), ...createOpener() }
  readonly #root = create('div', { class: 'root' })
  readonly #place = new CSSStyleSheet()
  readonly #asker: Asker
  /** Ends what the element has asked of the page; null while it is in none. */
  #connection: AbortController | null = null
  #messages: Messages = english
  #own: Partial<Messages> = {}
  #locale = 'en'
  /** The query of the answer that is shown. */
  #query = ''
  #results: SearchResponse['results'] = []
  #active = -1
  #isTakenOver = false
  #statusTimer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    const shadow = this.attachShadow({ mode: 'open' })
    shadow.adoptedStyleSheets = [styleSheet(), this.#place]
    shadow.append(create('slot'), this.#root)
    this.#asker = createAsker<SearchResponse>({
      ask,
      onWait: () => this.#box.form.setAttribute('aria-busy', 'true'),
      onAnswer: (response) => this.#showAnswer(response),
      onFailure: (error) => this.#showFailure(error),
      isKept: (response) => !response.degraded,
    })
    this.#listen()
  }

  connectedCallback(): void {
    // A page may have set the property before there was anything to take it.
    if (Object.hasOwn(this, 'messages')) {
      const { messages } = this
      Reflect.deleteProperty(this, 'messages')
      this.messages = messages
    }
    this.#arrange()
    this.#translate()
    this.#takeOver()
  }

  disconnectedCallback(): void {
    this.#connection?.abort()
    this.#connection = null
    this.#asker.stop()
    clearTimeout(this.#statusTimer)
    this.#setBusy(false)
    this.close()
  }

  /** Moved within a page (`moveBefore`), an element stays as it is. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.#connection || before === now) return
    if (name === 'modal') this.#arrange()
    else if (name === 'endpoint' || name === 'results') this.#forget()
    else this.#translate()
  }

  /** Texts of the page's own, each in place of the one that the language has. */
  get messages(): Partial<Messages> {
    return this.#own
  }

  set messages(messages: Partial<Messages>) {
    this.#own = { ...messages }
    if (this.#connection) this.#translate()
  }

  /** What is typed. */
  get value(): string {
    return this.#box.input.value
  }

  set value(text: string) {
    this.#box.input.value = text
    this.#forget()
    setAttributes(this.#box.clear, { hidden: text === '' })
  }

  /** Opens the dialog, if there is one, and puts the cursor into the box. */
  open(): void {
    const { dialog } = this.#modal
    if (dialog.isConnected && !dialog.open) dialog.showModal()
    this.#box.input.focus()
    this.#box.input.select()
  }

  /** Closes the dialog, or what is shown below the box. */
  close(): void {
    if (this.#modal.dialog.open) this.#modal.dialog.close()
    this.#setOpen(false)
  }

  get #isModal(): boolean {
    return this.hasAttribute('modal')
  }

  #listen(): void {
    const { form, input, clear, panel, list, retry } = this.#box
    const { dialog, close, opener } = this.#modal
    input.addEventListener('input', (event) => this.#onInput(event as InputEvent))
    // What is composed (kana, pinyin) is a word only once it is done.
    input.addEventListener('compositionend', () => this.#askSoon())
    input.addEventListener('keydown', (event) => this.#onKey(event))
    input.addEventListener('focus', () => this.#setOpen(this.#hasAnswer))
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#askNow()
    })
    form.addEventListener('focusout', (event) => this.#onFocusOut(event))
    clear.addEventListener('click', () => {
      this.value = ''
      input.focus()
    })
    // The cursor stays in the box, or the arrows would no longer move.
    panel.addEventListener('mousedown', (event) => event.preventDefault())
    panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#isModal) return
      this.#setOpen(false)
      input.focus()
      // Focus opened it again.
      this.#setOpen(false)
    })
    list.addEventListener('click', (event) => this.#onChoose(event))
    retry.addEventListener('click', () => {
      input.focus()
      this.#askNow()
    })
    opener.addEventListener('click', () => this.open())
    close.addEventListener('click', () => this.close())
    // The dialog has no border of its own to click on: what hits it hits what is behind.
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) this.close()
    })
  }

  /** Puts the box into the page or into a dialog. */
  #arrange(): void {
    this.#connection?.abort()
    this.#connection = new AbortController()
    const { signal } = this.#connection
    const { dialog, opener } = this.#modal
    this.close()
    this.#place.replaceSync('')
    if (this.#isModal) {
      dialog.append(this.#box.form)
      this.#root.replaceChildren(opener, dialog)
      const release = claimHotkeys(() => this.open())
      signal.addEventListener('abort', release)
    } else {
      this.#root.replaceChildren(this.#box.form)
      addEventListener('resize', () => this.#placePanel(), { signal })
    }
  }

  /** Says everything in the language that holds here. */
  async #translate(): Promise<void> {
    this.#locale = localeOf(this)
    const locale = this.#locale
    this.#label({ ...english, ...this.#own })
    const messages = await loadMessages(locale)
    if (locale === this.#locale) this.#label({ ...messages, ...this.#own })
  }

  #label(messages: Messages): void {
    this.#messages = messages
    const label = this.getAttribute('label') ?? messages.label
    const placeholder = this.getAttribute('placeholder') ?? messages.placeholder
    labelBox(this.#box, messages, label, placeholder)
    const { dialog, close, opener, words } = this.#modal
    setAttributes(dialog, { 'aria-label': label, dir: messages.direction || null })
    setAttributes(close, { 'aria-label': messages.close })
    setAttributes(opener, { dir: messages.direction || null })
    words.textContent = this.getAttribute('label') ?? messages.open
  }

  /** What somebody has typed into the page's own form goes on here. */
  #takeOver(): void {
    const field = this.#isTakenOver ? null : this.querySelector('input')
    this.#isTakenOver = true
    if (!field) return
    this.value ||= field.value
    if (!field.matches(':focus')) return
    this.open()
    this.#box.input.setSelectionRange(field.selectionStart, field.selectionEnd)
  }

  #onInput(event: InputEvent): void {
    setAttributes(this.#box.clear, { hidden: this.value === '' })
    if (!event.isComposing) this.#askSoon()
  }

  #onKey(event: KeyboardEvent): void {
    // Enter ends a composition and searches for nothing; 229 is how Safari says so.
    if (event.isComposing || event.keyCode === 229) return
    const intent = intentOf(event, {
      open: this.#isOpen,
      options: this.#results.length,
      active: this.#active,
      empty: this.value === '',
    })
    if (intent === null) return
    // A browser would empty the box, and close the dialog only the next time.
    if (this.#isModal && event.key === 'Escape') {
      event.preventDefault()
      return this.close()
    }
    if (intent.do !== 'leave') event.preventDefault()
    switch (intent.do) {
      case 'move':
        return this.#setActive(intent.to)
      case 'leave':
        return this.#setActive(-1)
      case 'open':
        return this.#hasAnswer ? this.#setOpen(true) : this.#askNow()
      case 'close':
        return this.#setOpen(false)
      case 'clear':
        this.value = ''
        return
      case 'choose':
        this.#clickActive(event)
        return
      case 'search':
        return this.#askNow()
    }
  }

  /** A link is followed by the browser, into another tab if the keys say so. */
  #clickActive({ ctrlKey, metaKey, shiftKey }: KeyboardEvent): void {
    const keys = { ctrlKey, metaKey, shiftKey }
    this.#box.list.children[this.#active].dispatchEvent(
      new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, ...keys }),
    )
  }

  #onChoose(event: MouseEvent): void {
    const option = (event.target as Element).closest('[role=option]')
    const result = this.#results[[...this.#box.list.children].indexOf(option as Element)]
    const url = option?.getAttribute('href')
    if (!result || !url) return
    const detail = { query: this.#query, result, url }
    if (!this.#tell('select', detail)) return event.preventDefault()
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.close()
  }

  #onFocusOut({ relatedTarget }: FocusEvent): void {
    // Somebody who looks at another window comes back to what was here.
    if (this.#isModal || !document.hasFocus()) return
    if (!this.#box.form.contains(relatedTarget as Node | null)) this.#setOpen(false)
  }

  /** While somebody types, the last word is a beginning, unless a space has ended it. */
  #askSoon(): void {
    const { value } = this
    if (value.trim() === '') return this.#forget()
    this.#asker.askSoon(this.#questionOf(value, !/\s$/.test(value)))
  }

  #askNow(): void {
    if (this.value.trim() === '') return
    this.#asker.askNow(this.#questionOf(this.value, false))
  }

  #questionOf(text: string, prefix: boolean): string {
    const query = new URLSearchParams({ q: text.trim() })
    query.set('k', String(countOf(this, defaultResults)))
    if (prefix) query.set('prefix', 'true')
    return `${endpointOf(this)}/search?${query}`
  }

  get #hasAnswer(): boolean {
    return this.#query !== '' && this.#query === this.value.trim()
  }

  #showAnswer(response: SearchResponse): void {
    const { results, total, confident } = response
    const { nothing, unsure, found, all } = this.#messages
    const note = total === 0 ? nothing : confident ? '' : unsure
    this.#show({
      results,
      note,
      retry: false,
      way:
        total > results.length
          ? { words: say(all, this.#locale, { n: total }), url: this.#pageOf(response.query) }
          : null,
    })
    this.#say([note, total > 0 ? say(found, this.#locale, { n: total }) : ''].join(' ').trim())
    this.#tell('results', { query: response.query, response } satisfies ResultsDetail)
  }

  #showFailure(error: unknown): void {
    const kind = error instanceof Failure ? error.kind : 'failed'
    const { elsewhere, [kind]: note } = this.#messages
    const url = this.#pageOf(this.value.trim())
    const words = say(elsewhere, this.#locale, { host: new URL(url).host })
    this.#show({ results: [], note, retry: true, way: { words, url } })
    this.#say(note)
    const said = error instanceof Error ? error.message : String(error)
    this.#tell('error', { kind, query: this.value.trim(), message: said, error })
  }

  #show(shown: Shown): void {
    this.#query = this.value.trim()
    this.#results = shown.results
    this.#setBusy(false)
    fillPanel(this.#box, shown, this.#locale)
    this.#setActive(-1)
    // Whoever has gone on to something else is not called back.
    this.#setOpen(this.#isModal || this.shadowRoot?.activeElement !== null)
  }

  /** The search page of the deployment: what a plain form would open. */
  #pageOf(query: string): string {
    return `${endpointOf(this)}/?${new URLSearchParams({ q: query })}`
  }

  /** Drops whatever was asked and shown. */
  #forget(): void {
    this.#asker.stop()
    this.#setBusy(false)
    this.#query = ''
    this.#results = []
    this.#setActive(-1)
    this.#setOpen(false)
    this.#say('')
  }

  get #isOpen(): boolean {
    return !this.#box.panel.hidden
  }

  #setOpen(open: boolean): void {
    const { panel, input } = this.#box
    setAttributes(panel, { hidden: !open })
    setAttributes(input, { 'aria-expanded': String(open && this.#results.length > 0) })
    if (open) this.#placePanel()
    else this.#setActive(-1)
  }

  #setActive(active: number): void {
    this.#active = active
    activate(this.#box, active)
  }

  #setBusy(busy: boolean): void {
    setAttributes(this.#box.form, { 'aria-busy': busy ? 'true' : null })
  }

  /** As wide as a sentence reads well, and within the window, however narrow the box is. */
  #placePanel(): void {
    if (this.#isModal || !this.#isOpen) return
    const { left, width } = this.#box.form.getBoundingClientRect()
    const room = document.documentElement.clientWidth - 2 * panelMargin
    const wide = Math.max(width, Math.min(panelWidth, room))
    const isRtl = getComputedStyle(this).direction === 'rtl'
    const wanted = isRtl ? left + width - wide : left
    const at = Math.max(panelMargin, Math.min(wanted, panelMargin + room - wide))
    this.#place.replaceSync(`[part=panel]{left:${at - left}px;width:${wide}px}`)
  }

  /** Has a sentence read aloud, once it has been the last for a moment. */
  #say(sentence: string): void {
    clearTimeout(this.#statusTimer)
    const { status } = this.#box
    status.textContent = ''
    if (sentence === '') return
    this.#statusTimer = setTimeout(() => {
      status.textContent = sentence
    }, statusPauseMs)
  }

  /** Whether nobody objected. */
  #tell(name: string, detail: unknown): boolean {
    return this.dispatchEvent(
      new CustomEvent(`edgewise:${name}`, {
        detail,
        bubbles: true,
        composed: true,
        cancelable: true,
      }),
    )
  }
}
