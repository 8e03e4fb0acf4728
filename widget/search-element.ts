/**
 * `<edgewise-search>`: a search of somebody's articles, on any page.
 *
 * The element is the part with identity and lifetime: it listens, asks, and shows the answers.
 * What keys mean is in combobox.ts, when questions are asked in asker.ts, and how everything looks
 * in box.ts and styles.css. What the page has inside the element, such as a plain form, works until
 * this script is loaded; then it keeps its space, and its text moves into our field.
 */
import { limits, type SearchResponse } from '../core/protocol.ts'
import { createAnnouncer } from './announcer.ts'
import { type Shown, shownAnswer, shownFailure } from './answer.ts'
import { ask, kindOf } from './ask.ts'
import { createAsker, longPauseMs, pauseMs } from './asker.ts'
import { countOf, endpointOf } from './attributes.ts'
import { createBox, createModal, labelBox, showEmpty } from './box.ts'
import { type Intent, intentOf } from './combobox.ts'
import { create, setAttributes } from './dom.ts'
import { createFilters } from './filters.ts'
import { claimHotkeys } from './hotkeys.ts'
import { loadMessages, localeOf } from './language.ts'
import { english, type Messages } from './messages.ts'
import { takeOwn } from './own-property.ts'
import { createPanel } from './panel.ts'
import { styleSheet } from './styles.ts'
import { tell } from './tell.ts'

/** Results shown unless `results` says otherwise. */
const defaultResults = 8

export class EdgewiseSearch extends HTMLElement {
  static readonly observedAttributes = [
    ...['endpoint', 'filters', 'label', 'lang', 'modal', 'placeholder', 'results'],
  ]

