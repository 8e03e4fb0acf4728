/**
 * `npm run dev`: `npm start`, and the index is rebuilt whenever an article or a setting changes.
 *
 * wrangler itself watches the worker's code and data, so rebuilding is enough: it
 * reloads when the files in dist/ are replaced. A broken article is reported and
 * the last good index goes on answering.
 */
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.ts'
import { checkPort, portFromEnvironment, serve } from './serve.ts'
import { createSiteCommand, openSite, refreshSite, root, type Site } from './site.ts'

/** Editors write a file in several steps; this long after the last one it is whole. */
const settleMs = 200

const command = createSiteCommand('dev', 'Serves search and rebuilds the index on every change.')

await runCommand(command, async () => {
  const port = portFromEnvironment()
  await checkPort(port)
  const site = await openSite(command.opts())
  await refreshSite(site)
  const watchers = watchSite(site)
  await serve(port).finally(() => {
    for (const watcher of watchers) watcher.close()
  })
})

function watchSite({ settings }: Site): FSWatcher[] {
  let timer: NodeJS.Timeout | undefined
  let last = Promise.resolve()
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      last = last.then(rebuild)
    }, settleMs)
  }
  return [
    watch(settings.articles, { recursive: true }, changed),
    watch(join(root, 'edgewise.toml'), changed),
  ]
}

async function rebuild() {
  try {
    await refreshSite(await openSite(command.opts()))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error('The last good index goes on answering.')
  }
}
