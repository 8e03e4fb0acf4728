/**
 * Other libraries for text search in JavaScript, to compare with, indexing title and text: Orama with
 * its English stemmer and stop words (without them it reaches half as much), MiniSearch by default,
 * since it has neither.
 */
import { stemmer } from '@orama/stemmers/english'
import { stopwords } from '@orama/stopwords/english'
import type { Document } from '../core/text/document.ts'
import { loadPackage, type PackageName } from './packages.ts'

/** Results asked for: one more than are judged, since the document that a query was taken from does not count. */
export const k = 11

/** Ids of the `k` documents that answer `query` best, best first. */
export type Asker = (query: string) => string[]

/** A library, and how to search documents with it. */
export interface TextPeer {
  readonly name: 'orama' | 'minisearch'
  readonly package: PackageName
  readonly open: (documents: readonly Document[]) => Promise<Asker>
}

const recordOf = ({ id, title, text }: Document) => ({ id, title, text })

/** All libraries. */
export const textPeers: readonly TextPeer[] = [
  {
    name: 'orama',
    package: '@orama/orama',
    open: async (documents) => {
      const { create, insertMultiple, search } = await loadPackage('@orama/orama/dist/esm/index.js')
      const schema = { id: 'string', title: 'string', text: 'string' }
      const tokenizer = { language: 'english', stemming: true, stemmer, stopWords: stopwords }
      const database = create({ schema, components: { tokenizer } })
      await insertMultiple(database, documents.map(recordOf))
      const properties = ['title', 'text']
      return (term) =>
        search(database, { term, properties, limit: k }).hits.map(({ id }: { id: string }) => id)
    },
  },
  {
    name: 'minisearch',
    package: 'minisearch',
    open: async (documents) => {
      const { default: MiniSearch } = await loadPackage('minisearch/dist/es/index.js')
      const index = new MiniSearch({ fields: ['title', 'text'] })
      index.addAll(documents.map(recordOf))
      return (query) =>
        index
          .search(query)
          .slice(0, k)
          .map(({ id }: { id: string }) => id)
    },
  },
]