  readonly #box = createBox()
  readonly #modal = createModal()
  readonly #root = create('div')
  readonly #panel = createPanel(this.#box, () => !this.#isModal)
  readonly #announcer = createAnnouncer(this.#box.status)
  readonly #filters = createFilters(this.#box.filters, this.#box.input, () => this.#askAgain())
  readonly #asker = createAsker<SearchResponse>({
    ask,
    onWait: () => this.#setBusy(true),
    onAnswer: (response) => this.#showAnswer(response),
    onFailure: (error) => this.#showFailure(error),
    isKept: (response) => !response.degraded,
  })
  /** Removes what the element has added to the page, such as listeners; null while it is in no page. */
  #connection: AbortController | null = null
  #isTakenOver = false
  #locale = 'en'
  #messages: Messages = english
  #own: Partial<Messages> = {}
  /** The question whose answer is shown. */
  #asked = ''
  /** Whether the last word of the question may be unfinished. */
  #isBeginning = false
  /** Longer if the last answer took an encoder elsewhere. */
  #pauseMs = pauseMs

  constructor() {
    super()
    const shadow = this.attachShadow({ mode: 'open' })
    shadow.adoptedStyleSheets = [styleSheet(), this.#panel.place]
    shadow.append(create('div', { class: 'stack' }, create('slot'), this.#root))
    this.#listenToBox()
    this.#listenToButtons()
  }

  connectedCallback(): void {
    takeOwn(this, 'messages')
    takeOwn(this, 'value')
    this.#arrange()
    void this.#translate()
    this.#takeOver()
  }

  disconnectedCallback(): void {
    this.#connection?.abort()
    this.#connection = null
    this.#asker.stop()
    this.#announcer.say('')
    this.#setBusy(false)
    this.close()
  }

  /** An element that is moved within a page (`moveBefore`) stays as it is. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now) return
    const isOther = name === 'endpoint' || name === 'filters'
    if (isOther) this.#filters.name(this.getAttribute('filters'))
    if (!this.#connection) return
    if (name === 'modal') this.#arrange()
    else if (isOther || name === 'results') this.#forget()
    else void this.#translate()
  }

  /** The page's own texts, which replace the language's. */
  get messages(): Partial<Messages> {
    return this.#own
  }

  set messages(messages: Partial<Messages>) {
    this.#own = { ...messages }
    if (this.#connection) void this.#translate()
  }

  /** The text in the box. */
  get value(): string {
    return this.#box.input.value
  }

  set value(text: string) {
    this.#box.input.value = text
    showEmpty(this.#box)
    this.#forget()
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
    const { dialog } = this.#modal
    if (dialog.open) {
      dialog.close()
      // If nothing had the focus before, it would stay in the box, which is hidden now.
      this.#box.input.blur()
    }
    this.#panel.setOpen(false)
  }

  #listenToBox(): void {
    const { form, input, panel, filters } = this.#box
    input.addEventListener('input', (event) => this.#onInput(event as InputEvent))
    // Composed text (kana, pinyin) is a word only once it is finished.
    input.addEventListener('compositionend', () => this.#askSoon())
    input.addEventListener('keydown', (event) => this.#onKey(event))
    input.addEventListener('focus', () => this.#panel.setOpen(this.#hasAnswer))
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#askNow()
    })
    form.addEventListener('focusout', (event) => this.#onFocusOut(event))
    // The focus stays in the box, or the arrow keys would no longer work.
    panel.addEventListener('mousedown', (event) => event.preventDefault())
    panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      input.focus()
      if (!filters.contains(event.target as Node)) this.close()
    })
  }

  #listenToButtons(): void {
    const { input, clear, list, retry } = this.#box
    const { dialog, close, opener } = this.#modal
    clear.addEventListener('click', () => {
      this.value = ''
      input.focus()
    })
    list.addEventListener('click', (event) => this.#onChoose(event))
    retry.addEventListener('click', () => {
      input.focus()
      this.#askNow()
    })
    opener.addEventListener('click', () => this.open())
    close.addEventListener('click', () => this.close())
    // The box fills the dialog, so a click on the dialog itself is one on its backdrop.
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) this.close()
    })
  }

  /** Puts the box into the page or into a dialog. */
  #arrange(): void {
    this.#connection?.abort()
    this.#connection = new AbortController()
    const { signal } = this.#connection
    const { dialog, opener, close } = this.#modal
    const { form, field } = this.#box
    this.close()
    if (this.#isModal) {
      field.append(close)
      dialog.append(form)
      this.#root.replaceChildren(opener, dialog)
      signal.addEventListener(
        'abort',
        claimHotkeys(() => this.open()),
      )
    } else {
      close.remove()
      this.#root.replaceChildren(form)
      addEventListener('resize', () => this.#panel.setOpen(!this.#box.panel.hidden), { signal })
    }
  }

  /** Sets all texts in the language of this place; in English until they are loaded. */
  async #translate(): Promise<void> {
    const locale = localeOf(this)
    this.#locale = locale
    this.#label(english)
    const messages = await loadMessages(locale)
    if (locale === this.#locale) this.#label(messages)
  }

  #label(messages: Messages): void {
    this.#messages = { ...messages, ...this.#own }
    const { label, placeholder, direction, close, open } = this.#messages
    const { dialog, opener, words, close: closer } = this.#modal
    const named = this.getAttribute('label')
    const name = { 'aria-label': named ?? label, dir: direction || null }
    labelBox(this.#box, this.#messages)
    setAttributes(this.#box.form, name)
    setAttributes(this.#box.input, {
      'aria-label': name['aria-label'],
      placeholder: this.getAttribute('placeholder') ?? placeholder,
    })
    setAttributes(dialog, name)
    closer.textContent = close
    setAttributes(opener, { dir: name.dir })
    words.textContent = named ?? open
  }

  /** Takes over what somebody was typing into the page's own form. */
  #takeOver(): void {
    const field = this.#isTakenOver ? null : this.querySelector('input')
    this.#isTakenOver = true
    if (!field) return
    this.value ||= field.value
    if (!field.matches(':focus')) return
    this.open()
    this.#box.input.setSelectionRange(field.selectionStart, field.selectionEnd)
  }

  #onInput({ isComposing }: InputEvent): void {
    showEmpty(this.#box)
    if (!isComposing) this.#askSoon()
  }

  #onKey(event: KeyboardEvent): void {
    // Enter that ends a composition does not search; Safari reports it as 229.
    if (event.isComposing || event.keyCode === 229) return
    const intent = intentOf(event, { ...this.#panel.state(), empty: this.value === '' })
    if (!intent) return
    if (intent.do !== 'leave') event.preventDefault()
    this.#act(intent, event)
  }

  #act(intent: Intent, event: KeyboardEvent): void {
    if (intent.do === 'move') this.#panel.setActive(intent.to)
    if (intent.do === 'leave') this.#panel.setActive(-1)
    if (intent.do === 'open' && this.#hasAnswer) this.#panel.setOpen(true)
    if (intent.do === 'search' || (intent.do === 'open' && !this.#hasAnswer)) this.#askNow()
    if (intent.do === 'close') this.close()
    if (intent.do === 'clear') this.value = ''
    if (intent.do === 'choose') this.#panel.follow(event)
  }

  #onChoose(event: MouseEvent): void {
    const chosen = this.#panel.resultAt(event.target as Element)
    if (!chosen) return
    if (!tell(this, 'select', { query: this.#asked, ...chosen })) event.preventDefault()
    else if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.close()
  }

  #onFocusOut({ relatedTarget }: FocusEvent): void {
    // Somebody who switches to another window comes back to an open panel.
    if (this.#isModal || !document.hasFocus()) return
    if (!this.#box.form.contains(relatedTarget as Node | null)) this.#panel.setOpen(false)
  }

  /** While somebody types, the last word counts as unfinished, unless a space follows it. */
  #askSoon(): void {
    this.#isBeginning = !/\s$/.test(this.value)
    if (this.#text === '') this.#forget()
    else this.#asker.askSoon(this.#question, this.#pauseMs)
  }

  #askNow(): void {
    this.#isBeginning = false
    this.#askAgain()
  }

  #askAgain(): void {
    if (this.#text !== '') this.#asker.askNow(this.#question)
  }

  /** The question; empty where nothing can be seen, for which the worker would list all articles. */
  get #text(): string {
    const question = this.value.replace(/^[\s\p{Cc}\p{DI}]+$/u, '')
    return question.trim().slice(0, limits.queryLength)
  }

  get #question(): string {
    const query = this.#queryOf(this.#text)
    query.set('k', `${countOf(this, defaultResults)}`)
    if (this.#isBeginning) query.set('prefix', 'true')
    if (this.#filters.areNamed()) query.set('facets', 'true')
    return `${endpointOf(this)}/search?${query}`
  }

  /** The search page of the deployment: what a plain form would open. */
  #pageOf(query: string): string {
    return `${endpointOf(this)}/?${this.#queryOf(query)}`
  }

  #queryOf(query: string): URLSearchParams {
    return new URLSearchParams([['q', query], ...this.#filters.chosen()])
  }

  #showAnswer(response: SearchResponse): void {
    const { query, facets, usage } = response
    this.#pauseMs = usage ? longPauseMs : pauseMs
    this.#filters.show(facets, this.#locale, this.#messages.more)
    this.#show(shownAnswer(response, this.#pageOf(query), this.#messages, this.#locale))
    tell(this, 'results', { query, response })
  }

  #showFailure(error: unknown): void {
    const kind = kindOf(error)
    const query = this.#text
    this.#show(shownFailure(kind, this.#pageOf(query), this.#messages, this.#locale))
    tell(this, 'error', { query, kind, error })
  }

  #show(shown: Shown): void {
    this.#asked = this.#text
    this.#setBusy(false)
    this.#panel.fill(shown, this.#locale)
    // If the focus has moved elsewhere, the panel stays closed.
    this.#panel.setOpen(this.#isModal || this.shadowRoot?.activeElement !== null)
    this.#announcer.say(shown.spoken)
  }

  /** Drops the question and what is shown for it. */
  #forget(): void {
    this.#asker.stop()
    this.#announcer.say('')
    this.#setBusy(false)
    this.#asked = ''
    this.#filters.reset()
    this.#panel.setOpen(false)
  }

  get #isModal(): boolean {
    return this.hasAttribute('modal')
  }

  get #hasAnswer(): boolean {
    return this.#asked !== '' && this.#asked === this.#text
  }

  #setBusy(busy: boolean): void {
    setAttributes(this.#box.form, { 'aria-busy': busy && 'true' })
  }
}
