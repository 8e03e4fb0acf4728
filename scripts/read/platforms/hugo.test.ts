import { describe, expect, test } from 'vitest'
import { readFiles } from '../support.ts'
import { inAddress } from './hugo.ts'

const url = 'https://example.org/:sections/:slug/'

describe('a site of Hugo', () => {
  test('has no pages for what lies in a bundle', async () => {
    const files = {
      ...{ '_index.md': 'a', 'posts/_index.md': 'b', 'posts/c.md': 'c' },
      ...{ 'posts/d/index.md': 'd', 'posts/d/notes.md': 'e', 'posts/d/more/f.md': 'f' },
      ...{ 'posts/g/index.de.md': 'g', 'posts/g/notes.html': '<p>h' },
    }
    const { documents, skipped } = await readFiles(files, { url, languages: ['en', 'de'] })

    expect(documents.map(({ id, url }) => [id, url])).toEqual([
      ['_index', 'https://example.org/'],
      ['posts', 'https://example.org/posts/'],
      ['posts/c', 'https://example.org/posts/c/'],
      ['posts/d', 'https://example.org/posts/d/'],
      ['posts/g.de', 'https://example.org/posts/g/'],
    ])
    const reason = 'part of the page of its folder (Hugo)'
    expect(skipped).toEqual([
      { file: 'posts/d/more/f.md', reason },
      { file: 'posts/d/notes.md', reason },
      { file: 'posts/g/notes.html', reason },
    ])
  })

  test('has pages for all files if nothing says that it is one, or if only its top has an index', async () => {
    const files = { 'a/index.md': 'a', 'a/b.md': 'b' }
    const ids = async (others: Record<string, string>) =>
      (await readFiles({ ...files, ...others })).documents.map(({ id }) => id)

    expect(await ids({})).toEqual(['a', 'a/b'])
    expect(await ids({ 'hugo.toml': '' })).toEqual(['a'])
    expect(await ids({ '_index.md': 'c', 'docusaurus.config.js': '' })).toEqual([
      '_index',
      'a',
      'a/b',
    ])
    const top = { 'index.md': 'a', 'b.md': 'b', 'hugo.toml': '' }
    expect((await readFiles(top)).documents.length).toBe(2)
  })

  test('has addresses in lower case and without spaces', async () => {
    const files = {
      ...{ 'Log/_index.md': 'a', 'Log/My Post.md': 'b' },
      'Log/c.md': '---\nslug: My Own Slug\n---\nc',
    }
    const { documents } = await readFiles(files, { url })

    expect(documents.map(({ id, title, url }) => [id, title, url])).toEqual([
      ['Log', 'Log', 'https://example.org/log/'],
      ['Log/My Post', 'My Post', 'https://example.org/log/my-post/'],
      ['Log/c', 'C', 'https://example.org/log/my-own-slug/'],
    ])
  })

  test.each([
    ["What's new? (Überblick)", 'whats-new-überblick'],
    ['a - b -- c  d', 'a-b--c-d'],
    ['C++ v1.2_x', 'c++-v1.2_x'],
  ])('writes %j as %j', (name, expected) => {
    expect(inAddress(name)).toBe(expected)
  })
})
