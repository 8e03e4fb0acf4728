/**
 * The nodes of a search: the field, and below it the panel with what was found.
 *
 * The list is a listbox that the field controls; its options are links, so that whatever
 * a browser offers for a link (another tab, copying the address) works here too.
 */

import { limits, type Result } from '../core/protocol.ts'
import { create, createIcon, setAttributes } from './dom.ts'
import type { Messages } from './messages.ts'
import { addressOf, createAbout, createExcerpt, createTitle } from './result.ts'

/** The nodes that an element works with. */
export interface Box {
  readonly form: HTMLFormElement
  readonly field: HTMLElement
  readonly input: HTMLInputElement
  readonly clear: HTMLButtonElement
  readonly panel: HTMLElement
  /** What is to be said of the results, or instead of them. */
  readonly note: HTMLElement
  readonly list: HTMLElement
  readonly retry: HTMLButtonElement
  /** The way to the search page. */
  readonly way: HTMLAnchorElement
  /** Read aloud and never seen. */
  readonly status: HTMLElement
}

const magnifier = 'M20 20l-4.5-4.5M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z'
const cross = 'M6 6l12 12M18 6L6 18'

/** A box with nothing in it. */
export function createBox(): Box {
  const input = create('input', {
    id: 'input',
    part: 'input',
    type: 'search',
    role: 'combobox',
    maxlength: limits.queryLength,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    enterkeyhint: 'search',
    'aria-autocomplete': 'list',
    'aria-haspopup': 'listbox',
    'aria-expanded': 'false',
    'aria-controls': 'list',
  })
  const clear = create('button', { part: 'clear', type: 'button', hidden: true }, createIcon(cross))
  const note = create('p', { part: 'note', dir: 'auto', hidden: true })
  const list = create('div', { id: 'list', part: 'list', role: 'listbox', hidden: true })
  const retry = create('button', { part: 'retry', type: 'button' })
  const way = create('a', { part: 'all' })
  const foot = create('div', { part: 'foot' }, retry, way)
  const panel = create('div', { part: 'panel', hidden: true }, note, list, foot)
  const status = create('div', { role: 'status', class: 'unseen' })
  const field = create('div', { part: 'field' }, createIcon(magnifier), input, clear)
  const form = create('form', { part: 'form', role: 'search' }, field, panel, status)
  return { form, field, input, clear, panel, note, list, retry, way, status }
}

/** A dialog for a box, and the buttons that open and close it. */
export interface Modal {
  readonly dialog: HTMLDialogElement
  readonly opener: HTMLButtonElement
  /** The words of the opener. */
  readonly words: HTMLElement
  readonly close: HTMLButtonElement
}

/** A dialog that is closed and empty. */
export function createModal(): Modal {
  const keys = /Mac|iP/.test(navigator.platform) ? '⌘K' : 'Ctrl K'
  const words = create('span')
  const opener = create(
    'button',
    {
      part: 'button',
      type: 'button',
      'aria-haspopup': 'dialog',
      'aria-keyshortcuts': 'Control+K Meta+K /',
    },
    createIcon(magnifier),
    words,
    create('kbd', { part: 'key', 'aria-hidden': 'true' }, keys),
  )
  const close = create('button', { part: 'close', type: 'button' })
  return { dialog: create('dialog', { part: 'dialog' }), opener, words, close }
}

/** What is shown in the panel. */
export interface Shown {
  readonly results: readonly Result[]
  readonly note: string
  /** Whether asking again may help. */
  readonly retry: boolean
  /** The words of the way to the search page, and where it is; null for none. */
  readonly way: { readonly words: string; readonly url: string } | null
}

/** Fills the panel; what was in it goes. */
export function fillPanel(box: Box, { results, note, retry, way }: Shown, locale: string): void {
  const { list } = box
  list.replaceChildren(...results.map((result, i) => createOption(result, i, locale)))
  list.scrollTop = 0
  setAttributes(list, { hidden: results.length === 0 })
  box.note.textContent = note
  setAttributes(box.note, { hidden: note === '' })
  setAttributes(box.retry, { hidden: !retry })
  box.way.textContent = way?.words ?? ''
  setAttributes(box.way, { href: way?.url ?? null, hidden: way === null })
  setAttributes(box.retry.parentElement as Element, { hidden: !retry && way === null })
}

function createOption(result: Result, i: number, locale: string): HTMLElement {
  const url = addressOf(result)
  return create(
    url === null ? 'div' : 'a',
    {
      id: `option${i}`,
      part: 'result',
      role: 'option',
      tabindex: -1,
      dir: 'auto',
      href: url,
      'aria-selected': 'false',
      'aria-disabled': url === null && 'true',
    },
    createTitle(result),
    createAbout(result, locale),
    createExcerpt(result),
  )
}

/** Shows whether anything is in the field: what is typed has its own direction, a placeholder the page's. */
export function showEmpty({ input, clear }: Box): void {
  const empty = input.value === ''
  setAttributes(clear, { hidden: empty })
  setAttributes(input, { dir: empty ? null : 'auto' })
}

/** Makes the option at `active` the active one; none for -1. */
export function activate({ input, list }: Box, active: number): void {
  for (const [i, option] of [...list.children].entries()) {
    const isActive = i === active
    option.setAttribute('aria-selected', String(isActive))
    setAttributes(option, { part: isActive ? 'result active' : 'result' })
    if (isActive) option.scrollIntoView({ block: 'nearest' })
  }
  setAttributes(input, { 'aria-activedescendant': active < 0 ? null : `option${active}` })
}

/** Puts a language's texts into a box; its name and its placeholder are the element's to choose. */
export function labelBox({ list, clear, retry }: Box, messages: Messages): void {
  setAttributes(list, { 'aria-label': messages.results })
  setAttributes(clear, { 'aria-label': messages.clear })
  retry.textContent = messages.retry
}
