/**
 * From settings to what a worker serves: the steps that `build`, `start`, `dev` and
 * `deploy` have in common.
 *
 * The project's own articles build into embeddings/, which is committed; any others into
 * a folder of their own below .edgewise/, which git ignores, so that one corpus never answers
 * for another. A stamp beside it holds everything a build depends on and the version
 * it made; where both still hold, nothing is built again.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import type { Command } from 'commander'
import { type Built, buildIndex } from './build-index.ts'
import { buildWidget } from './build-widget.ts'
import { createCommand } from './command.ts'
import { assembleWorkerData, readIndex } from './index-files.ts'
import { createProgress } from './progress.ts'
import { type Corpus, readCorpus } from './read/corpus.ts'
import { listFiles, mostBytes } from './read/files.ts'
import { readSettings, type Settings } from './settings.ts'

export const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const ownArticles = join(root, 'seeds/articles')
const builtFolder = join(root, '.edgewise')

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
  if (relative(settings.articles, ownArticles) === '') {
    return { settings, folder: join(root, 'embeddings') }
  }
  const name = basename(settings.articles).replace(/[^\w.-]+/g, '-')
  const hash = createHash('sha256').update(settings.articles).digest('hex').slice(0, 8)
  return { settings, folder: join(builtFolder, `${name}-${hash}`) }
}

/** Builds the site's index, prints a summary and lays it out for the worker. */
export async function buildSite(site: Site): Promise<void> {
  await buildSiteIndex(site)
  await layOut(site)
}

/** The same, unless nothing changed that the index depends on. */
export async function refreshSite(site: Site): Promise<void> {
  await refreshSiteIndex(site)
  await layOut(site)
}

/** Builds the site's index unless nothing changed that it depends on. */
export async function refreshSiteIndex(site: Site): Promise<void> {
  const known = await readFile(stampFileOf(site), 'utf8').catch(() => null)
  if (known !== `${await stampOf(site)} ${await versionIn(site.folder)}`) await buildSiteIndex(site)
}

async function buildSiteIndex(site: Site): Promise<void> {
  const started = performance.now()
  const stamp = await stampOf(site)
  const corpus = await readArticles(site.settings)
  const progress = createProgress('Embedding', 'articles')
  const built = await buildIndex(site.folder, corpus.documents, {
    ...site.settings,
    onProgress: progress.update,
  }).finally(progress.stop)
  summarize(site, corpus, built, (performance.now() - started) / 1000)
  await mkdir(builtFolder, { recursive: true })
  await writeFile(stampFileOf(site), `${stamp} ${built.manifest.version}`)
}

/** Writes what the worker imports and what its host serves. */
async function layOut({ folder }: Site): Promise<void> {
  await assembleWorkerData(dist, await readIndex(folder))
  await buildWidget(join(dist, 'public'))
}

/** What a page of another site needs to pin the current script. */
export async function printSnippet(): Promise<void> {
  const { file, integrity } = await buildWidget(join(dist, 'public'))
  console.log(
    'For other sites (docs/widget.md), with the address of your deployment:\n' +
      `  <script type="module" crossorigin integrity="${integrity}" src="https://HOST/${file}"></script>`,
  )
}

function stampFileOf({ folder }: Site): string {
  return join(builtFolder, `${basename(folder)}.stamp`)
}

/** Version of the index in a folder; empty if there is none. */
async function versionIn(folder: string): Promise<string> {
  const json = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => '{}')
  return /"version": "(\w+)"/.exec(json)?.[1] ?? ''
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
async function stampOf({ settings, folder }: Site): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ settings, folder, today: today() }))
  for (const place of [
    settings.articles,
    ...['core', 'scripts', 'model'].map((f) => join(root, f)),
  ]) {
    // The reader refuses what is no folder or has a file too large, with a sentence of its own.
    if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) continue
    for (const file of (await listFiles(place)).files) {
      const path = join(place, file)
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      hash.update(`\0${file}\0${size}\0`)
      if (size <= mostBytes) hash.update(await readFile(path).catch(() => ''))
    }
  }
  return hash.digest('hex')
}

function summarize({ folder, settings }: Site, corpus: Corpus, built: Built, seconds: number) {
  const { manifest, bytes, wordsWithoutVector } = built
  const skipped = corpus.skipped.map(({ file, reason }) => `  ${file}: ${reason}`)
  if (skipped.length > 0)
    console.log(`Skipped ${count(skipped.length, 'file')}:\n${skipped.join('\n')}`)
  if (corpus.boilerplate.length > 0) {
    console.log(`Left out ${count(corpus.boilerplate.length, 'block')} as boilerplate, such as`)
    for (const text of [...new Set(corpus.boilerplate)].slice(0, 5)) {
      console.log(`  ${text.replace(/\s+/g, ' ').slice(0, 90)}`)
    }
  }
  if (manifest.documents === 0) console.log('No article is left to be searched.')
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
