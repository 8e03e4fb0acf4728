/**
 * Other libraries that search texts in JavaScript, for side by side: title and text indexed, Orama with
 * the English stemmer and stop words that come with it (without them it reaches half as much),
 * MiniSearch as it comes, since it has none.
 *
 * They are installed when a benchmark wants them, into .edgewise/peers/, so that neither
 * package.json nor `npm ci` knows them. One that cannot be installed is left out, and that is
 * said.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stemmer } from '@orama/stemmers/english'
import { stopwords } from '@orama/stopwords/english'
import type { Document } from '../core/text/document.ts'
import { root } from '../scripts/site.ts'

const folder = join(root, '.edgewise/peers')
const modules = join(folder, 'node_modules')

/** Ids of the ten documents that answer `query` best, best first. */
export type FindTexts = (query: string) => string[]

/** A library, and how documents are put into it. */
export interface TextPeer {
  readonly name: 'orama' | 'minisearch'
  readonly package: string
  readonly version: string
  readonly open: (documents: readonly Document[]) => Promise<FindTexts>
}

const k = 10

/** Loads a package's file as whatever it exports; the packages are not there when types are checked. */
// biome-ignore lint/suspicious/noExplicitAny: a package that is not installed has no types
const load = (file: string): Promise<any> => import(pathToFileURL(join(modules, file)).href)

const recordOf = ({ id, title, text }: Document) => ({ id, title, text })

const known: readonly TextPeer[] = [
  {
    name: 'orama',
    package: '@orama/orama',
    version: '3.1.18',
    open: async (documents) => {
      const { create, insertMultiple, search } = await load('@orama/orama/dist/esm/index.js')
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
    version: '7.2.0',
    open: async (documents) => {
      const { default: MiniSearch } = await load('minisearch/dist/es/index.js')
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

/** The libraries that are installed or can be; a line is printed for those that cannot. */
export async function installPeers(): Promise<TextPeer[]> {
  const isThere = (peer: TextPeer) => existsSync(join(modules, peer.package))
  const missing = known.filter((peer) => !isThere(peer))
  if (missing.length > 0) {
    await mkdir(folder, { recursive: true })
    const wanted = known.map((peer) => `${peer.package}@${peer.version}`)
    const command = ['install', '--no-save', '--no-package-lock', '--prefix', folder, ...wanted]
    try {
      execFileSync('npm', command, { stdio: 'ignore' })
    } catch {
      const names = missing.map((peer) => peer.package).join(' and ')
      console.log(`Left out, since npm cannot install them: ${names}.`)
    }
  }
  return known.filter(isThere)
}
