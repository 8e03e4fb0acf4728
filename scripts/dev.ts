/**
 * `npm run dev`: `npm start`, and the index is rebuilt whenever an article or a setting changes.
 *
 * wrangler itself watches the worker's code and data, so rebuilding is enough: it
 * reloads when the files in dist/ are replaced. A broken article is reported and
 * the last good index goes on answering.
 */
import { type FSWatcher, watch } from 'node:fs'
import { refreshSite } from './build-site.ts'
import { runCommand } from './command.ts'
import { startQuerySide } from './query-side.ts'
import { checkPort, portFromEnvironment, serve } from './serve.ts'
import { checkOthers } from './serving.ts'
import { createSiteCommand, openSite, root, type Site } from './site.ts'

/** Editors write a file in several steps; this long after the last one it is whole. */
const settleMs = 200

const command = createSiteCommand('dev', 'Serves search and rebuilds the index on every change.')

await runCommand(command, async () => {
  const port = portFromEnvironment()
  await checkPort(port)
  const site = await openSite(command.opts())
  await checkOthers(site.folder)
  await refreshSite(site)
  const side = await startQuerySide(site, true)
  let watchers = watchSite(site, rebuild)
  let last = Promise.resolve()
  let isBroken = false
  async function rebuild() {
    last = last.then(async () => {
      try {
        const changed = await openSite(command.opts())
        for (const watcher of watchers) watcher.close()
        watchers = watchSite(changed, rebuild)
        // Before the worker has the index, or its first question would meet the model before.
        await refreshSite(changed, () => side.follow(changed))
        // Nothing is built, and nothing said, if all is again as it was before.
        if (isBroken) console.log('Nothing is broken any more.')
        isBroken = false
      } catch (error) {
        isBroken = true
        console.error(error instanceof Error ? error.message : error)
        console.error('The last good index goes on answering.')
      }
    })
    return last
  }
  await serve(port, side, site.folder).finally(() => {
    for (const watcher of watchers) watcher.close()
  })
})

/** Calls `rebuild` once what was changed has come to rest. */
function watchSite({ settings }: Site, rebuild: () => void): FSWatcher[] {
  let timer: NodeJS.Timeout | undefined
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(rebuild, settleMs)
  }
  return [
    watch(settings.articles, { recursive: true }, changed),
    // The folder and not the file, which many editors replace by another of the same name.
    watch(root, (_, name) => {
      if (name === 'edgewise.toml') changed()
    }),
  ]
}
