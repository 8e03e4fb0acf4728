import { describe, expect, test } from 'vitest'
import { readFiles, readOne } from '../support.ts'

const textOf = async (front: string, body: string) =>
  (await readOne(`---\n${front}\n---\n${body}`)).text

describe('the lead of an article', () => {
  test.each(['description', 'summary', 'excerpt', 'subtitle', 'abstract', 'Description'])(
    'is its %s',
    async (key) => {
      expect(await textOf(`${key}: Our solar farm doubled its output.`, 'Costs fell.')).toBe(
        'Our solar farm doubled its output.\n\nCosts fell.',
      )
    },
  )

  test('is every such text of the front matter, once', async () => {
    const front = 'summary: Sunshine pays.\ndescription: Sunshine pays\nsubtitle: A report'

    expect(await textOf(front, 'Costs fell.')).toBe('A report\n\nSunshine pays\n\nCosts fell.')
  })

  test('stands before the first heading, which still gives the title', async () => {
    const front = '---\ndescription: Sunshine pays.\n---\n'
    const first = await readOne(`${front}# Report\n\n## Costs\n\nThey fell.`)
    const second = await readOne(`${front.replace('\n', '\ntitle: Costs\n')}## Costs\n\nThey fell.`)

    expect([first.title, first.text]).toEqual(['Report', 'Sunshine pays.\n\nThey fell.'])
    expect(first.headings).toMatchObject([{ text: 'Costs', at: 16 }])
    expect([second.title, second.headings]).toEqual(['Costs', []])
  })

  test('is read as Markdown', async () => {
    const front =
      'description: "See [the **farm**](/farm) &amp; <em>more</em>"\nsummary: |\n  One.\n  Two.'

    expect(await textOf(front, 'Text.')).toBe('See the farm & more\n\nOne. Two.\n\nText.')
  })

  test.each([
    [
      'its first sentence',
      'The wind farm has “ten” mills.',
      'The *wind farm* has "ten" mills. More.',
    ],
    [
      'its beginning, cut within a word',
      'The wind farm has only ten mi…',
      'The wind farm has only ten mills.',
    ],
    [
      'its beginning and a heading',
      'The mills are old. Why. The',
      'The mills are old.\n\n## Why\n\nThe',
    ],
    [
      'its beginning, past a heading',
      'The mills are old. They turn […]',
      'The mills are old.\n\n## Why\n\nThey turn',
    ],
    ['a whole block of it', 'Ten mills', 'Ten mills.\n\nOthers.'],
    ['no text', 'true', 'Text.'],
    ['a template', '{{description}}', 'Text.'],
  ])('is left out if it is %s', async (_, description, body) => {
    const plain = await readOne(body)

    expect(await textOf(`description: '${description}'`, body)).toBe(plain.text)
  })

  test('is left out if it equals the title', async () => {
    expect(await textOf('title: Wind!\ndescription: wind', 'Text.')).toBe('Text.')
  })

  test('is kept if it is short and merely part of other words', async () => {
    expect(await textOf('subtitle: Art', 'We start.')).toBe('Art\n\nWe start.')
  })

  test('is read of a text, and of the meta tags of an HTML page', async () => {
    const meta = (name: string) =>
      `<meta ${name} content="Wind &amp; sun"><title>T</title><p>${name}.`
    const { documents } = await readFiles({
      'a.txt': '---\ndescription: Wind *and* sun\n---\nText.',
      'b.html': meta('name=description'),
      'c.html': meta('property=og:description'),
      'd.html': meta('name=x'),
    })

    expect(documents.map(({ text }) => text)).toEqual([
      'Wind *and* sun\n\nText.',
      'Wind & sun\n\nname=description.',
      'Wind & sun\n\nproperty=og:description.',
      'name=x.',
    ])
  })

  test('is left out if three articles have it that are no copies of each other', async () => {
    const others = Object.fromEntries(
      Array.from({ length: 14 }, (_, i) => [
        `${i}.md`,
        `Mill number ${i} is older than all others.`,
      ]),
    )
    const front = '---\ndescription: All about mills\n---\n'
    const having = Object.entries(others).slice(0, 3)
    const { documents } = await readFiles({
      ...others,
      ...Object.fromEntries(having.map(([file, text]) => [file, front + text])),
    })

    expect(documents.filter(({ text }) => text.includes('All about'))).toEqual([])
    expect(documents).toHaveLength(14)
  })

  test('before a box of the site leaves that box at the edge of the article', async () => {
    const box = `This site is made by volunteers${', who like mills'.repeat(8)}.`
    const page = (i: number) =>
      `---\ndescription: About ${i}\n---\n${box}\n\nMill number ${i}. ${'It is old. '.repeat(20)}`
    const files = Array.from({ length: 16 }, (_, i) => [`${i}.md`, i < 3 ? page(i) : `Own ${i}.`])
    const { documents } = await readFiles(Object.fromEntries(files))

    expect(documents.filter(({ text }) => text.includes('volunteers'))).toEqual([])
    expect(documents[0].text).toMatch(/^About 0\n\nMill number 0\./)
  })
})
