/** `npm run build`: the index of your articles, and the worker's data from it. */
import { mkdir, rmdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { runCommand, UserError } from './command.ts'
import { buildSite, buildSiteIndex, printSnippet } from './site/build-site.ts'
import { createSiteCommand, openSite, type SiteFlags } from './site/site.ts'

interface Flags extends SiteFlags {
  readonly out?: string
}

const command = createSiteCommand('build', 'Builds the search index of your articles.').option(
  '--out <folder>',
  'where the index goes, to be compared; what is served stays as it is',
)

await runCommand(command, async () => {
  const { out, ...flags } = command.opts<Flags>()
  const site = await openSite(flags)
  if (out === undefined) return printSnippet(await buildSite(site))
  const created = await createFolder(out)
  const folder = resolve(out)
  await buildSiteIndex({ ...site, folder }).catch(async (error) => {
    if (created) await removeEmpty(folder, created)
    throw error
  })
})

/** Creates the folder that `--out` names, now, since a build takes long; returns the first that was not there. */
async function createFolder(out: string): Promise<string | undefined> {
  const wanted = `--out is "${out}"; a folder is wanted`
  // Resolved, it would be the project's own.
  if (out === '') throw new UserError(`${wanted}.`)
  return mkdir(resolve(out), { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    const isFile = cause.code === 'EEXIST' || cause.code === 'ENOTDIR'
    throw isFile ? new UserError(`${wanted}, and a file is there.`, { cause }) : cause
  })
}

/** Removes `folder` and those above it up to `first`, as far as they are empty. */
async function removeEmpty(folder: string, first: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch {
    return
  }
  if (folder !== first) await removeEmpty(dirname(folder), first)
}
