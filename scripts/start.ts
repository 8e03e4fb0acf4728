/** `npm start`: builds the index if its inputs changed, then serves search on this machine. */
import { runCommand } from './command.ts'
import { startQuerySide } from './query-side.ts'
import { checkPort, portFromEnvironment, serve } from './serve.ts'
import { createSiteCommand, openSite, refreshSite } from './site.ts'

const command = createSiteCommand(
  'start',
  'Builds the index if needed and serves search at localhost. PORT sets the port (8787).',
)

await runCommand(command, async () => {
  const port = portFromEnvironment()
  await checkPort(port)
  const site = await openSite(command.opts())
  await refreshSite(site)
  await serve(port, await startQuerySide(site))
})
