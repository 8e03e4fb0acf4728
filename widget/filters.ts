/**
 * Filters of the results: for each field that a page names, the values that found articles have.
 *
 * The fields stand above the list, and their values are not options of it: Tab reaches them, and the
 * arrow keys still move among results. Chosen values also apply to the next question, and are shown
 * even where they find nothing, so that they can be unchosen.
 */
import type { SearchResponse } from '../core/protocol.ts'
import { setAttributes } from './dom.ts'
import { createFilterGroup, type FilterGroup } from './filter-group.ts'

/** The filters of one element. */
export interface Filters {
  /** Sets the fields that the attribute names; nothing is chosen any more. */
  readonly name: (attribute: string | null) => void
  /** Whether a field is named, and so an answer should count values. */
  readonly areNamed: () => boolean
  /** Chosen values as parameters of a question. */
  readonly chosen: () => [name: string, value: string][]
  /** Shows the values that an answer counts; `more` labels the buttons that show the rest. */
  readonly show: (facets: SearchResponse['facets'], locale: string, more: string) => void
  /** Nothing is chosen any more. */
  readonly reset: () => void
}

/**
 * Filters in `root`, without fields yet.
 *
 * @param input    gets the focus where the button that had it is gone
 * @param onChange called when a value is chosen or unchosen
 */
export function createFilters(
  root: HTMLElement,
  input: HTMLElement,
  onChange: () => void,
): Filters {
  let groups: FilterGroup[] = []
  return {
    name: (attribute) => {
      groups = Array.from(parseFields(attribute ?? ''), ([field, name]) =>
        createFilterGroup(field, name, { input, onChange }),
      )
      root.replaceChildren(...groups.map(({ node }) => node))
    },
    areNamed: () => groups.length > 0,
    chosen: () =>
      groups.flatMap(({ field, chosen }) =>
        Array.from(chosen, (value): [string, string] => [`filter.${field}`, value]),
      ),
    show: (facets = {}, locale, more) => {
      groups = groups.filter(({ field, node }) => {
        if (Object.hasOwn(facets, field)) return true
        console.warn(
          `<edgewise-search filters> names ${field}; the index has ${Object.keys(facets).join(', ') || 'no fields'} (fields in edgewise.toml).`,
        )
        node.remove()
        return false
      })
      for (const { field, show } of groups) show(facets[field], locale, more)
      setAttributes(root, { hidden: groups.every(({ node }) => node.hidden) })
    },
    reset: () => {
      for (const { reset } of groups) reset()
    },
  }
}

/**
 * Fields in order, each with its label for readers: `tags, author=Written by`.
 *
 * A field without a label has its name as the label.
 */
export function parseFields(text: string): Map<string, string> {
  const fields = text.matchAll(/([\w-]+)(?:\s*=([^,]*))?/g)
  return new Map(Array.from(fields, ([, field, name]) => [field, name?.trim() || field]))
}
