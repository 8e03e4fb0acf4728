/**
 * What the embedded model learns from a site's articles before they are embedded.
 *
 * A lesson depends on the model, the articles and the recipe alone, so it is cached and not learned
 * twice. A large enough corpus is taught by several threads.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { decodeModel } from '../../core/model/model.ts'
import { recipeVersion, type Taught, teach } from '../../core/model/training/teach.ts'
import { createTrainer } from '../../core/model/training/trainer.ts'
import type { TrainerShape } from '../../core/model/training/trainer-layout.ts'
import { decodeSections, encodeSections } from '../../core/sections.ts'
import type { Document } from '../../core/text/document.ts'
import { chunkDocument, chunkerVersion } from '../../core/text/passages.ts'
import { UserError } from '../command.ts'
import { replaceFile, sha256 } from '../files.ts'
import { createProgress, type Progress } from '../progress.ts'
import { builtFolder, readKernel, readModel } from '../project.ts'
import { createSeries, type Series } from '../shelf.ts'
import { startThreads } from '../train/training-threads.ts'
import { readIndex } from './index-files.ts'

/** Folder of cached lessons. */
export const lessonsFolder = join(builtFolder, 'lessons')

/** Pairs in a batch from which more than one thread is faster. */
const pairsForThreads = 128
const mostThreads = 8
/** Lessons kept, the most recently used: more than a site's settings and test collections need. */
const mostLessons = 20

/** Ways to teach differently from a build, for comparisons. */
export interface LessonOptions {
  /** A table that `npm run train` wrote, instead of the embedded one. */
  readonly modelFile?: string
  /** Most words that get rows of their own. */
  readonly mostWords?: number
}

/**
 * What `documents`, in order of id, teach the embedded model.
 *
 * @param cache folder of lessons; created if it is not there
 */
export async function teachArticles(
  documents: Series<Document>,
  cache: string,
  { modelFile, mostWords }: LessonOptions = {},
): Promise<Taught> {
  const bytes = await readModel(modelFile)
  const file = join(cache, `${lessonHash([sha256(bytes), mostWords], documents)}.bin`)
  const known = await readLesson(file)
  if (known) return known
  const kernel = await readKernel('train')
  let end = async () => {}
  const makeTrainer = (shape: Omit<TrainerShape, 'threads'>) => {
    const most = shape.pairs < pairsForThreads ? 1 : Math.min(mostThreads, availableParallelism())
    const trainer = createTrainer({ ...shape, threads: most }, kernel)
    end = startThreads(trainer)
    return trainer
  }
  const progress = createProgress('Teaching', 'steps')
  try {
    const articles = createSeries(documents.length, (number) => {
      const document = documents.at(number) as Document
      return { document, passages: chunkDocument(document) }
    })
    const lesson = teach(decodeModel('model', bytes), articles, makeTrainer, mostWords)
    const taught = await run(lesson, progress)
    await mkdir(cache, { recursive: true })
    await replaceFile(file, encodeLesson(taught))
    await forgetLessons(cache)
    return taught
  } finally {
    progress.stop()
    await end()
  }
}

/**
 * Runs the lesson to its end, yielding to the event loop now and then, so that the bar is drawn and Ctrl-C is heard.
 */
async function run(teaching: ReturnType<typeof teach>, progress: Progress): Promise<Taught> {
  for (;;) {
    const { done, value } = teaching.next()
    if (done) return value
    progress.update(value.step, value.steps)
    if (value.step % 8 === 0) await setImmediate()
  }
}

/**
 * What the index in `folder` was taught.
 *
 * @throws UserError for a folder without an index, and for one that was not taught and has no base
 * @throws BadIndex for a damaged index, and for one of another embedded model
 */
export async function readTable(folder: string): Promise<Taught> {
  checkTable(folder)
  const { manifest, patch } = await readIndex(folder)
  // An index with a base is named for its base, whether or not it was taught.
  if (patch === null && manifest.base === null) {
    throw new UserError(`table is ${folder}, whose index was not taught; wanted one that was.`)
  }
  return { patch, steps: 0, words: 0, before: null, after: null }
}

/** @throws UserError if there is no index in `folder` */
export function checkTable(folder: string): void {
  if (existsSync(join(folder, 'manifest.json'))) return
  throw new UserError(`table is ${folder}, where no index is; wanted the folder of one.`)
}

/** Hash of everything that a lesson depends on. */
function lessonHash(made: readonly unknown[], documents: Iterable<Document>): string {
  const hash = createHash('sha256').update(JSON.stringify([made, recipeVersion, chunkerVersion]))
  for (const { id, language, title, text, headings } of documents) {
    hash.update(JSON.stringify([id, language, title, text, headings]))
  }
  return hash.digest('hex').slice(0, 24)
}

function encodeLesson({ patch, ...about }: Taught): Uint8Array {
  return encodeSections('lesson', about, { patch: patch ?? new Uint8Array() })
}

/** A cached lesson, marked as used now; null if there is none that can be read. */
async function readLesson(file: string): Promise<Taught | null> {
  const bytes = await readFile(file).catch(() => null)
  if (bytes === null) return null
  const now = new Date()
  // Another build may have removed it meanwhile.
  await utimes(file, now, now).catch(() => {})
  try {
    const lesson = decodeSections(file, 'lesson', new Uint8Array(bytes))
    const patch = lesson.section('patch', 'Uint8Array')
    const about = lesson.about as Omit<Taught, 'patch'>
    // A copy, because the patch must begin at a multiple of 8 bytes to be decoded later.
    return { ...about, patch: patch.length > 0 ? patch.slice() : null }
  } catch {
    // A file that is cut short or of another format is replaced by a new lesson.
    return null
  }
}

/** Removes all lessons in `cache` but the most recently used ones. */
async function forgetLessons(cache: string) {
  const names = (await readdir(cache)).filter((name) => name.endsWith('.bin'))
  const lessons = await Promise.all(
    names.map(async (name) => {
      const file = join(cache, name)
      // One that another build removed meanwhile sorts last.
      const used = await stat(file).catch(() => null)
      return { file, used: used?.mtimeMs ?? 0 }
    }),
  )
  lessons.sort((a, b) => b.used - a.used)
  for (const { file } of lessons.slice(mostLessons)) await rm(file, { force: true })
}
