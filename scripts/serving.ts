/**
 * What `dist/` holds and who serves it: all servers of a clone do, and so one collection at a time. Each leaves a note while
 * it runs, so that another command can tell whose answers it would change; and whoever fills `dist/` notes with what.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { asArgument, UserError } from './command.ts'
import { builtFolder, root, type Site, type SiteFlags, shownPath } from './site.ts'

/** A server that answers now. */
export interface Serving {
  /** Of its process. */
  readonly pid: number
  /** `http://…`, without a path. */
  readonly address: string
  /** Folder of the index that it was started with. */
  readonly folder: string
}

/** Where notes lie, each named for its process. */
const notesFolder = join(builtFolder, 'serving')
/** Where it is noted of which articles `dist/` is made. */
const laidOutNote = join(builtFolder, 'laid-out.json')
/** How long an answer is waited for. */
const patienceMs = 2000

/** Notes that this process serves; what comes back takes the note away. */
export async function noteServing(serving: Serving): Promise<() => Promise<void>> {
  const file = join(notesFolder, `${serving.pid}.json`)
  await mkdir(notesFolder, { recursive: true })
  await writeFile(file, JSON.stringify(serving))
  return () => rm(file, { force: true })
}

/** Servers of this clone that answer from another index than that in `folder`. */
export async function findOthers(folder: string): Promise<Serving[]> {
  const names = await readdir(notesFolder).catch(() => [])
  const notes = names.sort().map(async (name): Promise<Serving[]> => {
    const serving = await readNote(join(notesFolder, name))
    if (!serving || serving.folder === folder || !isRunning(serving.pid)) return []
    return (await isOpen(serving.address)) ? [serving] : []
  })
  return (await Promise.all(notes)).flat()
}

/** Null for a note that was taken away meanwhile, or is not whole yet. */
async function readNote<Note = Serving>(file: string): Promise<Note | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}

/** Whether a process is there; a note may be that of one which was killed. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether somebody listens there; one who is slow to answer is busy. */
async function isOpen(address: string): Promise<boolean> {
  const signal = AbortSignal.timeout(patienceMs)
  return fetch(`${address}/health`, { signal }).then(
    () => true,
    (error: Error) => error.name === 'TimeoutError',
  )
}

/** @throws UserError where another server would answer from the index in `folder`, too */
export async function checkOthers(folder: string): Promise<void> {
  const [other] = await findOthers(folder)
  if (!other) return
  throw new UserError(
    `${other.address} serves ${relative(root, other.folder)}/ from this clone and would serve ` +
      `${relative(root, folder)}/ from now on. Stop it, or start these articles in another clone.`,
  )
}

/** Notes that `dist/` is made of the articles of a site from now on. */
export async function noteLaidOut({ settings: { articles } }: Site): Promise<void> {
  await mkdir(builtFolder, { recursive: true })
  await writeFile(laidOutNote, JSON.stringify({ articles }))
}

/**
 * What to say where a command asks other articles than those that were built or started last, and was not told
 * which; null where there is nothing to say.
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
