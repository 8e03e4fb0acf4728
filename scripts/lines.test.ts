import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLines } from './lines.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function linesOf(name: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(join(folder, name))) lines.push(line)
  return lines
}

test('parts lines at line feeds alone, whatever is in them and wherever a file is read in two', async () => {
  const lines = ['a\u2028b\r', '', 'é'.repeat(100_000), '\ufeffend']
  const text = `\ufeff${lines.join('\n')}`

  await writeFile(join(folder, 'a.txt'), text)
  await writeFile(join(folder, 'b.txt'), `${text}\n`)
  await writeFile(join(folder, 'c.zst'), zstdCompressSync(text))

  for (const name of ['a.txt', 'b.txt', 'c.zst']) expect(await linesOf(name)).toEqual(lines)
})

test('reads a long line in linear time', async () => {
  await writeFile(join(folder, 'a.txt'), 'a'.repeat(100_000_000))

  expect(await linesOf('a.txt')).toHaveLength(1)
})

test('says what cannot be read', async () => {
  const frame = zstdCompressSync('text')
  await writeFile(join(folder, 'bad.zst'), 'text')
  await writeFile(join(folder, 'two.zst'), Buffer.concat([frame, frame]))

  await expect(linesOf('bad.zst')).rejects.toThrow('bad.zst cannot be read')
  await expect(linesOf('two.zst')).rejects.toThrow('two.zst is packed in several frames')
  await expect(linesOf('none')).rejects.toThrow('none cannot be read (ENOENT)')
})
