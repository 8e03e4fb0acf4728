import { describe, expect, test } from 'vitest'
import { createDocument, createHeading, openTinyIndex } from '../../test/support.ts'
import type { Document } from '../text/document.ts'
import { search } from './search.ts'

/** An article with a section for each of `texts`, the first of them above all headings. */
function createManual(id: string, texts: readonly string[]): Document {
  const starts = texts.map((_, i) => texts.slice(0, i).reduce((sum, text) => sum + text.length, 0))
  const headings = texts.slice(1).map((_, i) => createHeading(starts[i + 1], `Part ${i + 1}`, 2))
  return createDocument({ id, title: 'Manual', text: texts.join(''), headings })
}

const both = 'How to install and configure it. '
const one = 'How to install a theme. '
const none = 'What the licence says. '

const fixed = { mode: 'words', k: 10, offset: 0, filters: {}, explain: false } as const
const urlOf = (id: string) => `https://example.org/${id}#top`

function sectionsOf(documents: readonly Document[], q: string) {
  const answer = search(openTinyIndex(documents), { ...fixed, q }, { vector: null, urlOf })
  return new Map(answer.results.map(({ id, sections }) => [id, sections]))
}

describe('other sections', () => {
  test('are those that answer about as well, under their headings and at their addresses', () => {
    const manual = createManual('a', [none, both, none, both, one])

    expect(sectionsOf([manual], 'install configure').get('a')).toEqual([
      { heading: ['Part 3'], url: 'https://example.org/a#Part%203' },
    ])
  })

  test('stand with the best first', () => {
    const [all, most] = [
      'Install, configure, start, stop, remove. ',
      'Install, configure, start, stop. ',
    ]
    const manual = createManual('a', [none, all, most, all])

    const headings = sectionsOf([manual], 'install configure start stop remove').get('a')
    expect(headings?.map(({ heading }) => heading)).toEqual([['Part 3'], ['Part 2']])
  })

  test('are three at most', () => {
    const manual = createManual('a', [none, both, both, both, both, both])

    const headings = sectionsOf([manual], 'install configure').get('a')
    expect(headings?.map(({ heading }) => heading)).toEqual([['Part 2'], ['Part 3'], ['Part 4']])
  })

  test('are none above the first heading, which has no address', () => {
    expect(
      sectionsOf([createManual('a', [both, none, both])], 'install configure').get('a'),
    ).toEqual([{ heading: ['Part 2'], url: 'https://example.org/a#Part%202' }])
  })

  test('are compared with the first article, so those of an article that is further down are left out', () => {
    const manuals = [createManual('a', [none, both]), createManual('b', [none, one, one])]
    const sections = sectionsOf(manuals, 'install configure')

    expect([...sections.keys()]).toEqual(['a', 'b'])
    expect(sections.get('b')).toBeUndefined()
  })

  test('are compared with the first article that answers, which may not be the first', () => {
    const brief = createDocument({ id: 'a', text: 'Install and configure. '.repeat(9) })
    const all = 'Install, configure, start, stop. '
    const manual = createManual('b', [none, all, both, ...Array(20).fill(none)])
    const other = createManual('c', ['Start and stop. ', ...Array(20).fill(none)])
    const sections = sectionsOf([brief, manual, other], 'install configure start stop')

    expect([...sections.keys()][0]).toBe('a')
    expect(sections.get('b')).toBeUndefined()
  })

  test('are told from others by a model to which all texts are similar', () => {
    const cosines = [0.5, 0.95, 0.93, 0.78]
    const { manifest, ...rest } = openTinyIndex([createManual('a', [none, both, both, none])], {
      vectorOf: (_, { heading }) => {
        const cosine = cosines[heading + 1]
        return Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2))
      },
    })
    const confidence = { floor: 0.75, threshold: 0.85 }
    const { results } = search(
      { ...rest, manifest: { ...manifest, confidence } },
      { ...fixed, mode: 'semantic', q: 'install' },
      { vector: Float32Array.of(1, 0), urlOf },
    )

    expect(results[0].sections?.map(({ heading }) => heading)).toEqual([['Part 2']])
  })

  test('are none that have no anchor, since no address leads there', () => {
    const manual = createManual('a', [none, both, both, both])
    const headings = manual.headings.map((heading, i) =>
      i === 1 ? { ...heading, anchor: '' } : heading,
    )

    expect(sectionsOf([{ ...manual, headings }], 'install configure').get('a')).toEqual([
      { heading: ['Part 3'], url: 'https://example.org/a#Part%203' },
    ])
  })

  test('have different names: of two headings of the same words, the better one is named', () => {
    const manual = createManual('a', [none, both, both, both])
    const headings = manual.headings.map((heading) => ({ ...heading, text: 'Notes' }))

    expect(sectionsOf([{ ...manual, headings }], 'install configure').get('a')).toEqual([
      { heading: ['Notes'], url: 'https://example.org/a#Part%202' },
    ])
  })

  test('are not named where nothing answers', () => {
    const manual = createManual('a', [none, one, one])

    expect(sectionsOf([manual], 'install').get('a')).toHaveLength(1)
    expect(sectionsOf([manual], 'install kubernetes clusters anywhere').get('a')).toBeUndefined()
  })
})
