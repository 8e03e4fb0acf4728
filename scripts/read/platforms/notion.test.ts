import { describe, expect, test } from 'vitest'
import { readFiles } from '../support.ts'
import { splitProperties } from './notion.ts'

const ids = ['a', 'b'].map((digit) => digit.repeat(32))
const [first] = ids

/** The one article of a Markdown page with these lines below its title. */
async function pageWith(lines: string, fields: readonly string[] = []) {
  const source = `# Moving\n\n${lines}\n\nWe moved.\n`
  const { documents, skipped } = await readFiles({ [`Moving ${first}.md`]: source }, { fields })
  return { ...documents[0], skipped: skipped[0]?.reason }
}

/** The rows of a table of properties. */
const rows = (cells: Readonly<Record<string, readonly [name: string, value: string]>>) =>
  Object.entries(cells).map(
    ([type, [name, value]]) =>
      `<tr class="property-row property-row-${type}"><th><span class="icon property-icon"><svg></svg></span>${name}</th><td>${value}</td></tr>`,
  )

describe('a page that Notion exported', () => {
  test('has its properties as metadata, and all others as lines of text', async () => {
    const lines =
      'Attendees: Petra, Ivo\nCreated time: March 5, 2024 10:22 AM\nTags: camera, budget\nStatus: Done\nURL: https://example.org/a'

    expect(await pageWith(lines, ['tags', 'Attendees'])).toMatchObject({
      id: 'Moving',
      title: 'Moving',
      url: null,
      date: '2024-03-05',
      fields: { tags: ['camera', 'budget'], Attendees: ['Petra, Ivo'] },
      text: 'Attendees: Petra, Ivo\nStatus: Done\nURL: https://example.org/a\n\nWe moved.',
    })
  })

  test.each([
    ['Date: May 6, 2024 → May 8, 2024', '2024-05-06', 'We moved.'],
    ['Date: December 24, 2030', '2030-12-24', 'We moved.'],
    ['Date: soon', null, 'Date: soon\n\nWe moved.'],
    ['Last edited time: May 6, 2024 9:00 AM', '2024-05-06', 'We moved.'],
    ['Note: a\nb: c\nd', null, 'Note: a\nb: c\nd\n\nWe moved.'],
    ['No note', null, 'No note\n\nWe moved.'],
    ['Summary: Out of town.', null, 'Out of town.\n\nWe moved.'],
  ])('with %j has the date %j and this text', async (lines, date, text) => {
    expect(await pageWith(lines)).toMatchObject({ date, text })
  })

  test('keeps tags in its text, and shows a summary as a page does', async () => {
    const { fields, text } = await pageWith('Tags: a\nSummary: *Far* away.\n\n#b', ['Tags'])

    expect([fields.Tags, text]).toEqual([['a', 'b'], 'Far away.\n\nWe moved.'])
  })

  test('is left out if its status says so', async () => {
    expect((await pageWith('Status: Draft')).skipped).toMatch('Status: Draft')
  })

  test('has the same properties in HTML, where days have the names of any language', async () => {
    const table = rows({
      created_time: ['Erstellt', '<time>@March 5, 2024 10:22 AM</time>'],
      multi_select: [
        'Tags',
        '<span class="selected-value">a</span><span class="selected-value">b</span>',
      ],
      status: ['Status', '<span class="status-value"><div class="status-dot"></div>Done</span>'],
      checkbox: ['Paid', '<div class="checkbox checkbox-on"></div>'],
      text: ['R&amp;D', '&lt;b> y'],
      person: ['Owner', ''],
    })
    const html = `<article class="page"><header><h1>Moving</h1><table class="properties"><tbody>${table.join('')}</tbody></table></header><p>We moved.</p></article>`
    const read = await readFiles({ [`Moving ${first}.html`]: html }, { fields: ['tags'] })

    expect(read.documents).toMatchObject([
      {
        title: 'Moving',
        date: '2024-03-05',
        fields: { tags: ['a', 'b'] },
        text: 'Status: Done\nPaid: Yes\nR&D: <b> y\n\nWe moved.',
      },
    ])
  })

  test('has an address at Notion, and an id that keeps apart pages of one name', async () => {
    const files = Object.fromEntries(ids.map((id) => [`A b ${id}.md`, `# A b\n\nText ${id}.`]))
    const { documents } = await readFiles(files, { url: 'https://www.notion.so/:slug' })

    expect(documents.map(({ id, url }) => [id, url])).toEqual([
      ['A b', `https://www.notion.so/A-b-${ids[0]}`],
      [`A b ${ids[1]}`, `https://www.notion.so/A-b-${ids[1]}`],
    ])
  })

  test('is read in linear time though its tables never end', () => {
    const open = '<table class="properties"><tbody><tr class="property-row">'

    expect(splitProperties(open.repeat(200_000)).front.size).toBe(0)
  })

  test('is no other page with such lines', async () => {
    const { documents } = await readFiles({ 'a.md': '# Moving\n\nDate: soon\n\nWe moved.' })

    expect(documents[0].text).toBe('Date: soon\n\nWe moved.')
  })
})
