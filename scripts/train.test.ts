import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeModel, embed } from '../core/model/model.ts'

const script = join(import.meta.dirname, 'train.ts')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  await mkdir(join(folder, 'corpus'))
  const pairs = ['sun moon', 'sea fish', 'tree leaf', 'rain wind'].map((pair) => {
    const [a, b] = pair.split(' ')
    return JSON.stringify({ a, b })
  })
  await writeFile(join(folder, 'corpus/pairs.jsonl.zst'), zstdCompressSync(pairs.join('\n')))
  await writeFile(join(folder, 'words.txt'), 'sun\nmoon\nsea\nfish\ntree\nleaf\nrain\nwind\n')
})

afterAll(() => rm(folder, { recursive: true }))

const train = (...options: string[]) =>
  promisify(execFile)(process.execPath, [script, ...options], { cwd: folder })

const usual = [
  '--corpus',
  'corpus',
  '--vocabulary',
  'words.txt',
  '--pairs',
  '1600',
  '--batch',
  '16',
]

describe('npm run train', () => {
  test('writes a model in which related words are near, the same bytes with any number of threads', async () => {
    await mkdir(join(folder, 'a'))
    await mkdir(join(folder, 'b'))
    const { stdout } = await train(...usual, '--out', 'a/tiny.bin', '--threads', '1')
    await train(...usual, '--out', 'b/tiny.bin', '--threads', '2')
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) => readFile(join(folder, name, 'tiny.bin'))),
    )

    expect(a.equals(b)).toBe(true)
    expect(stdout).toMatch(/^1600 pairs from 1 sources in \d+ s, loss [\d.]+; wrote a\/tiny.bin/)
    expect((await readdir(join(folder, 'a'))).sort()).toEqual(['tiny.bin', 'tiny.bin.json'])
    const model = decodeModel('tiny', new Uint8Array(a))
    const [sun, moon, fish] = ['sun', 'moon', 'fish'].map((word) => embed(model, word))
    const cosine = (x: Float32Array, y: Float32Array) => x.reduce((sum, v, d) => sum + v * y[d], 0)
    expect(model.id).toBe('tiny')
    expect(cosine(sun, moon)).toBeGreaterThan(cosine(sun, fish) + 0.3)
  })

  test.each([
    ['holds no texts', ['--corpus', 'nowhere', '--out', 'x.bin']],
    ["required option '--corpus <folder>' not specified", ['--out', 'x.bin']],
    [
      '--batch is "8"; a whole number from 16 to 4096',
      [...usual, '--out', 'x.bin', '--batch', '8'],
    ],
    ['none.txt cannot be read', ['--corpus', 'corpus', '--out', 'x', '--vocabulary', 'none.txt']],
  ])('fails with a sentence: %s', async (sentence, options) => {
    const { stderr } = await train(...options).catch((error) => error)

    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('    at ')
  })
})
