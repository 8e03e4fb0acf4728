/**
 * A build from a folder of Markdown to an index with the embedded model: passages a second and peak
 * memory, for 10,000 synthetic articles, or real ones from a folder. With a number, so many real articles
 * of each file are built without Markdown, for an index of any size.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { filesOf, type Manifest } from '../core/index/manifest.ts'
import { decodeModel } from '../core/model/model.ts'
import type { Document } from '../core/text/document.ts'
import { buildIndex } from '../scripts/index/build-index.ts'
import type { Progress } from '../scripts/progress.ts'
import { readModel } from '../scripts/project.ts'
import { readCorpus } from '../scripts/read/corpus.ts'
import { createShelf } from '../scripts/shelf.ts'
import { createArticles } from './articles.ts'
import { readCorpusFolder } from './corpus.ts'
import { rounded } from './numbers.ts'
import { type BuildResult, readResults, writeResults } from './results.ts'
import { inFolder } from './temporary.ts'

const count = 10_000
const ofEachFile = 400
/** Name of the stage before segments. */
const cutting = 'Cutting into passages'
const settings = { title: 'Bench', cors: ['*'], languages: ['en'] }

/** Prints the figures; with a number, also writes them to results.json. */
export async function benchBuild(
  folder: string | undefined,
  { ofEach }: { readonly ofEach?: number },
): Promise<void> {
  await inFolder((place) =>
    folder && ofEach !== undefined
      ? buildLarge(place, folder, ofEach)
      : buildMarkdown(place, folder),
  )
}

async function buildMarkdown(place: string, folder: string | undefined) {
  const articles = join(place, 'articles')
  await writeArticles(articles, folder)
  const started = performance.now()
  const { documents, close } = await readCorpus({
    articles,
    fields: [],
    languages: ['en'],
    today: '2026-01-01',
    scratch: place,
  })
  const read = performance.now()
  const options = { ...settings, fields: [] }
  const { manifest, bytes } = await buildIndex(join(place, 'index'), documents, options)
  close()
  const built = performance.now()
  const rate = (from: number) => Math.round((1000 * manifest.passages) / (built - from))
  console.log(
    `${documents.length} articles, ${manifest.passages} passages, ${(bytes / 1e6).toFixed(1)} MB\n` +
      `${rate(started)} passages a second from Markdown, ${rate(read)} from documents; ` +
      `at most ${maxRss()} MB`,
  )
}

async function buildLarge(place: string, folder: string, ofEach: number) {
  const documents = createShelf<Document>(place)
  for await (const document of readCorpusFolder(folder, ofEach)) documents.put(document)
  const readMb = maxRss()
  const started = performance.now()
  const seconds: Record<string, number> = {}
  const clock = (stage: string): Progress => {
    const from = performance.now()
    return {
      update() {},
      stop() {
        seconds[stage] = rounded((performance.now() - from) / 1000)
      },
    }
  }
  let segmentsAt = started
  const { manifest } = await buildIndex(place, documents, {
    ...settings,
    fields: ['source'],
    onProgress: () => {
      segmentsAt = performance.now()
    },
    follow: clock,
  })
  documents.close()
  const segmentSeconds = (segmentsAt - started) / 1000
  const result: BuildResult = {
    articles: documents.length,
    passagesPerSecond: Math.round(manifest.passages / segmentSeconds),
    seconds: {
      ...seconds,
      segments: rounded(segmentSeconds - seconds[cutting]),
      all: rounded((performance.now() - started) / 1000),
    },
    memoryMb: maxRss(),
    ofArticlesMb: readMb,
    ...describeFiles(manifest),
  }
  console.log(`${manifest.passages} passages`, result)
  const { measured: _, ...known } = (await readResults()).build ?? {}
  await writeResults('build', { ...known, [manifest.passages]: result })
}

/** Megabytes that the process had at most. */
function maxRss(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}

/** Files and megabytes of each kind. */
function describeFiles(manifest: Manifest): Pick<BuildResult, 'files' | 'mb' | 'recall'> {
  const files: Record<string, number> = {}
  const bytes: Record<string, number> = {}
  for (const shard of filesOf(manifest)) {
    const [kind] = shard.file.split('-')
    files[kind] = (files[kind] ?? 0) + 1
    bytes[kind] = (bytes[kind] ?? 0) + shard.bytes
  }
  const mb = Object.fromEntries(
    Object.entries(bytes).map(([kind, size]) => [kind, rounded(size / 1e6)]),
  )
  const vectors = manifest.base?.vectors
  const measured = vectors?.kind === 'cells' ? vectors.recall : []
  const recall = Object.fromEntries(measured.map(({ passing, recall }) => [passing, recall]))
  return { files, mb, recall }
}

async function writeArticles(place: string, folder: string | undefined) {
  const documents = folder ? readCorpusFolder(folder, ofEachFile) : await createSynthetic()
  for await (const document of documents) {
    const file = join(place, `${document.id}.md`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, markdownOf(document))
  }
}

async function createSynthetic() {
  return createArticles(decodeModel('model', await readModel()), count)
}

function markdownOf({ title, text, headings }: Document): string {
  let markdown = `---\ntitle: ${JSON.stringify(title)}\n---\n\n`
  let at = 0
  for (const heading of headings) {
    markdown += `${text.slice(at, heading.at)}\n\n## ${heading.text}\n\n`
    at = heading.at
  }
  return markdown + text.slice(at)
}
