import { describe, expect, test } from 'vitest'
import { readFiles, readOne } from './support.ts'

/** Marks that composing would have to sort: each of the second half belongs before all of the first. */
const marks = (count: number) => '\u0301'.repeat(count / 2) + '\u0316'.repeat(count / 2)

describe('readArticles', () => {
  test('keeps no control characters, which a terminal would obey', async () => {
    const page =
      '<title>A&#27;[2J</title><h2>\u001b[31mRed</h2><p>Green&#7;\u009b2J.</p><pre>\tBlue\u007f\n&#27;]0;a</pre>'
    const { documents } = await readFiles({ 'a.html': page })

    expect(documents).toMatchObject([
      { title: 'A [2J', text: 'Green  2J.\n\n\tBlue \n ]0;a', headings: [{ text: ' [31mRed' }] },
    ])
  })

  test('keeps thirty marks of a run, since sorting a longer one takes hours', async () => {
    const { title, text } = await readOne(`---\ntitle: a${marks(1e6)}\n---\ne${marks(1e6)}`)

    // The first of them is composed with its letter.
    expect([title, text]).toEqual([`á${'\u0301'.repeat(29)}`, `é${'\u0301'.repeat(29)}`])
  }, 5000)

  test('does so where they are written as entities, and composes those', async () => {
    const run = '&#x301;&#x316;'.repeat(100)
    const { title, text } = await readOne(`---\ntitle: e&#x301; a${run}\n---\ne&#x301; a${run}`)

    const composed = `é á${'\u0316'.repeat(15)}${'\u0301'.repeat(14)}`
    expect([title, text]).toEqual([composed, composed])
  })

  test.each([
    ['a.html', (deep: string) => `<body>${deep}`],
    ['a.md', (deep: string) => `<div>${deep}`],
    [
      'a.rss',
      (deep: string) => `<rss><item><description><![CDATA[${deep}]]></description></item></rss>`,
    ],
  ])('refuses elements that are nested too deep in %s', async (file, around) => {
    const read = readFiles({ [file]: around('<b>'.repeat(1e6)) })

    await expect(read).rejects.toThrow(
      `${file}:1: HTML has more than 5000 elements open at once. Close them, as </b> does.`,
    )
    const { documents } = await readFiles({ [file]: around(`${'<b>'.repeat(4900)}deep`) })
    expect(documents).toMatchObject([{ text: 'deep' }])
  })
})
