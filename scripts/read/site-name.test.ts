import { describe, expect, test } from 'vitest'
import { createTitleCensus } from './site-name.ts'

/** The titles of all pages of a site, without its name. */
function clean(...titles: string[]): string[] {
  const census = createTitleCensus()
  for (const title of titles) census.add(title)
  return titles.map(census.judge().withoutSite)
}

describe('the name of a site', () => {
  test.each(['|', '-', '–', '—', '·', '::', ':', '»', '«'])(
    'is removed after and before %s',
    (sign) => {
      expect(clean(`A ${sign} Site`, `B ${sign} Site`, `C ${sign} Site`)).toEqual(['A', 'B', 'C'])
      expect(clean(`Site ${sign} A`, `Site ${sign} B`, `Site ${sign} C`)).toEqual(['A', 'B', 'C'])
    },
  )

  test('is removed before a colon, not after one', () => {
    expect(clean('Site: A', 'Site: B', 'Site: C')).toEqual(['A', 'B', 'C'])
    expect(clean('A: Site', 'B: Site', 'C: Site')).toEqual(['A: Site', 'B: Site', 'C: Site'])
  })

  test('is removed at both ends', () => {
    expect(clean('Shop: A - Site', 'Shop: B - Site', 'Shop: C - Site')).toEqual(['A', 'B', 'C'])
  })

  test('is in the titles of three pages at least, and of more than half of all', () => {
    const three = ['A | Site', 'B | Site', 'C | Site']

    expect(clean(...three.slice(1))).toEqual(['B | Site', 'C | Site'])
    expect(clean(...three, 'D', '')).toEqual(['A', 'B', 'C', 'D', ''])
    expect(clean(...three, 'D', '', 'E')).toEqual([...three, 'D', '', 'E'])
  })

  test('stays if a title says nothing else', () => {
    expect(clean('A | Site', 'B | Site', 'C | Site', 'Site')).toEqual(['A', 'B', 'C', 'Site'])
    expect(clean('Site: A', 'Site: B', 'Site: C', 'Site')).toEqual(['A', 'B', 'C', 'Site'])
  })

  test('may be the whole title of most pages, which then have none', () => {
    expect(clean('A Book', 'A Book', 'A Book', 'Cover')).toEqual(['', '', '', 'Cover'])
    expect(clean('A Book', 'A Book', 'Cover')).toEqual(['A Book', 'A Book', 'Cover'])
  })

  test('may contain a separator, and be a whole title', () => {
    const site = 'Site - for all'

    expect(clean(`A | ${site}`, `B | ${site}`, `C | ${site}`, site)).toEqual(['A', 'B', 'C', site])
    expect(clean(`${site}: A`, `${site}: B`, `${site}: C`, site)).toEqual(['A', 'B', 'C', site])
  })

  test('is not the section that most pages are in', () => {
    expect(clean('A - Guide - Site', 'B - Guide - Site', 'C - Guide - Site', 'D - Site')).toEqual([
      'A - Guide',
      'B - Guide',
      'C - Guide',
      'D',
    ])
  })

  test('leaves the rest of a title as it is', () => {
    expect(clean('A - B | Site', 'Site-wide | Site', 'Site | C | Site', 'D | Other')).toEqual([
      'A - B',
      'Site-wide',
      'Site | C',
      'D | Other',
    ])
  })

  test('is removed from a title of many parts', () => {
    const parts = 'A - B - C - D - E - F'

    expect(clean(`${parts} - Site`, '1 - Site', '2 - Site')[0]).toBe(parts)
    expect(clean(`Site - ${parts}`, 'Site - 1', 'Site - 2')[0]).toBe(parts)
  })

  test('is the same in any order of pages', () => {
    const titles = ['A - Guide - Site', 'Site', 'B - Guide - Site', 'C - Site', 'Site: D', 'E']

    expect(clean(...titles.toReversed())).toEqual(clean(...titles).toReversed())
  })
})
