import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createDocument } from '../../test/support.ts'
import type { BuildEmbedder } from '../embedders/build-embedder.ts'
import { newFolder } from '../embedders/support.ts'
import { cutArticles } from './cut-articles.ts'

// Elsewhere a process cannot tell which files it has open.
test.runIf(process.platform === 'linux')(
  'articles that cannot be cut leave no shelf open, which would take room on the disk',
  async () => {
    const scratch = newFolder()
    const stop = vi.fn()
    const follow = () => ({ update() {}, stop })
    const embedder: Partial<BuildEmbedder> = {
      fits: () => {
        throw new Error('no tokens')
      },
    }
    const cut = () =>
      cutArticles([createDocument({ text: 'Cats.' })], {
        embedder: embedder as BuildEmbedder,
        scratch,
        follow,
      })

    expect(cut).toThrow('no tokens')
    expect(stop).toHaveBeenCalled()
    const open = (await readdir('/proc/self/fd')).map((file) =>
      readlink(join('/proc/self/fd', file)).catch(() => ''),
    )
    expect((await Promise.all(open)).filter((path) => path.startsWith(scratch))).toEqual([])
  },
)
