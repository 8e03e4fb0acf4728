/** `npm run build`: the index of your articles, and the worker's data from it. */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
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
  if (out !== undefined) return buildSiteIndex({ ...site, folder: await openFolder(out) })
  printSnippet(await buildSite(site))
})

/** The folder that `--out` names; it is created now, since a build takes long. */
async function openFolder(out: string): Promise<string> {
  const wanted = `--out is "${out}"; a folder is wanted`
  // Resolved, it would be the project's own.
  if (out === '') throw new UserError(`${wanted}.`)
  await mkdir(out, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    const isFile = cause.code === 'EEXIST' || cause.code === 'ENOTDIR'
    throw isFile ? new UserError(`${wanted}, and a file is there.`, { cause }) : cause
  })
  return resolve(out)
}
