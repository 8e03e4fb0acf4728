import { describe, expect, test } from 'vitest'
import { readFileName } from './name.ts'

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
    ['2024-02-30-no.md', '2024-02-30-no', '', '2024-02-30-no', null, '2024 02 30 no'],
    ['---.md', '---', '', '---', null, '---'],
  ])('reads %s', (file, id, section, slug, date, title) => {
    expect(readFileName(file)).toMatchObject({ id, section, slug, date, title })
  })

  test.each([
    ['_index.md', ''],
    ['index.md', ''],
    ['post/_index.md', 'post'],
    ['a/b/_index.md', 'a/b'],
    ['post/index.md', null],
    ['post/a.md', null],
  ])('of %s knows the folder whose page it is: %j', (file, folder) => {
    expect(readFileName(file).folder).toBe(folder)
  })

  test('composes letters', () => {
    expect(readFileName('e\u0301te\u0301.md').id).toBe('été')
  })
})
