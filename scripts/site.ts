/**
 * From settings to what a worker serves: the steps that `build`, `start`, `dev` and
 * `deploy` have in common.
 *
 * The project's own articles build into embeddings/, which is committed; any others
 * into .edgewise/, which git ignores. A stamp of everything a build depends on lies
 * beside the worker's data, so that `start` builds only when something changed.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Command } from 'commander'
import { type Built, buildIndex } from './build-index.ts'
import { buildWidget } from './build-widget.ts'
import { createCommand } from './command.ts'
import { assembleWorkerData, readIndex } from './index-files.ts'
import { createProgress } from './progress.ts'
import { type Corpus, readCorpus } from './read/corpus.ts'
import { readSettings, type Settings } from './settings.ts'

export const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const stampFile = join(dist, 'built-from')

/** A site to build: its settings and where its index lies. */
export interface Site {
  readonly settings: Settings
  /** Folder of the index. */
  readonly folder: string
}

/** What overrides edgewise.toml for one command. */
export interface SiteFlags {
  readonly articles?: string
  readonly url?: string
}

/** A command that works on a site: `--articles` and `--url` override edgewise.toml. */
export function createSiteCommand(name: string, description: string): Command {
  return createCommand(name, description)
    .option('--articles <folder>', 'folder of articles (default: as edgewise.toml says)')
    .option('--url <pattern>', 'address of an article, like https://example.org/:section/:slug/')
}

/** The site that edgewise.toml and the command's flags describe. */
export async function openSite({ articles, url }: SiteFlags): Promise<Site> {
  const settings = await readSettings(join(root, 'edgewise.toml'), { articles, url })
  const own = relative(settings.articles, join(root, 'seeds/articles')) === ''
  return { settings, folder: join(root, own ? 'embeddings' : '.edgewise') }
}

/** Builds the site's index, prints a summary and lays it out for the worker. */
export async function buildSite(site: Site): Promise<void> {
  const started = performance.now()
  const stamp = stampOf(site)
  const corpus = await readArticles(site.settings)
  const progress = createProgress('Embedding', 'articles')
  const built = await buildIndex(site.folder, corpus.documents, {
    ...site.settings,
    onProgress: progress.update,
  }).finally(progress.stop)
  summarize(site, corpus, built, (performance.now() - started) / 1000)
  await assembleSite(site)
  const { file, integrity } = await buildWidget(join(dist, 'public'))
  console.log(
    'For other sites (docs/widget.md), with the address of your deployment:\n' +
      `  <script type="module" crossorigin integrity="${integrity}" src="https://HOST/${file}"></script>`,
  )
  await writeFile(stampFile, stamp)
}

/** Builds the site unless nothing it depends on changed since it was last laid out. */
export async function refreshSite(site: Site): Promise<void> {
  const known = await readFile(stampFile, 'utf8').catch(() => null)
  if (known === stampOf(site)) await assembleSite(site)
  else await buildSite(site)
}

async function assembleSite({ folder }: Site): Promise<void> {
  await assembleWorkerData(dist, await readIndex(folder))
}

async function readArticles({ articles, url, fields, languages }: Settings): Promise<Corpus> {
  const progress = createProgress('Reading', 'files')
  const onProgress = progress.update
  return readCorpus({ articles, url, fields, languages, today: today(), onProgress }).finally(
    progress.stop,
  )
}

/** The day in the user's own time, since "future" is meant as they see it. */
function today(): string {
  const now = new Date()
  const two = (number: number) => String(number).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** A hash of everything a build depends on: articles, settings, model, day and our own code. */
function stampOf({ settings, folder }: Site): string {
  const hash = createHash('sha256').update(JSON.stringify({ settings, folder, today: today() }))
  for (const place of [
    settings.articles,
    ...['core', 'scripts', 'model', 'widget'].map((f) => join(root, f)),
  ]) {
    for (const file of filesIn(place)) {
      hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file))
    }
  }
  return hash.digest('hex')
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function summarize({ folder, settings }: Site, corpus: Corpus, built: Built, seconds: number) {
  const { manifest, bytes, wordsWithoutVector } = built
  const skipped = corpus.skipped.map(({ file, reason }) => `  ${file}: ${reason}`)
  if (skipped.length > 0)
    console.log(`Skipped ${count(skipped.length, 'file')}:\n${skipped.join('\n')}`)
  if (corpus.boilerplateBlocks > 0) {
    console.log(`Left out ${count(corpus.boilerplateBlocks, 'block')} of boilerplate.`)
  }
  console.log(
    `Built ${relative(root, folder)}/ from ${relative(process.cwd(), settings.articles) || '.'}/: ` +
      `${count(manifest.documents, 'article')}, ${count(manifest.passages, 'passage')}, ` +
      `${bytes.toLocaleString('en')} bytes in ${seconds.toFixed(1)} s ` +
      `(${Math.round(manifest.passages / seconds).toLocaleString('en')} passages/s).`,
  )
  if (wordsWithoutVector > 0) {
    console.log(
      `${(100 * wordsWithoutVector).toFixed(1)} % of the words have no vector: the model knows ` +
        'no word of their script, and only the words leg finds them.',
    )
  }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
