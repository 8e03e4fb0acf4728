/**
 * How often `confident` is right: collections are asked their own judged queries, which
 * should be answered with confidence, and each other's, which should not.
 *
 * The embedded model is taught as in a build. It is judged with single thresholds for all
 * collections, with those that its builds found by general questions, and with those that
 * `calibrate` finds by sentences of the articles, as for any other model.
 */
import { basename, join } from 'node:path'
import type { Confidence } from '../core/index/manifest.ts'
import { createStaticEmbedder } from '../core/model/embedder.ts'
import { decodeModel, type Model } from '../core/model/model.ts'
import { decodePatch, patched } from '../core/model/patch.ts'
import type { Engine } from '../core/search/engine.ts'
import { listCollections, readBeir } from '../scripts/evaluate/beir.ts'
import { readQueries } from '../scripts/evaluate/judged-queries.ts'
import { buildIndex } from '../scripts/index/build-index.ts'
import { calibrate } from '../scripts/index/calibrate.ts'
import { openIndexFolder } from '../scripts/index/index-files.ts'
import { lessonsFolder, teachArticles } from '../scripts/index/teach-articles.ts'
import { readModel, root } from '../scripts/project.ts'
import { readArticles } from '../scripts/site/build-site.ts'
import { openSite } from '../scripts/site/site.ts'
import { askPlainly } from './ask.ts'
import { inFolder } from './temporary.ts'

const thresholds = [0.36, 0.45, 0.5, 0.55]
/** Most own queries that a collection is asked, and most of each other collection. */
const [mostOwn, mostForeign] = [200, 30]

interface Collection {
  readonly name: string
  readonly engine: Engine
  /** The model, taught the articles. */
  readonly model: Model
  readonly answerable: readonly string[]
  readonly unanswerable: readonly string[]
}

/** Prints the table for seeds/ and the collections in `folder`, each in BEIR's layout. */
export async function benchConfidence(folder: string | undefined): Promise<void> {
  const folders = await listCollections(folder)
  const collections = [await openSeeds()]
  for (const one of folders) collections.push(await openCollection(one))
  const built = collections.map(({ engine }) => engine.index.manifest.confidence)
  const calibrated: Confidence[] = []
  for (const { engine, model } of collections) {
    calibrated.push(await calibrate(engine.index, createStaticEmbedder(model)))
  }

  console.log('own queries called confident / others not, in %; mean of all\n')
  printRow('', [...collections.map(({ name }) => name), 'mean'])
  for (const threshold of thresholds) {
    await printShares(String(threshold), collections, () => ({ floor: 0.1, threshold }))
  }
  // For another model there is no base table to judge evidence by.
  const plain = collections.map((one) => ({ ...one, engine: { ...one.engine, embedBase: null } }))
  await printShares('articles', plain, (i) => calibrated[i])
  await printShares('questions', collections, (i) => built[i])
  printFound('from articles', calibrated)
  printFound('from questions', built)
}

function printFound(name: string, found: readonly Confidence[]) {
  const cells = found.map(({ floor, threshold }) => `${floor.toFixed(2)} ${threshold.toFixed(2)}`)
  printRow(name, cells)
}

async function printShares(
  name: string,
  collections: readonly Collection[],
  confidenceOf: (i: number) => Confidence,
) {
  const shares: [number, number][] = []
  for (const [i, collection] of collections.entries()) {
    const foreign = collections.flatMap((other) =>
      other === collection ? [] : other.answerable.slice(0, mostForeign),
    )
    const own = collection.answerable.slice(0, mostOwn)
    const none = [...collection.unanswerable, ...foreign]
    const share = (queries: readonly string[]) =>
      shareConfident(collection.engine, confidenceOf(i), queries)
    shares.push([await share(own), 1 - (await share(none))])
  }
  const mean = shares.reduce((sum, [own, none]) => sum + own + none, 0) / shares.length / 2
  const cells = shares.map(
    ([own, none]) => `${(100 * own).toFixed(0)} / ${(100 * none).toFixed(0)}`,
  )
  printRow(name, [...cells, (100 * mean).toFixed(1)])
}

async function shareConfident(
  engine: Engine,
  confidence: Confidence,
  queries: readonly string[],
): Promise<number> {
  const { index } = engine
  const changed = { ...engine, index: { ...index, manifest: { ...index.manifest, confidence } } }
  let confident = 0
  for (const q of queries) {
    if ((await askPlainly(changed, q)).confident) confident++
  }
  return confident / queries.length
}

async function openSeeds(): Promise<Collection> {
  const { settings } = await openSite({ articles: join(root, 'seeds/articles'), model: 'static' })
  const { documents, close } = await readArticles(settings)
  const queries = await readQueries(join(root, 'seeds/queries.json'))
  return openBuilt('seeds', documents, queries).finally(close)
}

async function openCollection(folder: string): Promise<Collection> {
  const { documents, queries } = await readBeir(folder)
  return openBuilt(basename(folder), documents, queries)
}

async function openBuilt(
  name: string,
  documents: Parameters<typeof buildIndex>[1],
  queries: Awaited<ReturnType<typeof readQueries>>,
): Promise<Collection> {
  return inFolder(async (folder) => {
    const site = { title: name, cors: [], languages: ['en'], fields: [] }
    const { patch } = await teachArticles(documents, lessonsFolder)
    await buildIndex(folder, documents, { ...site, patch })
    const base = decodeModel('model', await readModel())
    const isAnswerable = ({ relevant }: { relevant: object }) => Object.keys(relevant).length > 0
    return {
      name,
      engine: await openIndexFolder(folder),
      model: patch ? patched(base, decodePatch('patch', patch, base)) : base,
      answerable: queries.filter(isAnswerable).map(({ query }) => query),
      unanswerable: queries.filter((query) => !isAnswerable(query)).map(({ query }) => query),
    }
  })
}

function printRow(name: string, cells: readonly string[]) {
  console.log(name.padEnd(18) + cells.map((cell) => cell.padStart(11)).join(''))
}
