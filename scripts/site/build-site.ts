/**
 * From settings to what a worker serves: the steps that `build`, `start`, `dev` and
 * `deploy` share.
 */
import { join, relative } from 'node:path'
import type { Taught } from '../../core/model/training/teach.ts'
import type { Document } from '../../core/text/document.ts'
import { shownPath, UserError } from '../command.ts'
import { writeNotes } from '../embedders/notes.ts'
import { cacheFolder, openEmbedder } from '../embedders/open.ts'
import { buildIndex } from '../index/build-index.ts'
import type { Built } from '../index/build-steps.ts'
import { readIndex } from '../index/index-files.ts'
import { checkTable, lessonsFolder, readTable, teachArticles } from '../index/teach-articles.ts'
import { createProgress } from '../progress.ts'
import { builtFolder, root } from '../project.ts'
import { type Corpus, readCorpus } from '../read/corpus.ts'
import { findOthers, noteLaidOut } from '../serve/serving.ts'
import type { Series } from '../shelf.ts'
import { buildPublic } from './build-public.ts'
import type { BuiltWidget } from './build-widget.ts'
import type { Settings } from './settings.ts'
import type { Site } from './site.ts'
import { isFresh, stampOf, today, writeStamp } from './site-stamp.ts'
import { refusalOfNone, remarkOnTaught, remarkOnUpload, summaryOf } from './summary.ts'
import { assembleWorkerData } from './worker-data.ts'

const dist = join(root, 'dist')

/** Builds the site's index, prints a summary and lays it out for the worker; returns the elements beside it. */
export async function buildSite(site: Site): Promise<BuiltWidget> {
  await buildSiteIndex(site)
  return layOut(site)
}

/**
 * Like `buildSite`, but the index is built only if something that it depends on changed.
 *
 * @param onBuilt called before the worker gets the index
 */
export async function refreshSite(site: Site, onBuilt = async () => {}): Promise<void> {
  await refreshSiteIndex(site)
  await onBuilt()
  await layOut(site)
}

/**
 * Builds the site's index if something that it depends on changed.
 *
 * @param print takes the summary: `console.error` if standard output is for answers
 */
export async function refreshSiteIndex(site: Site, print: Print = console.log): Promise<void> {
  if (!(await isFresh(site))) await buildSiteIndex(site, print)
}

/** Takes a line for a person to read. */
type Print = (line: string) => void

/** Builds the site's index and prints a summary; the worker keeps the index that it has. */
export async function buildSiteIndex(site: Site, print: Print = console.log): Promise<void> {
  const started = performance.now()
  const { model, table, articles } = site.settings
  if (table !== undefined) checkTable(table)
  const stamp = await stampOf(site)
  const corpus = await readArticles(site.settings)
  const { built, taught } = await buildFrom(site.folder, corpus.documents, site.settings, {
    former: table,
  }).finally(corpus.close)
  const seconds = (performance.now() - started) / 1000
  if (model) {
    const { embedded } = built
    await writeNotes(site.folder, { seconds: Number(seconds.toFixed(1)), embedded, model })
  }
  const from = shownPath(articles)
  const to = relative(root, site.folder)
  for (const line of summaryOf(corpus, built, { from, to, seconds })) print(line)
  // A table that taught nothing was named for its base.
  if (taught && !(table && taught.patch === null)) print(remarkOnTaught(taught))
  await writeStamp(site, stamp, built.manifest.version, corpus.days)
}

/** Builds the index of `documents` into `folder`, with the model of `settings` or with the embedded one, taught. */
export async function buildFrom(
  folder: string,
  documents: Series<Document>,
  settings: Settings,
  { former, stage = 'Embedding' }: { readonly former?: string; readonly stage?: string } = {},
): Promise<{ built: Built; taught: Taught | null }> {
  const { model } = settings
  const embedder = model && (await openEmbedder(model, cacheFolder))
  const progress = createProgress(stage, 'passages')
  try {
    const taught = model ? null : await learn(documents, settings)
    const built = await buildIndex(folder, documents, {
      ...settings,
      embedder,
      fallback: model?.fallback === 'static',
      patch: taught?.patch ?? null,
      former,
      follow: createProgress,
      onProgress: progress.update,
    })
    return { built, taught }
  } finally {
    progress.stop()
    await embedder?.close()
  }
}

/**
 * What the embedded model learns from the articles, or what the index named by `table` learned from others; null if it
 * is not taught.
 */
async function learn(
  documents: Series<Document>,
  { teach, table }: Pick<Settings, 'teach' | 'table'>,
): Promise<Taught | null> {
  if (!teach) return null
  return table === undefined ? teachArticles(documents, lessonsFolder) : readTable(table)
}

/** Writes what the worker imports and what its host serves. */
async function layOut(site: Site): Promise<BuiltWidget> {
  const { folder } = site
  // Found before they get the index: a server that is reloading may not answer.
  const others = await findOthers(folder)
  const laidOut = await assembleWorkerData(dist, await readIndex(folder))
  const widget = await buildPublic(join(dist, 'public'))
  await noteLaidOut(site)
  const remark = remarkOnUpload(laidOut)
  if (remark) console.log(remark)
  for (const { address } of others) console.log(`The server at ${address} now uses this index.`)
  return widget
}

/** Prints what a page of another site needs to pin the current script. */
export function printSnippet({ file, integrity }: BuiltWidget): void {
  console.log(
    'For other sites (docs/widget.md), with the address of your deployment:\n' +
      `  <script type="module" crossorigin integrity="${integrity}" src="https://HOST/${file}"></script>`,
  )
}

/**
 * The articles of a site, at least one; close the corpus after use.
 *
 * @throws UserError if none is left, lest an empty index replace one that answers
 */
export async function readArticles(settings: Settings): Promise<Corpus> {
  const progress = createProgress('Reading', 'files')
  const corpus = await readCorpus({
    ...settings,
    today: today(),
    scratch: builtFolder,
    onProgress: progress.update,
  }).finally(progress.stop)
  if (corpus.documents.length > 0) return corpus
  corpus.close()
  throw new UserError(refusalOfNone(corpus, shownPath(settings.articles)))
}
