/**
 * `npm run dev`: like `npm start`, but the index is rebuilt whenever an article or a setting changes.
 *
 * wrangler watches the worker's code and data and reloads when files in dist/ are
 * replaced, so rebuilding is enough. A broken article is reported, and the last
 * good index goes on answering. The model is taught once, at the start: teaching takes longer than all the rest, and
 * whoever writes waits for a rebuild.
 */

import { runCommand } from './command.ts'
import { printable } from './printable.ts'
import { root } from './project.ts'
import { startQuerySide } from './serve/query-side.ts'
import { checkPort, portFromEnvironment, serve } from './serve/serve.ts'
import { checkOthers } from './serve/serving.ts'
import { refreshSite } from './site/build-site.ts'
import { followBase, lessonOf } from './site/lesson.ts'
import { createSiteCommand, openSite, type Site, type SiteFlags } from './site/site.ts'
import { watchSite } from './site/watch-site.ts'

const command = createSiteCommand('dev', 'Serves search and rebuilds the index on every change.')

await runCommand(command, async () => {
  const port = portFromEnvironment()
  await checkPort(port)
  const flags: SiteFlags = command.opts()
  const site = await openSite(flags)
  await checkOthers(site.folder)
  await refreshSite(site)
  const side = await startQuerySide(site, true)
  const watch = ({ settings: { articles } }: Site) => watchSite({ articles, root }, rebuild)
  let stopWatching = watch(site)
  let lesson = await lessonOf(site)
  const reopen = async () => {
    const changed = await openSite(flags)
    return changed.folder === lesson?.folder ? openSite({ ...flags, ...lesson.flags }) : changed
  }
  let last = Promise.resolve()
  let isBroken = false
  async function rebuild() {
    last = last.then(async () => {
      try {
        const changed = await reopen()
        const stopFormer = stopWatching
        // The former goes on where this fails, as for a folder that may not be read.
        stopWatching = watch(changed)
        stopFormer()
        // Before the worker gets the index, or the old model would embed its first question.
        await refreshSite(changed, () => side.follow(changed))
        lesson = (await lessonOf(changed)) ?? (await followBase(lesson, changed))
        // Said here, since nothing is built or printed if all is again as it was.
        if (isBroken) console.log('Nothing is broken any more.')
        isBroken = false
      } catch (error) {
        isBroken = true
        console.error(error instanceof Error ? printable(error.message) : error)
        console.error('The last good index stays in use.')
      }
    })
    return last
  }
  await serve(port, side, site.folder).finally(() => stopWatching())
})

// A build that goes on would keep the process, and a change that waits for it would watch for more, without end.
process.exit()
