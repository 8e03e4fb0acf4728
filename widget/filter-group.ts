/**
 * The values of one field as toggle buttons.
 *
 * A button stays the same node for as long as its value is shown, so that an answer changes its number
 * and not the focus. The most frequent values are shown, and another button shows the rest, which works
 * with touch, with a mouse and in a narrow window alike.
 */
import type { FacetValue } from '../core/protocol.ts'
import { create, setAttributes } from './dom.ts'
import { shorten } from './text.ts'

/** One field. */
export interface FilterGroup {
  readonly field: string
  readonly node: HTMLElement
  /** Values that are chosen, in the order of choosing. */
  readonly chosen: ReadonlySet<string>
  /** Shows these values, in order; `words` label the button that shows the rest. */
  readonly show: (values: readonly FacetValue[], locale: string, words: string) => void
  /** Nothing is chosen any more and few values are shown, from the next `show` on. */
  readonly reset: () => void
}

/** Values that are shown until somebody wants more. */
const few = 5

/**
 * The group of a field, without values yet.
 *
 * @param name     of the field, for readers
 * @param input    gets the focus where the button that had it is gone
 * @param onChange called when a value is chosen or unchosen
 */
export function createFilterGroup(
  field: string,
  name: string,
  { input, onChange }: { readonly input: HTMLElement; readonly onChange: () => void },
): FilterGroup {
  const node = create('div', { part: 'filter', role: 'group', 'aria-label': name, hidden: true })
  const label = create('bdi', { part: 'name', 'aria-hidden': 'true' }, name)
  const more = create('button', { part: 'more', type: 'button' })
  const chosen = new Set<string>()
  let buttons = new Map<string, HTMLButtonElement>()
  let most = few
  let fill = () => {}

  more.addEventListener('click', () => {
    most = Number.POSITIVE_INFINITY
    fill()
  })

  const createButton = (value: string) => {
    const text = create('bdi', {}, shorten(value, 40))
    const button = create('button', { part: 'value', type: 'button' }, text, ' ', create('span'))
    button.addEventListener('click', () => {
      if (!chosen.delete(value)) chosen.add(value)
      showPressed(button, chosen.has(value))
      onChange()
    })
    return button
  }

  const show = (values: readonly FacetValue[], locale: string) => {
    const shown = values.filter(({ value }, i) => i < most || chosen.has(value))
    buttons = new Map(
      shown.map(({ value, count }) => {
        const button = buttons.get(value) ?? createButton(value)
        showPressed(button, chosen.has(value))
        button.lastElementChild?.replaceChildren(count.toLocaleString(locale))
        return [value, button]
      }),
    )
    const isAll = shown.length === values.length
    fillGroup(node, [label, ...buttons.values(), ...(isAll ? [] : [more])], input)
    setAttributes(node, { hidden: values.length === 0 })
  }

  return {
    field,
    node,
    chosen,
    show: (values, locale, words) => {
      more.textContent = words
      fill = () => show(values, locale)
      fill()
    },
    reset: () => {
      chosen.clear()
      most = few
    },
  }
}

function showPressed(button: Element, isPressed: boolean): void {
  setAttributes(button, { 'aria-pressed': `${isPressed}` })
}

/**
 * Makes `nodes` the children of `group` without moving the one with the focus, which would lose it. If
 * that one is removed, the node in its place gets the focus first, or else `input`.
 */
function fillGroup(group: Element, nodes: readonly HTMLElement[], input: HTMLElement): void {
  const old = [...group.children] as HTMLElement[]
  const { activeElement } = group.getRootNode() as ShadowRoot
  const place = old.indexOf(activeElement as HTMLElement)
  const kept = nodes.indexOf(old[place])
  if (kept < 0) group.append(...nodes)
  else {
    nodes[kept].before(...nodes.slice(0, kept))
    nodes[kept].after(...nodes.slice(kept + 1))
  }
  if (place >= 0 && kept < 0) (nodes[place] ?? input).focus()
  for (const node of old) if (!nodes.includes(node)) node.remove()
}
