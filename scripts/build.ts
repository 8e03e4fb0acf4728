/** `npm run build`: the index of your articles, and the worker's data from it. */
import { runCommand } from './command.ts'
import { buildSite, createSiteCommand, openSite, printSnippet } from './site.ts'

const command = createSiteCommand('build', 'Builds the search index from a folder of articles.')

await runCommand(command, async () => {
  await buildSite(await openSite(command.opts()))
  await printSnippet()
})
