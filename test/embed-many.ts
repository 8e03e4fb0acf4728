/**
 * Builds an index of many generated passages with a tiny model and prints, as JSON, the
 * memory of the process on the way. Run in a process of its own, so that nothing else counts.
 *
 *   node test/embed-many.ts 20000
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedder } from '../scripts/embedders/open.ts'
import { buildIndex } from '../scripts/index/build-index.ts'
import { createDocument, randomOf, randomWhole, seededRandom } from './support.ts'
import { writeTinyBert } from './tiny-bert.ts'

const passages = Number(process.argv[2] ?? 20_000)
const random = seededRandom(3)
const words = 'the of and to in is was for river rivers flood army road school rocket winter summer'
const sentence = () => {
  const count = randomWhole(random, 8, 20)
  return `${Array.from({ length: count }, () => randomOf(random, words.split(' '))).join(' ')}.`
}
// Thirty sentences are about four passages.
const documents = Array.from({ length: passages / 4 }, (_, i) =>
  createDocument({
    id: `article-${String(i).padStart(6, '0')}`,
    title: sentence().slice(0, 30),
    text: Array.from({ length: 30 }, sentence).join(' '),
  }),
)

const folder = mkdtempSync(join(tmpdir(), 'edgewise-many-'))
const model = join(folder, 'tiny')
writeTinyBert(model, { hidden: 64, heads: 4, layers: 2, feedForward: 128, maxTokens: 512 })
const embedder = await openEmbedder({ id: model, pooling: 'mean' }, join(folder, 'cache'))
const megabytes: number[] = []
const started = performance.now()
const { manifest } = await buildIndex(join(folder, 'index'), documents, {
  title: 'Many',
  cors: [],
  languages: ['en'],
  fields: [],
  embedder,
  onProgress: (done, total) => {
    if (done < ((megabytes.length + 1) * total) / 20) return
    megabytes.push(Math.round(process.memoryUsage().rss / 1e6))
  },
})
await embedder.close()
rmSync(folder, { recursive: true })
const seconds = Math.round((performance.now() - started) / 1000)
console.log(JSON.stringify({ passages: manifest.passages, seconds, megabytes }))
