/** `npm start`: builds the index if its inputs changed, then serves search on this machine. */

import { runCommand } from './command.ts'
import { startQuerySide } from './serve/query-side.ts'
import { checkPort, portFromEnvironment, serve } from './serve/serve.ts'
import { checkOthers } from './serve/serving.ts'
import { refreshSite } from './site/build-site.ts'
import { createSiteCommand, openSite } from './site/site.ts'

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
