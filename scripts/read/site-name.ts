/**
 * The name of a site in the titles of its pages, where most generators write it: "Title | Site", "Site: Title".
 *
 * No page alone tells that from a title with a bar in it, so it is a name where more than half of all pages have it,
 * and is known once all of them are read. (What one page says of its site goes before, in page.ts.) Of names that lie
 * in each other, "Guide | Site" in "Title | Guide | Site", it is the longest that every page has which has the
 * shortest: a name may hold a bar itself, and a section that most pages are in is none.
 *
 * Hashes alone stay in memory, 130 bytes a page: a piece of a title would keep the whole page.
 */
import { shortHash } from './boilerplate.ts'

/** Pages of which the titles have a name at least, and the share of all pages above which it is the site's. */
const fewest = 3
const share = 0.5
/** Separators that are looked at from either end. */
const mostSeparators = 4

const separator = / [-–—|·•»«:]+ /g
/** What may stand behind a name that comes first. */
const openingSeparator = new RegExp(`${separator.source}|(?<=\\S): `, 'g')

/** Titles as their pages have them. */
export interface Titles {
  /** `title` without the name of its site; as it is where it has none, or is nothing else. */
  withoutSite(title: string): string
}

/** Counts what stands before and behind the titles of pages; a page without a title counts with an empty one. */
export function createTitleCensus(): { add(title: string): void; judge(): Titles } {
  const whole = new Map<number, number>()
  const ends = [
    { splitsOf: splitsAtEnd, holders: new Map<number, number>() },
    { splitsOf: splitsAtStart, holders: new Map<number, number>() },
  ]
  let pages = 0
  return {
    add(title) {
      pages++
      count(whole, title)
      for (const { splitsOf, holders } of ends)
        for (const { name } of splitsOf(title)) count(holders, name)
    },
    judge() {
      const withoutName = (title: string, { splitsOf, holders }: (typeof ends)[number]) => {
        let rest = title
        let most = 0
        // A page whose title is a name alone has that name, too.
        for (const split of [...splitsOf(title), { name: title, rest: title }]) {
          const mark = shortHash(split.name)
          const having = holders.get(mark) ?? 0
          if (having < fewest || having <= share * pages) break
          most ||= having
          if (having + (whole.get(mark) ?? 0) >= most) rest = split.rest
        }
        return rest
      }
      return { withoutSite: (title) => ends.reduce(withoutName, title) }
    },
  }
}

/** A name that a title may have, and what else it says. */
interface Split {
  readonly name: string
  readonly rest: string
}

/** What may be a name at the end of a title, the shortest first. */
function splitsAtEnd(title: string): Split[] {
  const found = [...title.matchAll(separator)].slice(-mostSeparators).reverse()
  return found.map(({ index, 0: { length } }) => ({
    name: title.slice(index + length),
    rest: title.slice(0, index),
  }))
}

/** The same at its start. */
function splitsAtStart(title: string): Split[] {
  const found = [...title.matchAll(openingSeparator)].slice(0, mostSeparators)
  return found.map(({ index, 0: { length } }) => ({
    name: title.slice(0, index),
    rest: title.slice(index + length),
  }))
}

function count(counts: Map<number, number>, text: string) {
  const mark = shortHash(text)
  counts.set(mark, (counts.get(mark) ?? 0) + 1)
}
