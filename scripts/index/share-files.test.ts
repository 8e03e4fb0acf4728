import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shareFile } from './share-files.ts'

describe('shareFile', () => {
  const create = (...contents: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'edgewise-share-'))
    return contents.map((content, i) => {
      const path = join(folder, String(i))
      if (content !== '') writeFileSync(path, content)
      return path
    })
  }

  test('makes one file of two places', async () => {
    const [from, to] = create('one', '')
    await shareFile(from, to)

    expect(statSync(to).ino).toBe(statSync(from).ino)
    // As a second build does.
    await shareFile(from, to)
    expect(readFileSync(to, 'utf8')).toBe('one')
  })

  test('keeps a copy that is there already', async () => {
    const [from, to] = create('one', 'one')
    const { ino } = statSync(to)
    await shareFile(from, to)

    expect(statSync(to).ino).toBe(ino)
  })

  test.each(['on', 'two'])('replaces a damaged file, %j', async (content) => {
    const [from, to] = create('one', content)
    await shareFile(from, to)

    expect(readFileSync(to, 'utf8')).toBe('one')
  })
})
