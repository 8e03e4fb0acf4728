/**
 * From settings to what a worker serves: the steps that `build`, `start`, `dev` and
 * `deploy` have in common.
 *
 * The project's own articles build with the embedded model into embeddings/, which is
 * committed; anything else into a folder of its own below .edgewise/, which git ignores, so
 * that one corpus or model never answers for another. A stamp beside it holds everything a
 * build depends on and the version it made; where both still hold, nothing is built again.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { type Command, Option } from 'commander'
import type { Taught } from '../core/model/teach.ts'
import type { Document } from '../core/text/document.ts'
import { type Built, buildIndex } from './build-index.ts'
import { buildWidget } from './build-widget.ts'
import { createCommand, UserError, wholeNumber } from './command.ts'
import { type BuildNotes, writeNotes } from './embedders/notes.ts'
import { cacheFolder, type OpenEmbedder, openEmbedder } from './embedders/open.ts'
import { isFolder } from './embedders/place.ts'
import { readIndex } from './index-files.ts'
import { type Dtype, dtypes, type Pooling, poolings } from './models.ts'
import { createProgress } from './progress.ts'
import { type Corpus, readCorpus } from './read/corpus.ts'
import { listFiles, mostBytes } from './read/files.ts'
import { embeddedModel, type ModelSettings, readSettings, type Settings } from './settings.ts'
import { remarkOnTaught, remarkOnUpload, summaryOf } from './summary.ts'
import { readTable, teachArticles } from './teach-articles.ts'
import { assembleWorkerData } from './worker-data.ts'

export const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const ownArticles = join(root, 'seeds/articles')
const builtFolder = join(root, '.edgewise')
/** Where lessons are kept that were learned once. */
export const lessonsFolder = join(builtFolder, 'lessons')

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
  /** False for `--no-teach`; true says nothing, because flags that are absent are true. */
  readonly teach?: boolean
  readonly table?: string
  readonly model?: string
  readonly revision?: string
  readonly dtype?: Dtype
  readonly pooling?: Pooling
  readonly queryPrefix?: string
  readonly passagePrefix?: string
  readonly dimensions?: number
  readonly fallback?: 'static'
}

const modelHelp = 'what embeds: a name (npm run models), ./folder, http://server#name or static'

/** A command that works on a site: its flags override edgewise.toml. */
export function createSiteCommand(
  name: string,
  description: string,
  model = new Option('--model <id>', modelHelp),
): Command {
  return createCommand(name, description)
    .option('--articles <folder>', 'folder of articles (default: as edgewise.toml says)')
    .option('--url <pattern>', 'address of an article, like https://example.org/:section/:slug/')
    .option('--no-teach', 'leaves the embedded model as it is: a faster build, weaker by meaning')
    .option('--table <folder>', 'an index whose taught table is used as it stands')
    .addOption(model)
    .option('--revision <name>', "the model's branch, tag or commit on huggingface.co")
    .addOption(new Option('--dtype <numbers>', 'numbers of its weights (fp32)').choices(dtypes))
    .addOption(new Option('--pooling <way>', 'from tokens to a text').choices(poolings))
    .option('--query-prefix <text>', 'put in front of a query before embedding')
    .option('--passage-prefix <text>', 'put in front of a passage before embedding')
    .option(
      '--dimensions <number>',
      'length to cut vectors to',
      wholeNumber('--dimensions', 8, 8192),
    )
    .addOption(
      new Option('--fallback <model>', "keeps the embedded model's vectors as well").choices([
        'static',
      ]),
    )
}

