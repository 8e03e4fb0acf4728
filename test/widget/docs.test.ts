/** What docs/widget.md says is true: its examples run, its tables name everything, its numbers hold. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openTestEngine } from '../../worker/test-engine.ts'
import { describeInBrowser } from '../browser.ts'
import { htmlOf, useWorld } from './support.ts'

const root = join(import.meta.dirname, '../..')
const docs = readFileSync(join(root, 'docs/widget.md'), 'utf8')
const folder = join(root, 'widget')
const sources = readdirSync(folder)
  .filter((name) => /\.(ts|css)$/.test(name))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n')
const found = (pattern: RegExp) => [
  ...new Set([...sources.matchAll(pattern)].map((match) => match[1])),
]

describe('docs/widget.md', () => {
  test.each([
    ['custom property', found(/var\((--edgewise-[\w-]+)/g)],
    ['part', found(/\bpart: '(\w+)'/g)],
    ['event', found(/tell\(this, '(\w+)'/g).map((name) => `edgewise:${name}`)],
    ['attribute', found(/Attribute\('([a-z]+)'\)/g).filter((name) => name !== 'href')],
    ['kind', found(/^ {2}\| '(\w+)'$/gm)],
  ])('names every %s', (_, names) => {
    expect(names.length).toBeGreaterThan(2)
    for (const name of names) expect(docs, name).toContain(`\`${name}\``)
  })

  test('says how large the script may be', () => {
    const { sizeLimit } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

    expect(docs).toContain(`The script is under ${sizeLimit['widget.js'] / 1000} kB`)
  })

  test('has the colours of the style sheet', () => {
    for (const [, name, light, dark] of sources.matchAll(
      /var\((--edgewise-\w+), light-dark\((#\w+), (#\w+)\)\)/g,
    )) {
      expect(docs).toMatch(new RegExp(`\`${name}\` +\\|.*\\| \`${light}\` +\\| \`${dark}\` +\\|`))
    }
  })
})

/** Every example, with the heading above it. */
const examples = docs.split(/^#+ /m).flatMap((section) => {
  const heading = section.split('\n', 1)[0]
  return [...section.matchAll(/```html\n(.*?)```/gs)].map(([, html]) => ({ heading, html }))
})

describeInBrowser('an example of docs/widget.md', () => {
  const world = useWorld(() =>
    openTestEngine([
      { id: 'a', title: 'The army', url: 'https://example.org/an-article', text: 'army road' },
      { id: 'b', title: 'A road', text: 'road army' },
    ]),
  )

  test.each(examples)('does what it says: $heading', async (example) => {
    const html = example.html.replaceAll('https://search.example.org', world.search)
    const { page, errors } = await world.open(htmlOf(html))
    const search = page.locator('edgewise-search')
    if ((await search.count()) > 0) {
      const opener = page.locator('[part=button]')
      if (html.includes('modal')) await opener.click()
      await page.getByRole('combobox').fill('army')
      await page.getByRole('option').first().waitFor()
    } else {
      await page.locator('[part=related] a').first().waitFor()
    }
    expect(errors).toEqual([])
  })
})
