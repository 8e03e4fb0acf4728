/** `npm run build`: the index of your articles, and the worker's data from it. */
import { resolve } from 'node:path'
import { runCommand } from './command.ts'
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
  if (out !== undefined) return buildSiteIndex({ ...site, folder: resolve(out) })
  printSnippet(await buildSite(site))
})
