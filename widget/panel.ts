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
import {
  addressOf,
  createAbout,
  createExcerpt,
  createSection,
  createTitle,
  onTheWeb,
} from './result.ts'

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
  let choices: readonly Choice[] = []
  let active = -1

  const setActive = (option: number) => {
    active = option
    showActive(box, active)
  }
  const setOpen = (open: boolean) => {
    setAttributes(panel, { hidden: !open })
    setAttributes(input, { 'aria-expanded': `${open && choices.length > 0}` })
    if (open) place.replaceSync(isPlaced() ? placeOf(form) : '')
    else setActive(-1)
  }
  return {
    place,
    setOpen,
    setActive,
    state: () => ({
      open: !panel.hidden || !isPlaced(),
      options: panel.hidden ? 0 : choices.length,
      active,
    }),
    fill: (shown, locale) => {
      choices = shown.results.flatMap((result) => choicesOf(result, locale))
      fillPanel(box, choices, shown)
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
      const { result, url } = choices[[...list.children].indexOf(option as Element)] ?? {}
      return result && url ? { result, url } : null
    },
  }
}

/** What an option stands for: a result, or another section of it. */
interface Choice {
  readonly result: Result
  /** Null if it is not on the web. */
  readonly url: string | null
  readonly part: 'result' | 'result section'
  readonly content: readonly Node[]
}

/** A result, then the other sections of it that answer. */
function choicesOf(result: Result, locale: string): Choice[] {
  const title = createTitle(result)
  const about = createAbout(result, locale, result.passage.heading)
  const content = [title, about, createExcerpt(result)]
  return [
    { result, url: addressOf(result), part: 'result', content },
    ...(result.sections ?? []).map((section): Choice => {
      const url = onTheWeb(section.url)
      return { result, url, part: 'result section', content: [createSection(section)] }
    }),
  ]
}

/** Replaces the content of the panel. */
function fillPanel(box: Box, choices: readonly Choice[], { note, retry, way }: Shown): void {
  const { list } = box
  list.replaceChildren(...choices.map(createOption))
  list.scrollTop = 0
  setAttributes(list, { hidden: choices.length === 0 })
  box.note.textContent = note
  setAttributes(box.note, { hidden: note === '' })
  setAttributes(box.retry, { hidden: !retry })
  box.way.textContent = way?.words ?? ''
  setAttributes(box.way, { href: way?.url ?? null, hidden: way === null })
  setAttributes(box.retry.parentElement as Element, { hidden: !retry && way === null })
}

function createOption({ url, part, content }: Choice, i: number): HTMLElement {
  return create(
    url === null ? 'div' : 'a',
    {
      id: `option${i}`,
      part,
      role: 'option',
      tabindex: -1,
      dir: 'auto',
      href: url,
      'aria-selected': 'false',
      'aria-disabled': url === null && 'true',
    },
    ...content,
  )
}

/** Shows the option at `active` as the active one; none for -1. */
function showActive({ input, list }: Box, active: number): void {
  for (const [i, option] of [...list.children].entries()) {
    const isActive = i === active
    setAttributes(option, { 'aria-selected': `${isActive}` })
    option.part.toggle('active', isActive)
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
