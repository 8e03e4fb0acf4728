/**
 * The nodes of a search: the field, and below it the panel with what was found.
 *
 * The list is a listbox that the field controls; its options are links, so that whatever
 * a browser offers for a link (another tab, copying the address) works here too.
 */

import { limits } from '../core/protocol.ts'
import { create, createIcon, setAttributes } from './dom.ts'
import type { Messages } from './messages.ts'

/** The nodes that an element works with. */
export interface Box {
  readonly form: HTMLFormElement
  readonly field: HTMLElement
  readonly input: HTMLInputElement
  readonly clear: HTMLButtonElement
  readonly panel: HTMLElement
  /** A sentence above the results, or instead of them. */
  readonly note: HTMLElement
  /** The buttons of filters. */
  readonly filters: HTMLElement
  readonly list: HTMLElement
  readonly retry: HTMLButtonElement
  /** The link to the search page. */
  readonly way: HTMLAnchorElement
  /** A live region: read aloud, not shown. */
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
  const filters = create('div', { part: 'filters', hidden: true })
  const list = create('div', {
    id: 'list',
    part: 'list',
    role: 'listbox',
    // Some browsers would stop at it with Tab, since it may scroll, and its options are reached from the box.
    tabindex: -1,
    hidden: true,
  })
  const retry = create('button', { part: 'retry', type: 'button' })
  const way = create('a', { part: 'all' })
  const foot = create('div', { part: 'foot' }, retry, way)
  const panel = create('div', { part: 'panel', hidden: true }, note, filters, list, foot)
  const status = create('div', { role: 'status', class: 'unseen' })
  const field = create('div', { part: 'field' }, createIcon(magnifier), input, clear)
  const form = create('form', { part: 'form', role: 'search' }, field, panel, status)
  return { form, field, input, clear, panel, note, filters, list, retry, way, status }
}

/** A dialog for a box, and the buttons that open and close it. */
export interface Modal {
  readonly dialog: HTMLDialogElement
  readonly opener: HTMLButtonElement
  /** The label of the opener. */
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

/** Shows whether the field is empty: typed text has its own direction, a placeholder the page's. */
export function showEmpty({ input, clear }: Box): void {
  const empty = input.value === ''
  setAttributes(clear, { hidden: empty })
  setAttributes(input, { dir: empty ? null : 'auto' })
}

/** Puts a language's texts into a box, except its label and its placeholder, which the element chooses. */
export function labelBox({ list, clear, retry }: Box, messages: Messages): void {
  setAttributes(list, { 'aria-label': messages.results })
  setAttributes(clear, { 'aria-label': messages.clear })
  retry.textContent = messages.retry
}
