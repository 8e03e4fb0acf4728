import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFolder, readFiles, readFolder } from '../support.ts'

const head = 'post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url'
const moved =
  '12.moving-out,2024-03-05T23:30:00.000Z,true,,newsletter,everyone,"Moving ""out"", then\nin",Why we went,\n'
const tableOf = (...records: string[]) => `\ufeff${head}\n${records.join('')}`

describe('a page in the export of a Substack', () => {
  test('has the title, subtitle, day and slug that the table of posts gives', async () => {
    const files = { 'posts.csv': tableOf(moved), 'posts/12.moving-out.html': '<p>We moved.' }
    const url = 'https://a.substack.com/p/:slug'
    const { documents, skipped } = await readFiles({ ...files, 'mail.csv': '' }, { url })

    expect(documents).toMatchObject([
      {
        id: 'posts/12.moving-out',
        title: 'Moving "out", then in',
        url: 'https://a.substack.com/p/moving-out',
        date: '2024-03-05',
        text: 'Why we went\n\nWe moved.',
      },
    ])
    expect(skipped).toEqual([{ file: 'mail.csv', reason: 'unknown extension' }])
  })

  test('has what the table says once it was changed', async () => {
    const folder = createFolder({
      'posts.csv': tableOf(moved),
      'posts/12.moving-out.html': '<p>We moved.',
    })
    const titleNow = async () => (await readFolder(folder)).documents[0].title
    await titleNow()
    const table = join(folder, 'posts.csv')
    writeFileSync(table, tableOf(moved.replace('then\nin', 'back')))
    utimesSync(table, 1, 1)

    expect(await titleNow()).toBe('Moving "out", back')
  })

  test('is left out if it is a draft or not for everybody', async () => {
    const draft = '"13.a","","false","","newsletter","everyone","",""\n'
    const paid = '14.b,2024-03-05,TRUE,,newsletter,only_paid,B,,\n'
    const { skipped } = await readFiles({
      'posts.csv': tableOf(moved, draft, paid),
      'posts/12.moving-out.html': '<p>a',
      'posts/13.a.html': '<p>b',
      'posts/14.b.html': '<p>c',
    })

    expect(skipped.filter(({ file }) => file.endsWith('.html'))).toEqual([
      { file: 'posts/13.a.html', reason: 'not published' },
      { file: 'posts/14.b.html', reason: 'not for everybody (only_paid)' },
    ])
  })

  test('is found though only the folder of posts is read', async () => {
    const files = { 'posts.csv': tableOf(moved), 'posts/12.moving-out.html': '<p>We moved.' }
    const { documents } = await readFolder(join(createFolder(files), 'posts'))

    expect(documents[0].title).toBe('Moving "out", then in')
  })

  test.each([
    ['1.a', {}],
    ['1.a', { 'posts.csv': tableOf(moved) }],
    ['12', { 'posts.csv': tableOf(moved) }],
    ['12', { 'posts.csv': 'id,title\n12,C\n' }],
  ])('is any other page unless the table has it: %s beside %j', async (name, table) => {
    const files = { ...table, [`posts/${name}.html`]: '<title>B</title>c' }

    expect((await readFiles(files)).documents).toMatchObject([{ title: 'B', text: 'c' }])
  })
})
