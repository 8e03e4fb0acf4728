/**
 * What a key does in the box, by the ARIA Authoring Practices for an editable combobox
 * with manual selection.
 *
 * Keys in, intents out, without any element: the focus stays in the box, and the active
 * option is only named (`aria-activedescendant`).
 */

/** The state of a combobox. */
export interface Combobox {
  /** Whether its list, or something in its place, is shown. */
  readonly open: boolean
  readonly options: number
  /** The active option; -1 for none. */
  readonly active: number
  readonly empty: boolean
}

/** What to do. All but `leave` prevent what the key does in a text field. */
export type Intent =
  | { readonly do: 'move'; readonly to: number }
  /** Back into the text, where the key then does what it does there. */
  | { readonly do: 'leave' }
  | { readonly do: 'open' | 'close' | 'clear' | 'choose' | 'search' }

/** The part of a key press that matters. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** What `press` means to the box; null if it is none of its keys. */
export function intentOf(press: KeyPress, box: Combobox): Intent | null {
  const { key, altKey } = press
  const isActive = box.open && box.active >= 0
  if (key === 'Enter') return { do: isActive ? 'choose' : 'search' }
  if (press.ctrlKey || press.metaKey || press.shiftKey) return null
  switch (key) {
    case 'ArrowDown':
      if (!box.open || altKey) return { do: 'open' }
      return move(box, box.active + 1)
    case 'ArrowUp':
      if (altKey) return { do: 'close' }
      if (!box.open) return { do: 'open' }
      return move(box, Math.max(box.active, 0) - 1)
    // Without an active option these act on the text, as in any field.
    case 'Home':
      return isActive ? move(box, 0) : null
    case 'End':
      return isActive ? move(box, -1) : null
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'Tab':
      return isActive ? { do: 'leave' } : null
    case 'Escape':
      if (box.open) return { do: 'close' }
      return box.empty ? null : { do: 'clear' }
  }
  return null
}

/** Moves to an option; wraps around at both ends. */
function move({ options }: Combobox, to: number): Intent | null {
  return options === 0 ? null : { do: 'move', to: (to + options) % options }
}