/** What the flags say of the model alone. */
function modelFlags(flags: SiteFlags): Partial<ModelSettings> {
  const { model: id, revision, dtype, pooling, queryPrefix, passagePrefix } = flags
  const { dimensions, fallback } = flags
  const all = { id, revision, dtype, pooling, queryPrefix, passagePrefix, dimensions, fallback }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** The site that edgewise.toml and the command's flags describe. */
export async function openSite(flags: SiteFlags): Promise<Site> {
  const { articles, url, table } = flags
  checkTable(flags)
  const file = join(root, 'edgewise.toml')
  // A table is named to be used, whatever the file says of teaching.
  const teach = flags.teach === false ? false : table === undefined ? undefined : true
  const model = modelFlags(flags)
  const settings = readSettings(file, { articles, url, teach, table, model })
  const isPlain = settings.model === undefined && settings.teach && settings.table === undefined
  if (relative(settings.articles, ownArticles) === '' && isPlain) {
    return { settings, folder: join(root, 'embeddings') }
  }
  const name = basename(settings.articles).replace(/[^\w.-]+/g, '-')
  const { model: embedding, teach: isTaught, table: taught } = settings
  const made = JSON.stringify([settings.articles, embedding, isTaught, taught])
  const hash = createHash('sha256').update(made).digest('hex').slice(0, 8)
  return { settings, folder: join(builtFolder, `${name}-${hash}`) }
}

/** @throws UserError for a table beside a flag that leaves no use for one */
function checkTable({ table, teach, model }: SiteFlags) {
  if (table === undefined) return
  if (teach === false) {
    throw new UserError('--table takes what was taught and --no-teach takes nothing; give one.')
  }
  if (model !== undefined && model !== embeddedModel) {
    throw new UserError(
      `--table is for the embedded model, in whose place --model puts ${model}; give one.`,
    )
  }
}

/** Builds the site's index, prints a summary and lays it out for the worker. */
export async function buildSite(site: Site): Promise<void> {
  await buildSiteIndex(site)
  await layOut(site)
}

/**
 * The same, unless nothing changed that the index depends on.
 *
 * @param onBuilt comes before the worker gets the index
 */
export async function refreshSite(site: Site, onBuilt = async () => {}): Promise<void> {
  await refreshSiteIndex(site)
  await onBuilt()
  await layOut(site)
}

/** Builds the site's index unless nothing changed that it depends on. */
export async function refreshSiteIndex(site: Site): Promise<void> {
  const known = await readFile(stampFileOf(site), 'utf8').catch(() => null)
  if (known !== `${await stampOf(site)} ${await versionIn(site.folder)}`) await buildSiteIndex(site)
}

/** Builds the site's index and prints a summary; the worker goes on with what it has. */
export async function buildSiteIndex(site: Site): Promise<void> {
  const started = performance.now()
  const stamp = await stampOf(site)
  const corpus = await readArticles(site.settings)
  const { model } = site.settings
  const embedder = model && (await openEmbedder(model, { cache: cacheFolder }))
  const taught = model ? null : await learn(corpus.documents, site.settings)
  const built = await buildFrom(corpus, site, embedder, taught).finally(() => embedder?.close())
  const seconds = (performance.now() - started) / 1000
  if (model) await writeNotes(site.folder, notesOf(model, built, seconds))
  const from = relative(process.cwd(), site.settings.articles) || '.'
  const to = relative(root, site.folder)
  for (const line of summaryOf(corpus, built, { from, to, seconds })) console.log(line)
  // A table that was named without a lesson was named for its base.
  if (taught && !(site.settings.table && taught.patch === null)) console.log(remarkOnTaught(taught))
  await mkdir(builtFolder, { recursive: true })
  await writeFile(stampFileOf(site), `${stamp} ${built.manifest.version}`)
}

/** What the embedded model learns from the articles, or from others that an index learned; null for nothing. */
export async function learn(
  documents: readonly Document[],
  { teach, table }: Pick<Settings, 'teach' | 'table'>,
): Promise<Taught | null> {
  if (!teach) return null
  return table === undefined ? teachArticles(documents, lessonsFolder) : readTable(table)
}

async function buildFrom(
  { documents }: Corpus,
  { folder, settings }: Site,
  embedder: OpenEmbedder | undefined,
  taught: Taught | null,
): Promise<Built> {
  const progress = createProgress('Embedding', 'passages')
  const fallback = settings.model?.fallback === 'static'
  return buildIndex(folder, documents, {
    ...settings,
    embedder,
    fallback,
    patch: taught?.patch ?? null,
    former: settings.table,
    follow: createProgress,
    onProgress: progress.update,
  }).finally(progress.stop)
}

function notesOf(model: ModelSettings, { embedded }: Built, seconds: number): BuildNotes {
  return { seconds: Number(seconds.toFixed(1)), embedded, model }
}

/** Writes what the worker imports and what its host serves. */
async function layOut({ folder }: Site): Promise<void> {
  const laidOut = await assembleWorkerData(dist, await readIndex(folder))
  await buildWidget(join(dist, 'public'))
  const remark = remarkOnUpload(laidOut)
  if (remark) console.log(remark)
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

/** The articles of a site. */
export async function readArticles({
  articles,
  url,
  fields,
  languages,
}: Settings): Promise<Corpus> {
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

/** A hash of everything a build depends on: articles, settings, model, table, day and our own code. */
async function stampOf({ settings, folder }: Site): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ settings, folder, today: today() }))
  hash.update(JSON.stringify(modelFilesOf(settings.model)))
  if (settings.table !== undefined) hash.update(await versionIn(settings.table))
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
      if (size <= mostBytes) hash.update(readOrNothing(path))
    }
  }
  return hash.digest('hex')
}

/** The bytes of a file; none of one that the reader will complain of. */
function readOrNothing(path: string): Uint8Array | string {
  try {
    // One after another and at once: thousands of small files wait longer than they are read.
    return readFileSync(path)
  } catch {
    return ''
  }
}

/** Size and time of a model's files, which are too large to be read each time. */
function modelFilesOf(model: ModelSettings | undefined): unknown[] {
  if (!model || !isFolder(model.id)) return []
  return filesIn(model.id).map((file) => {
    const { size, mtimeMs } = statSync(file)
    return [file, size, mtimeMs]
  })
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
