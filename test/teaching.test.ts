/** Teaching as a user sees it: flags, summaries, folders, the same bytes twice, and an interruption. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyProject, interrupt, removeProject, runNpm, spawnNpm } from './project.ts'

let folder: string

beforeAll(async () => {
  folder = await copyProject()
})

afterAll(() => removeProject(folder))

const build = (...flags: string[]) => runNpm(folder, ['run', 'build', '--', ...flags])
const taught = /Taught the model your articles in \d+ steps .* in \d+ % of cases/

describe('npm run build', () => {
  test('teaches the articles and says what was gained', async () => {
    expect((await build()).output).toMatch(taught)
  })

  test('with --no-teach leaves the model as it is, in an index of its own', async () => {
    const before = await filesOf(join(folder, 'embeddings'))
    const { code, output } = await build('--no-teach')
    const [, place] = /Built (\.edgewise\/articles-\w+)\//.exec(output) ?? []

    expect(code, output).toBe(0)
    expect(output).not.toContain('aught')
    expect(Object.keys(await filesOf(join(folder, place))).join()).not.toContain('patch-')
    expect(await filesOf(join(folder, 'embeddings'))).toEqual(before)
  })

  test('with --table uses the patch of another index as it is', async () => {
    const { code, output } = await build('--table', 'embeddings')
    const [, place] = /Built (\.edgewise\/articles-\w+)\//.exec(output) ?? []

    expect(code, output).toBe(0)
    expect(output).toContain('Embedded by a table that was taught before (a patch of 0.3 MB).')
    expect(await filesOf(join(folder, place))).toEqual(await filesOf(join(folder, 'embeddings')))
  })

  test.each([
    [['--table', 'seeds'], /table is .*seeds, where no index is; wanted the folder of one\./],
    [['--table', 'embeddings', '--no-teach'], /--table and --no-teach exclude each other/],
  ])('refuses %j', async (flags, sentence) => {
    const { code, output } = await build(...flags)

    expect(code).toBe(1)
    expect(output).toMatch(sentence)
    expect(output).not.toContain('    at ')
  })

  test('gives the same bytes when it learns anew, from articles in another order', async () => {
    const seeds = join(folder, 'seeds/articles')
    const other = join(folder, 'other')
    await mkdir(other)
    const names = (await readdir(seeds)).sort().reverse()
    for (const name of names) await cp(join(seeds, name), join(other, name))
    await rm(join(folder, '.edgewise/lessons'), { recursive: true })
    await build('--articles', other, '--out', join(folder, 'again'))

    expect(await filesOf(join(folder, 'again'))).toEqual(await filesOf(join(folder, 'embeddings')))
  })
})

test('Ctrl-C while it learns keeps the old index, and a build goes on from there', async () => {
  const articles = join(folder, 'many')
  const out = join(folder, 'kept')
  await mkdir(articles)
  await writeMany(articles, 3)
  await build('--articles', articles, '--out', out)
  const before = await filesOf(out)
  await writeMany(articles, 1000)
  const child = spawnNpm(folder, ['run', 'build', '--', '--articles', articles, '--out', out])
  // Reading takes less time, learning several times as much.
  await new Promise((resolve) => setTimeout(resolve, 3000))
  await interrupt(child)

  expect(await filesOf(out)).toEqual(before)
  const { code, output } = await build('--articles', articles, '--out', out)
  expect(code, output).toBe(0)
  expect(output).toMatch(/1,000 articles/)
  expect(output).toMatch(taught)
})

/** Writes articles that each have a few words of their own. */
async function writeMany(place: string, count: number) {
  for (let i = 0; i < count; i++) {
    const words = Array.from({ length: 40 }, (_, j) => `w${(7 * i + ((j * j) % 13)) % 900}`)
    const sentences = [0, 10, 20, 30].map((at) => `W${words.slice(at, at + 10).join(' ')}.`)
    await writeFile(join(place, `a${i}.md`), `# W${i % 900} ${i}\n\n${sentences.join(' ')}`)
  }
}

/** Contents of all files in a folder by name. */
async function filesOf(place: string): Promise<Record<string, string>> {
  const names = (await readdir(place)).sort()
  const contents = await Promise.all(names.map((name) => readFile(join(place, name), 'base64')))
  return Object.fromEntries(names.map((name, i) => [name, contents[i]]))
}
