import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFolder, readFiles, readFolder, readOne } from './support.ts'

describe('id of a file', () => {
  test('is the path, or that of the front matter', async () => {
    const { documents } = await readFiles({
      'post/index.md': 'x',
      'a.md': '---\nid: e\u0301/1\n---\n' + 'x',
    })

    expect(documents.map(({ id }) => id)).toEqual(['post', 'é/1'])
  })

  test('is the path if the front matter repeats the name of the file (Docusaurus)', async () => {
    const source = '---\nid: b\n---\n'
    const files = { 'a/b.md': `${source}x`, 'c/b.md': `${source}y`, 'd.md': `${source}z` }

    expect((await readFiles(files)).documents.map(({ id }) => id)).toEqual(['a/b', 'b', 'c/b'])
  })

  test('is the path without numbers if the front matter repeats the name without its number', async () => {
    const source = '---\nid: overview\n---\n'
    const files = {
      'api/01-overview.md': `${source}x`,
      '2-guides/01-overview.md': `${source}y`,
      '2-guides/02-setup.md': 'z',
    }
    const { documents } = await readFiles(files)

    expect(documents.map(({ id }) => id)).toEqual([
      ...['2-guides/02-setup', 'api/overview', 'guides/overview'],
    ])
  })

  test.each(['docusaurus.config.ts', 'docs/a/_category_.json', 'docs/_category_.yml'])(
    'follows Docusaurus beside %s',
    async (sign) => {
      const files = {
        [sign]: '',
        'docs/01-a/02-setup.mdx': 'x',
        'docs/01-a/03-more.md': '---\nid: all\n---\ny',
        'docs/01-a/README.md': 'z',
        'docs/2024-01-01-new.md': 'n',
      }
      const folder = createFolder(files)
      const ids = async (path: string, url: string) =>
        (await readFolder(join(folder, path), { url })).documents.map((one) => one.url)

      expect(await ids('docs', '/:path')).toEqual(['/2024-01-01-new', '/a/', '/a/all', '/a/setup'])
      expect(await ids('', '/:path')).toContain('/docs/a/setup')
    },
  )

  test('keeps its numbers anywhere else', async () => {
    const { documents } = await readFiles({ '01-a/02-b.md': '---\nid: c\n---\nx', '03-d.md': 'y' })

    expect(documents.map(({ id }) => id)).toEqual(['03-d', 'c'])
  })

  test('stops the build if two files have the same, naming both', async () => {
    const files = { 'post.md': 'x', 'post.txt': 'y', 'z.md': '---\n\nid: post\n---\nz' }

    await expect(readFiles(files)).rejects.toThrow(
      'post.txt:1: id "post" is that of post.md too. Give one of them another id.\n' +
        'z.md:3: id "post" is that of post.md too.',
    )
  })

  test('is the whole path of an index if another file has the name of its folder', async () => {
    const files = {
      'post.html': 'a',
      'post/index.html': 'b',
      'index.html': 'c',
      'index/index.html': 'd',
    }
    const { documents } = await readFiles(files)

    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['index', 'c'],
      ['index/index', 'd'],
      ['post', 'a'],
      ['post/index', 'b'],
    ])
  })

  test('may be that of a file that is skipped', async () => {
    const { documents } = await readFiles({
      'a.md': 'x',
      'a.txt': '',
      'b.md': '---\nid: a\ndraft: true\n---\n',
    })

    expect(documents.length).toBe(1)
  })
})

describe('id', () => {
  test.each(['.', '..', '../search', 'a/../b', 'a//b', 'a/', '/a'])(
    'cannot be %s, which a browser would turn into another address',
    async (id) => {
      await expect(readOne(`---\nid: ${JSON.stringify(id)}\n---\nText`)).rejects.toThrow(
        `a.md:2: id is ${JSON.stringify(id)}; wanted a path without empty parts, . and ..`,
      )
    },
  )

  test.each(['a.b', 'a/b', '...', '.hidden'])('may be %s', async (id) => {
    expect((await readOne(`---\nid: ${JSON.stringify(id)}\n---\nText`)).id).toBe(id)
  })
})
