import { chmodSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFolder, readFiles, readFolder } from './support.ts'

describe('listArticles', () => {
  // Nothing is forbidden to root, nor by mode on Windows.
  test.skipIf(!process.getuid?.())('names the folder that cannot be read', async () => {
    const folder = createFolder({ 'a.md': 'Text', 'b/c.md': 'Text' })
    chmodSync(join(folder, 'b'), 0)

    const reading = readFolder(folder).finally(() => chmodSync(join(folder, 'b'), 0o700))
    await expect(reading).rejects.toThrow(`path ${folder}/b cannot be read (EACCES)`)
  })

  test('leaves out what is excluded, and names patterns that match nothing', async () => {
    const kept = ['a.md', 'b/c.md', 'b/tags.md', 'tagsoup.md']
    const left = ['archive.html', 'b/archive.html', 'b/d/e.md', 'tags/f.md', 'tags/g/h.md']
    const { documents, skipped, unusedPatterns } = await readFiles(
      Object.fromEntries([...kept, ...left].map((file) => [file, `Text of ${file}`])),
      { exclude: ['tags/**', '**/archive.html', 'b/{d,x}/', 'tags/f.md', 'tgas/**', 'd/'] },
    )

    expect(documents.map(({ id }) => `${id}.md`)).toEqual(kept)
    expect(skipped).toEqual([
      { file: 'archive.html', reason: 'excluded by **/archive.html' },
      { file: 'b/archive.html', reason: 'excluded by **/archive.html' },
      { file: 'b/d/e.md', reason: 'excluded by b/{d,x}/' },
      { file: 'tags/f.md', reason: 'excluded by tags/**' },
      { file: 'tags/g/h.md', reason: 'excluded by tags/**' },
    ])
    expect(unusedPatterns).toEqual(['tgas/**', 'd/'])
  })

  test('excludes names however their letters are composed', async () => {
    const files = { 'a.md': 'Text', '\u00fc/b.md': 'Text', 'o\u0308/c.md': 'Text' }
    const { documents } = await readFiles(files, { exclude: ['u\u0308/**', '\u00f6/**'] })

    expect(documents.map(({ id }) => id)).toEqual(['a'])
  })

  test('reads feeds beside a README, and an article that is excluded', async () => {
    const item = '<item><title>A</title><description>Text</description></item>'
    const feed = { 'a.rss': `<rss><channel>${item}</channel></rss>`, 'b/ReadMe.md': 'All of them' }
    const titlesOf = async (files: Record<string, string>, exclude: string[]) =>
      (await readFiles({ ...feed, ...files }, { exclude })).documents.map(({ title }) => title)

    expect(await titlesOf({}, [])).toEqual(['A', 'B'])
    expect(await titlesOf({ 'c.md': 'Text' }, [])).toEqual(['B', 'C'])
    expect(await titlesOf({ 'c.md': 'Text' }, ['c.md'])).toEqual(['A', 'B'])
  })
})

describe('what is skipped', () => {
  test('unknown extensions and links to folders, in order of file', async () => {
    const folder = createFolder({ 'b.png': '', 'a.md': 'x', LICENSE: '' })
    symlinkSync(folder, join(folder, 'circle'))
    const { skipped } = await readFolder(folder)

    expect(skipped).toEqual([
      { file: 'LICENSE', reason: 'unknown extension' },
      { file: 'b.png', reason: 'unknown extension' },
      { file: 'circle', reason: 'a link to a folder' },
    ])
  })

  test('formats without a reader, which are named', async () => {
    const { skipped } = await readFiles({ 'a.RST': 'x', 'b.org': 'x', 'c.md': 'x' })

    expect(skipped).toEqual([
      { file: 'a.RST', reason: 'reStructuredText is not read; convert it to Markdown' },
      { file: 'b.org', reason: 'Org is not read; convert it to Markdown' },
    ])
    await expect(readFiles({ 'a.adoc': 'x', 'b.png': '' })).rejects.toThrow(
      '.json. a.adoc: AsciiDoc is not read; convert it to Markdown.',
    )
  })

  test('hidden files and node_modules, silently', async () => {
    const corpus = await readFiles({
      'a.md': 'x',
      '.b.md': 'x',
      '.c/d.md': 'x',
      'node_modules/e.md': 'x',
    })

    expect([corpus.documents.length, corpus.skipped]).toEqual([1, []])
  })

  test('not a link to a file, which is read', async () => {
    const folder = createFolder({ 'a.md': 'x' })
    symlinkSync(join(folder, 'a.md'), join(folder, 'b.md'))

    expect((await readFolder(folder)).documents.length).toBe(2)
  })

  test('links that lead out of the folder, also by another name of it or by another link', async () => {
    const folder = createFolder({ 'in/a.md': 'x', 'in-2/secret.md': 'y' })
    symlinkSync('../in-2/secret.md', join(folder, 'in/b.md'))
    symlinkSync('b.md', join(folder, 'in/c.md'))
    symlinkSync('in', join(folder, 'name'))
    const { documents, skipped } = await readFolder(join(folder, 'name'))

    expect(documents.map(({ id }) => id)).toEqual(['a'])
    const reason = 'a link out of the folder; copy the file'
    expect(skipped).toEqual([
      { file: 'b.md', reason },
      { file: 'c.md', reason },
    ])

    symlinkSync('../in/a.md', join(folder, 'in-2/a.md'))
    rmSync(join(folder, 'in-2/secret.md'))
    await expect(readFolder(join(folder, 'in-2'))).rejects.toThrow(`.json. a.md: ${reason}.`)
  })
})
