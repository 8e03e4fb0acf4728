/**
 * Notices changes to what a site is built of: its articles and edgewise.toml.
 *
 * fs.watch follows the inode it was given: after a folder or file is removed and put back, as by a change of branch
 * or by an editor, it notices nothing more, and it cannot watch what is not there. So the inode is polled as well,
 * and the caller watches anew after every change.
 */
import { statSync, watch } from 'node:fs'

/** Editors write a file in several steps; so long after the last one it is whole. */
const settleMs = 200
/** Time between checks whether the folder or file is still the same. */
const lookMs = 1000

/** What is watched: the folder of articles or the file of one, and the folder of edgewise.toml. */
export interface Watched {
  readonly articles: string
  readonly root: string
}

/** Calls `onChange` once changes have settled; call what it returns to stop. */
export function watchSite({ articles, root }: Watched, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(onChange, settleMs)
  }
  const stopWatching = watchArticles(articles, changed)
  // The folder and not the file, which many editors replace by another of the same name.
  const settings = watch(root, (_, name) => {
    if (name === 'edgewise.toml') changed()
  })
  return () => {
    clearTimeout(timer)
    stopWatching()
    settings.close()
  }
}

function watchArticles(articles: string, changed: () => void): () => void {
  const before = identityOf(articles)
  const watcher =
    before === null ? null : watch(articles, { recursive: true }, changed).on('error', changed)
  const looking = setInterval(() => {
    if (identityOf(articles) === before) return
    clearInterval(looking)
    changed()
  }, lookMs)
  return () => {
    clearInterval(looking)
    watcher?.close()
  }
}

/** What tells a folder or file from another of the same name; null if it is not there. */
function identityOf(place: string): number | null {
  return statSync(place, { throwIfNoEntry: false })?.ino ?? null
}
