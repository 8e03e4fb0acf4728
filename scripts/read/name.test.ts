import { describe, expect, test } from 'vitest'
import { folderReadmes, readFileName } from './name.ts'

/** An id of Notion's. */
const digits = '0123456789abcdef0123456789abcdef'

describe('readFileName', () => {
  test.each([
    ['a.md', 'a', '', 'a', null, 'A'],
    [
      'news/big-News_now.v2.md',
      'news/big-News_now.v2',
      'news',
      'big-News_now.v2',
      null,
      'Big News now.v2',
    ],
    ['a/b/index.md', 'a/b', 'a', 'b', null, 'B'],
    ['post/_index.md', 'post', '', 'post', null, 'Post'],
    ['index.md', 'index', '', 'index', null, 'Index'],
    ['_posts/2024-08-29-a-day.md', '_posts/2024-08-29-a-day', '', 'a-day', '2024-08-29', 'A day'],
    ['_posts/a/b.md', '_posts/a/b', '', 'b', null, 'B'],
    ['a/b/_posts/c/d.md', 'a/b/_posts/c/d', 'a/b', 'd', null, 'D'],
    ['_posts/2024-8-9-a-day.md', '_posts/2024-8-9-a-day', '', 'a-day', '2024-08-09', 'A day'],
    ['2024-08-29 A day.md', '2024-08-29 A day', '', 'A day', '2024-08-29', 'A day'],
    ['a/2024-08-29.md', 'a/2024-08-29', 'a', '2024-08-29', '2024-08-29', '2024-08-29'],
    ['a/2024_08_29.md', 'a/2024_08_29', 'a', '2024_08_29', '2024-08-29', '2024-08-29'],
    ['a/2024/08/29/b.md', 'a/2024/08/29/b', 'a/2024/08/29', 'b', '2024-08-29', 'B'],
    ['a/2024/13/29/b.md', 'a/2024/13/29/b', 'a/2024/13/29', 'b', null, 'B'],
    ['2024-02-30-no.md', '2024-02-30-no', '', '2024-02-30-no', null, '2024 02 30 no'],
    ['---.md', '---', '', '---', null, '---'],
    // A terminal that shows the title would obey it.
    ['a\u001b[2Jb.md', 'a\u001b[2Jb', '', 'a\u001b[2Jb', null, 'A [2Jb'],
    [
      `The wiki ${digits}/A - day ${digits}.md`,
      'The wiki/A - day',
      'The wiki',
      `A-day-${digits}`,
      null,
      'A day',
    ],
    [`a/ ${digits}.md`, `a/ ${digits}`, 'a', ` ${digits}`, null, digits],
    [`a${digits}.md`, `a${digits}`, '', `a${digits}`, null, `A${digits}`],
  ])('reads %s', (file, id, folders, slug, date, title) => {
    const sections = folders === '' ? [] : folders.split('/')
    expect(readFileName(file)).toMatchObject({ id, sections, slug, date, title })
  })

  test('finds no language in a path if only one is configured', () => {
    const [one, two] = [['de'], ['de', 'en']]

    expect(readFileName('a.de.md', { languages: one })).toMatchObject({ slug: 'a.de' })
    expect(readFileName('a.de.md', { languages: two })).toMatchObject({ slug: 'a', language: 'de' })
  })

  test.each([
    ['_index.md', ''],
    ['index.md', ''],
    ['post/_index.md', 'post'],
    ['a/b/_index.md', 'a/b'],
    ['post/index.md', null],
    ['post/a.md', null],
  ])('finds for %s the folder whose page it is: %j', (file, folder) => {
    expect(readFileName(file).folder).toBe(folder)
  })

  test.each([
    ['01-guides/02-setup.md', 'guides/setup', 'guides', 'setup', 'Setup'],
    ['003 - Two words.md', 'Two words', '', 'Two words', 'Two words'],
    ['1.a/2_b.md', 'a/b', 'a', 'b', 'B'],
    ['2024-01-01-new.md', '2024-01-01-new', '', 'new', 'New'],
    ['7.0-foo/1-2-3.md', '7.0-foo/1-2-3', '7.0-foo', '1-2-3', '1 2 3'],
    ['01-guides/index.md', 'guides', '', 'guides', 'Guides'],
    ['01-guides/01-index.md', 'guides', '', 'guides', 'Guides'],
    ['2fa.md', '2fa', '', '2fa', '2fa'],
    ['01-.md', '01-', '', '01-', '01'],
  ])('reads %s without numbers that only order it', (file, id, folders, slug, title) => {
    const sections = folders === '' ? [] : folders.split('/')
    expect(readFileName(file, { isNumbered: true })).toMatchObject({ id, sections, slug, title })
  })

  test('composes an id as addresses are read', () => {
    expect(readFileName('e\u0301te\u0301.md').id).toBe('été')
    expect(readFileName(`a${'\u0316'.repeat(31)}.md`).id).toBe(`a${'\u0316'.repeat(30)}`)
  })
})

describe('folderReadmes', () => {
  test.each([
    [
      ['README.md', 'a.md', 'b/readme.MD', 'b/c/ReadMe.mdx'],
      ['README.md', 'b/readme.MD', 'b/c/ReadMe.mdx'],
    ],
    [['README.md', 'index.md', 'b/README.md', 'b/_index.md', 'c/README.md', 'c/index.txt'], []],
    [['b.md', 'b/README.md'], []],
    [['e\u0301/README.md', 'é/index.md'], []],
    [['readme.txt', 'my-readme.md', 'readme/a.md', 'README.png'], []],
  ])('of %j are %j', (files, pages) => {
    expect([...folderReadmes(files)]).toEqual(pages)
  })

  test('are read as the pages of their folders', () => {
    expect(readFileName('a/b/README.md', { isFolderPage: true })).toMatchObject({
      id: 'a/b',
      folder: 'a/b',
      slug: 'b',
    })
    expect(readFileName('README.md', { isFolderPage: true })).toMatchObject({
      id: 'README',
      folder: '',
    })
    expect(readFileName('a/README.md')).toMatchObject({ id: 'a/README', folder: null })
  })
})
