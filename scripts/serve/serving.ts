/**
 * Notes on `dist/`, which all servers of a clone serve, so that they can serve only one collection at a time. Each
 * server leaves a note while it runs, so that a command can tell whose answers it would change. Another note says of
 * which articles `dist/` was made.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { asArgument, shownPath, UserError } from '../command.ts'
import { builtFolder, root } from '../project.ts'
import type { Site, SiteFlags } from '../site/site.ts'

/** A running server. */
export interface Serving {
  /** Id of its process. */
  readonly pid: number
  /** `http://…`, without a path. */
  readonly address: string
  /** Folder of the index that it was started with. */
  readonly folder: string
}

/** Folder of the servers' notes, each named by its process. */
const notesFolder = join(builtFolder, 'serving')
/** The note of which articles `dist/` was made. */
const laidOutNote = join(builtFolder, 'laid-out.json')
/** How long to wait for a server's answer. */
const patienceMs = 2000

/** Notes that this process serves; call what it returns to remove the note. */
export async function noteServing(serving: Serving): Promise<() => Promise<void>> {
  const file = join(notesFolder, `${serving.pid}.json`)
  await mkdir(notesFolder, { recursive: true })
  await writeFile(file, JSON.stringify(serving))
  return () => rm(file, { force: true })
}

/** Other servers of this clone than this process, which answer from another index than that in `folder`. */
export async function findOthers(folder: string): Promise<Serving[]> {
  const names = await readdir(notesFolder).catch(() => [])
  const notes = names.sort().map(async (name): Promise<Serving[]> => {
    const serving = await readNote(join(notesFolder, name))
    if (!serving || serving.pid === process.pid || serving.folder === folder) return []
    if (!isRunning(serving.pid)) return []
    return (await isOpen(serving.address)) ? [serving] : []
  })
  return (await Promise.all(notes)).flat()
}

/** The note in a file; null if it was removed meanwhile, or is not whole yet. */
async function readNote<Note = Serving>(file: string): Promise<Note | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}

/** Whether a process is there; it may have been killed without removing its note. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a server listens there; one that is slow to answer is taken for busy. */
async function isOpen(address: string): Promise<boolean> {
  const signal = AbortSignal.timeout(patienceMs)
  return fetch(`${address}/health`, { signal }).then(
    () => true,
    (error: Error) => error.name === 'TimeoutError',
  )
}

/** @throws UserError if another server would begin to answer from the index in `folder` */
export async function checkOthers(folder: string): Promise<void> {
  const [other] = await findOthers(folder)
  if (!other) return
  throw new UserError(
    `${other.address} serves ${relative(root, other.folder)}/ from this clone and would serve ` +
      `${relative(root, folder)}/ from now on. Stop it, or start these articles in another clone.`,
  )
}

/** Notes that `dist/` is now made of the articles of a site. */
export async function noteLaidOut({ settings: { articles } }: Site): Promise<void> {
  await mkdir(builtFolder, { recursive: true })
  await writeFile(laidOutNote, JSON.stringify({ articles }))
}

/**
 * A remark if a command that was not told which articles to ask asks others than those built or started last;
 * null if there is nothing to say.
 */
export async function remarkOnAsked(
  { settings: { articles } }: Site,
  flags: SiteFlags,
): Promise<string | null> {
  const served = await readNote<Pick<Site['settings'], 'articles'>>(laidOutNote)
  if (flags.articles !== undefined || !served || served.articles === articles) return null
  return (
    `This asks ${shownPath(articles)}, as edgewise.toml says. ${shownPath(served.articles)} was built ` +
    `or started last; --articles ${asArgument(shownPath(served.articles))} asks that.`
  )
}
