import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { watchSite } from './watch-site.ts'

let root: string
let articles: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  articles = join(root, 'articles')
  await mkdir(join(articles, 'deep'), { recursive: true })
})

afterEach(() => rm(root, { recursive: true }))

/** Watches until `change` is noticed; throws if it is not noticed within three seconds. */
async function notice(change: () => Promise<unknown>, watched = articles) {
  const onChange = vi.fn()
  const stop = watchSite({ articles: watched, root }, onChange)
  try {
    await change()
    await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), { timeout: 3000 })
  } finally {
    stop()
  }
  return onChange.mock.calls.length
}

describe('watchSite', () => {
  test('notices an article, once for several writes, and the settings', async () => {
    const file = join(articles, 'deep/a.md')

    expect(await notice(() => writeFile(file, 'x').then(() => writeFile(file, 'y')))).toBe(1)
    expect(await notice(() => writeFile(join(root, 'edgewise.toml'), ''))).toBe(1)
  })

  test('notices that the folder is gone, and that it is back', async () => {
    const away = join(root, 'away')

    await notice(() => rename(articles, away))
    await notice(() => cp(away, articles, { recursive: true }))
    await notice(() => writeFile(join(articles, 'deep/b.md'), 'x'))
  })

  test('notices that a single file was written, or replaced by another, as by an editor', async () => {
    const file = join(root, 'a.md')
    const another = join(root, 'a.md~')
    await writeFile(file, 'x')

    await notice(() => writeFile(file, 'y'), file)
    await notice(() => writeFile(another, 'z').then(() => rename(another, file)), file)
    await notice(() => writeFile(file, 'y'), file)
  })

  test('notices nothing more once it is stopped', async () => {
    const onChange = vi.fn()
    const stop = watchSite({ articles, root }, onChange)
    await writeFile(join(articles, 'a.md'), 'x')
    stop()
    await new Promise((resolve) => setTimeout(resolve, 400))

    expect(onChange).not.toHaveBeenCalled()
  })
})
