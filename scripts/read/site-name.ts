/**
 * Removes the name of a site from the titles of its pages, where most generators write it: "Title | Site",
 * "Site: Title".
 *
 * A single page cannot tell that from a title with a bar in it, so it counts as a name if more than half of all pages
 * have it, which is known once all are read. (What a page itself says of its site is used before, in html/page.ts.) Of
 * nested names, such as "Site" and "Guide | Site" in "Title | Guide | Site", it is the longest that all pages with
 * the shortest have: a name may contain a bar, but a section that most pages are in is no name.
 *
 * Only hashes stay in memory, 130 bytes a page: a slice of a title would keep the whole page's text alive.
 */
import { count, shortHash } from './counts.ts'

/** A name is the site's if at least so many pages have it, and more than this share of all. */
const fewest = 3
const share = 0.5
/** Most separators that are considered from either end. */
const mostSeparators = 4

const separator = / [-–—|·•»«:]+ /g
/** What may follow a name at the beginning. */
const openingSeparator = new RegExp(`${separator.source}|(?<=\\S): `, 'g')

/** The names found in the titles that were counted. */
export interface Titles {
  /** `title` without the name of its site; empty if most pages have it as it is. */
  withoutSite(title: string): string
}

/** Counts possible names in the titles of all pages; add an empty title for a page without. */
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
      count(whole, shortHash(title))
      for (const { splitsOf, holders } of ends)
        for (const { name } of splitsOf(title)) count(holders, shortHash(name))
    },
    judge() {
      const withoutName = (title: string, { splitsOf, holders }: (typeof ends)[number]) => {
        let rest = title
        let most = 0
        // A page whose whole title is a name has that name, too.
        for (const split of [...splitsOf(title), { name: title, rest: title }]) {
          const mark = shortHash(split.name)
          const having = holders.get(mark) ?? 0
          if (having < fewest || having <= share * pages) break
          most ||= having
          if (having + (whole.get(mark) ?? 0) >= most) rest = split.rest
        }
        return rest
      }
      const isShared = (title: string) => {
        const having = whole.get(shortHash(title)) ?? 0
        return having >= fewest && having > share * pages
      }
      return { withoutSite: (title) => (isShared(title) ? '' : ends.reduce(withoutName, title)) }
    },
  }
}

/** A possible name in a title, and the rest. */
interface Split {
  readonly name: string
  readonly rest: string
}

/** Possible names at the end of a title, the shortest first. */
function splitsAtEnd(title: string): Split[] {
  const found = [...title.matchAll(separator)].slice(-mostSeparators).reverse()
  return found.map(({ index, 0: { length } }) => ({
    name: title.slice(index + length),
    rest: title.slice(0, index),
  }))
}

/** Possible names at the start of a title, the shortest first. */
function splitsAtStart(title: string): Split[] {
  const found = [...title.matchAll(openingSeparator)].slice(0, mostSeparators)
  return found.map(({ index, 0: { length } }) => ({
    name: title.slice(0, index),
    rest: title.slice(index + length),
  }))
}
