import { describe, expect, test } from 'vitest'
import { type Combobox, intentOf, type KeyPress } from '../../widget/combobox.ts'
import { isHotkey } from '../../widget/hotkeys.ts'

const press = (name: string): KeyPress => {
  const keys = name.split('+')
  return {
    key: keys.at(-1) as string,
    altKey: keys.includes('Alt'),
    ctrlKey: keys.includes('Ctrl'),
    metaKey: keys.includes('Meta'),
    shiftKey: keys.includes('Shift'),
  }
}

/** States of the box: three results, the second active; none active; closed; nothing found. */
const active: Combobox = { open: true, options: 3, active: 1, empty: false }
const open = { ...active, active: -1 }
const closed = { ...open, open: false }
const barren = { ...open, options: 0 }
const fresh: Combobox = { open: false, options: 0, active: -1, empty: true }

const move = (to: number) => ({ do: 'move', to })

describe('a key in the box', () => {
  test.each([
    ['ArrowDown', active, move(2)],
    ['ArrowDown', { ...active, active: 2 }, move(0)],
    ['ArrowDown', open, move(0)],
    ['ArrowDown', closed, { do: 'open' }],
    ['ArrowDown', barren, null],
    ['Alt+ArrowDown', closed, { do: 'open' }],
    ['ArrowUp', active, move(0)],
    ['ArrowUp', { ...active, active: 0 }, move(2)],
    ['ArrowUp', open, move(2)],
    ['ArrowUp', closed, { do: 'open' }],
    ['ArrowUp', barren, null],
    ['Alt+ArrowUp', active, { do: 'close' }],
    ['Home', active, move(0)],
    ['End', active, move(2)],
    ['Home', open, null],
    ['End', open, null],
    ['ArrowLeft', active, { do: 'leave' }],
    ['ArrowRight', active, { do: 'leave' }],
    ['ArrowLeft', open, null],
    ['Tab', active, { do: 'leave' }],
    ['Tab', open, null],
    ['Enter', active, { do: 'choose' }],
    ['Ctrl+Enter', active, { do: 'choose' }],
    ['Enter', open, { do: 'search' }],
    ['Enter', { ...active, open: false }, { do: 'search' }],
    ['Escape', active, { do: 'close' }],
    ['Escape', barren, { do: 'close' }],
    ['Escape', closed, { do: 'clear' }],
    ['Escape', fresh, null],
    ['a', active, null],
    ['Shift+Home', active, null],
    ['Ctrl+ArrowLeft', active, null],
    ['Shift+Tab', active, null],
  ])('%s in %j means %j', (name, box, intent) => {
    expect(intentOf(press(name), box)).toEqual(intent)
  })
})

describe('a key of the page', () => {
  test.each(['/', 'Shift+/', 'Ctrl+k', 'Meta+k', 'Ctrl+K'])('%s opens', (name) => {
    expect(isHotkey(press(name))).toBe(true)
  })

  test.each([
    'k',
    'Ctrl+/',
    'Meta+/',
    'Alt+/',
    'Ctrl+Meta+k',
    'Ctrl+Shift+k',
    'Alt+Ctrl+k',
    'Ctrl+j',
  ])('%s does not', (name) => {
    expect(isHotkey(press(name))).toBe(false)
  })

  test('the event of a field that the browser fills in does not open', () => {
    expect(isHotkey(new Event('keydown') as KeyboardEvent)).toBe(false)
  })
})
