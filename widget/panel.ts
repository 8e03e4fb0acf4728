/**
 * The panel that opens below the box: the results, which of them is active, and where it is placed.
 *
 * The focus stays where it is, mostly in the box; the active option is only named.
 */
import type { Result } from '../core/protocol.ts'
import type { Shown } from './answer.ts'
import type { Box } from './box.ts'
import type { Combobox } from './combobox.ts'
import { create, setAttributes } from './dom.ts'
import { placePanel } from './placement.ts'
import { addressOf, createAbout, createExcerpt, createTitle } from './result.ts'

/** The panel of one box. */
export interface Panel {
  /** Places the panel; to be adopted by the shadow root that the box is in. */
  readonly place: CSSStyleSheet
  /** The state that keys depend on: a closed panel has no options to choose, though a dialog counts as open. */
  readonly state: () => Omit<Combobox, 'empty'>
  readonly setOpen: (open: boolean) => void
  /** Replaces what is shown; no option is active. */
  readonly fill: (shown: Shown, locale: string) => void
  /** Makes the option at `active` the active one; none for -1. */
  readonly setActive: (active: number) => void
  /** Follows the active option as a click on its link would: into another tab if the modifier keys say so. */
  readonly follow: (keys: KeyboardEvent) => void
  /** The result and the address of the option that `target` is in; null if it is in none, or in one without an address. */
  readonly resultAt: (target: Element) => { readonly result: Result; readonly url: string } | null
}

/** An empty panel; `isPlaced` tells whether it is placed below the box, and not in a dialog. */
export function createPanel(box: Box, isPlaced: () => boolean): Panel {
  const { form, input, panel, list } = box
  const place = new CSSStyleSheet()
  let results: readonly Result[] = []
  let active = -1

  const setActive = (option: number) => {
    active = option
    showActive(box, active)
  }
  const setOpen = (open: boolean) => {
    setAttributes(panel, { hidden: !open })
    setAttributes(input, { 'aria-expanded': `${open && results.length > 0}` })
    if (open) place.replaceSync(isPlaced() ? placeOf(form) : '')
    else setActive(-1)
  }
  return {
    place,
    setOpen,
    setActive,
    state: () => ({
      open: !panel.hidden || !isPlaced(),
      options: panel.hidden ? 0 : results.length,
      active,
    }),
    fill: (shown, locale) => {
      results = shown.results
      fillPanel(box, shown, locale)
      setActive(-1)
    },
    follow: ({ ctrlKey, metaKey, shiftKey }) => {
      const keys = { ctrlKey, metaKey, shiftKey }
      list.children[active].dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, ...keys }),
      )
    },
    resultAt: (target) => {
      const option = target.closest('[role=option]')
      const result = results[[...list.children].indexOf(option as Element)]
      const url = option?.getAttribute('href')
      return result && url ? { result, url } : null
    },
  }
}

/** Replaces the content of the panel. */
function fillPanel(box: Box, { results, note, retry, way }: Shown, locale: string): void {
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
    createAbout(result, locale, result.passage.heading),
    createExcerpt(result),
  )
}

/** Shows the option at `active` as the active one; none for -1. */
function showActive({ input, list }: Box, active: number): void {
  for (const [i, option] of [...list.children].entries()) {
    const isActive = i === active
    setAttributes(option, {
      'aria-selected': `${isActive}`,
      part: isActive ? 'result active' : 'result',
    })
    if (isActive) option.scrollIntoView({ block: 'nearest' })
  }
  setAttributes(input, { 'aria-activedescendant': active < 0 ? null : `option${active}` })
}

/** A style sheet that puts the panel below its form. */
function placeOf(form: HTMLElement): string {
  const isRtl = getComputedStyle(form).direction === 'rtl'
  const { clientWidth } = document.documentElement
  const { left, width } = placePanel(form.getBoundingClientRect(), clientWidth, isRtl)
  return `[part=panel]{left:${left}px;width:${width}px}`
}
