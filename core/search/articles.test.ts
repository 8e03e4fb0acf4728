import { describe, expect, test } from 'vitest'
import { openTinyBase } from '../../test/base.ts'
import { createDocument, openTinyIndex, randomVector, seededRandom } from '../../test/support.ts'
import { documentAt } from '../index/open.ts'
import type { Document } from '../text/document.ts'
import { findArticle, findArticleByUrl, readArticle } from './articles.ts'
import { findRelated } from './base/related-base.ts'
import { related } from './related.ts'

const documents = Array.from({ length: 12 }, (_, i) =>
  createDocument({
    id: `a${10 + i}`,
    url: i === 5 ? null : `/blog/${i}/`,
    title: `No ${i}`,
    text: `The cat number ${i} sleeps.\n\nAnd the dog.`,
  }),
)
const urlOf = (id: string, url: string | null) => url ?? `/articles/${id}`
const random = seededRandom(5)
const vectors = new Map(documents.map(({ id }) => [id, randomVector(random, 4)]))
const options = {
  dimensions: 4,
  vectorOf: ({ id }: Document) => vectors.get(id) as Float32Array,
}

describe('articles of a base', () => {
  test('are found by id and address, and read whole, as in an index that is held', async () => {
    const library = await openTinyBase(documents, { ...options, fresh: 3 })
    const whole = openTinyIndex(documents, options)

    for (const [i, { id, url }] of documents.entries()) {
      expect(await findArticle(library, id)).toBe(i)
      if (url) expect(await findArticleByUrl(library, url)).toBe(i)
      expect(await readArticle(library, i)).toEqual(documentAt(whole, i))
    }
  })

  test('are not found by another name, nor once they were removed', async () => {
    const library = await openTinyBase(documents, { ...options, removed: [2] })

    for (const id of ['', 'a09', 'a1', 'a12', 'z']) expect(await findArticle(library, id)).toBe(-1)
    expect(await findArticleByUrl(library, '/blog/2/')).toBe(-1)
    expect(await findArticleByUrl(library, 'no address')).toBe(-1)
  })
})

describe('related', () => {
  test.each([
    ['held vectors', { fresh: 3 }],
    ['cells', { perCell: 4, fresh: 3 }],
  ])('articles are those that an index finds that is held whole: %s', async (_, layout) => {
    const library = await openTinyBase(documents, { ...options, ...layout })
    const whole = openTinyIndex(documents, options)

    for (const i of documents.keys()) {
      const found = await findRelated(library, i, 4, { urlOf })
      const wanted = related(whole, i, 4, { urlOf })
      expect(found.results.map(({ id }) => id)).toEqual(wanted.results.map(({ id }) => id))
      expect(found.results.map(({ passage }) => passage)).toEqual(
        wanted.results.map(({ passage }) => passage),
      )
    }
  })

  test('are never removed ones', async () => {
    const library = await openTinyBase(documents, { ...options, removed: [2, 3] })
    const { results } = await findRelated(library, 0, 25, { urlOf })

    expect(results.map(({ id }) => id)).not.toContain('a12')
    expect(results.map(({ id }) => id)).not.toContain('a13')
  })

  test.each([
    ['held vectors', {}],
    ['cells', { perCell: 50 }],
  ])('are found of a book whose own passages are all nearer: %s', async (_, layout) => {
    const paragraph = `${'word '.repeat(140)}.`
    const books = [
      createDocument({ id: 'book', text: Array(300).fill(paragraph).join('\n\n') }),
      createDocument({ id: 'far', text: 'Far from it.' }),
      createDocument({ id: 'near', text: 'Near the book.' }),
    ]
    const angles = new Map(Object.entries({ book: 0, far: 1.2, near: 0.3 }))
    const vectorOf = ({ id }: Document) => {
      const angle = angles.get(id) as number
      return Float32Array.of(Math.cos(angle), Math.sin(angle), 0, 0)
    }
    const library = await openTinyBase(books, { dimensions: 4, vectorOf, ...layout })
    const { results } = await findRelated(library, 0, 5, { urlOf })

    expect(results.map(({ id }) => id)).toEqual(['near', 'far'])
  })

  test('are no more than a page, each of which may be a file to read', async () => {
    const library = await openTinyBase(documents, options)

    await expect(findRelated(library, 0, 26, { urlOf })).rejects.toThrow(
      'k is 26; of an index as large as this one, 12 passages, at most 25 results are shown',
    )
  })
})
