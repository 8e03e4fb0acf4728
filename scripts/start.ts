/** `npm start`: builds the index if its inputs changed, then serves search on this machine. */

import { refreshSite } from './build-site.ts'
import { runCommand } from './command.ts'
import { startQuerySide } from './query-side.ts'
import { checkPort, portFromEnvironment, serve } from './serve.ts'
import { checkOthers } from './serving.ts'
import { createSiteCommand, openSite } from './site.ts'

const command = createSiteCommand(
  'start',
  'Builds the index if needed and serves search at localhost. PORT sets the port (8787).',
)

await runCommand(command, async () => {
  const port = portFromEnvironment()
  await checkPort(port)
  const site = await openSite(command.opts())
  await checkOthers(site.folder)
  await refreshSite(site)
  await serve(port, await startQuerySide(site), site.folder)
})
