/**
 * A build from a folder of Markdown to an index with the embedded model: passages a second and
 * the most memory; 10,000 synthetic articles, or real ones where a folder of them is given.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { decodeModel } from '../core/model/model.ts'
import type { Document } from '../core/text/document.ts'
import { buildIndex } from '../scripts/build-index.ts'
import { readModel } from '../scripts/index-files.ts'
import { readCorpus } from '../scripts/read/corpus.ts'
import { createArticles } from './articles.ts'
import { readCorpusFolder } from './corpus.ts'

const count = 10_000
const ofEachFile = 400

/** Prints the figures. */
export async function benchBuild(folder: string | undefined): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'edgewise-bench-'))
  try {
    const articles = join(place, 'articles')
    await writeArticles(articles, folder)
    const started = performance.now()
    const corpus = { articles, fields: [], languages: ['en'], today: '2026-01-01' }
    const { documents } = await readCorpus(corpus)
    const read = performance.now()
    const settings = { title: 'Bench', cors: ['*'], languages: ['en'], fields: [] }
    const { manifest, bytes } = await buildIndex(join(place, 'index'), documents, settings)
    const built = performance.now()
    const rate = (from: number) => Math.round((1000 * manifest.passages) / (built - from))
    console.log(
      `${documents.length} articles, ${manifest.passages} passages, ${(bytes / 1e6).toFixed(1)} MB\n` +
        `${rate(started)} passages a second from Markdown, ${rate(read)} from documents; ` +
        `at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
    )
  } finally {
    await rm(place, { recursive: true })
  }
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
