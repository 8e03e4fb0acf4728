/**
 * Articles of an attacker: titles, texts, dates, sources, headings and addresses that might
 * become code, hide other text, or be too long. Nothing of it runs, and all of it stays
 * readable.
 */
import { expect, test } from 'vitest'
import { openTestEngine, type TestArticle } from '../../worker/test-engine.ts'
import { describeInBrowser } from '../browser.ts'
import { htmlOf, partsOf, useWorld } from './support.ts'

const run = 'window.harm = 1'
const injections = [
  `<script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `<svg onload="${run}"><animate onbegin="${run}">`,
  `"><iframe srcdoc="<script>parent.harm = 1</script>">`,
  `' onmouseover='${run}' style='position:fixed;inset:0' x='`,
  `\${${run}}{{constructor.constructor('${run}')()}}`,
  `</textarea></title></style></template><script>${run}</script>`,
  `<slot></slot><edgewise-search modal></edgewise-search>`,
  `]]><!--<a href="javascript:${run}">--><base href="https://evil.example/">`,
  `&lt;script&gt;${run}&lt;/script&gt;`,
]
const addresses = [
  `javascript:${run}`,
  ` java\nscript:${run}`,
  `data:text/html,<script>${run}</script>`,
  `vbscript:${run}`,
  'https://example.org/" onclick="window.harm = 1',
  'https://user:password@evil.example/',
  'blob:https://example.org/1',
]

/** Articles that share a word, so that one question finds them all. */
const articles: TestArticle[] = [
  ...injections.map((text, i) => ({
    id: `injection ${i} ${text}`,
    title: text,
    source: text,
    date: text.slice(0, 30),
    text: `army ${text} army. ${text}`,
    headings: [{ depth: 2, text, anchor: text, at: 0 }],
    url: addresses[i % addresses.length],
  })),
  {
    id: 'bidi',
    title: 'Report \u202egpj.exe\u202c of the army \u2067\u202e',
    text: 'army \u202e\u2066 army',
  },
  { id: 'nul', title: 'A\0B\x1b\x07 army\ufeff', text: 'army\0 army' },
  { id: 'long', title: 'army '.repeat(200_000), source: 'S'.repeat(1e6), text: 'army'.repeat(3) },
  { id: 'empty', title: '', text: 'army' },
  { id: 'spaces', title: ' \n\t ', text: 'army' },
  { id: 'wide', title: `army ${'W'.repeat(5000)}`, text: `army ${'漢'.repeat(5000)}` },
]

describeInBrowser('articles that mean harm', () => {
  const world = useWorld(() => openTestEngine(articles))

  test('run nothing, in the list or in the dialog, and stay readable', async () => {
    for (const attributes of ['', ' modal']) {
      const { page, errors } = await world.open(
        htmlOf(`<edgewise-search results="50"${attributes}></edgewise-search>${world.script}`),
      )
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).origin))
      const { input, options } = partsOf(page)
      if (attributes) await page.locator('[part=button]').click()
      await input.fill('army')
      await options.first().waitFor()
      expect(await options.count()).toBe(articles.length)
      for (const option of await options.all()) await option.hover()
      await page.waitForTimeout(100)

      expect(await page.evaluate('window.harm')).toBeUndefined()
      expect(asked.filter((origin) => origin !== world.search)).toEqual([])
      expect(errors).toEqual([])
      const titles = await page.locator('[part=title]').allTextContents()
      for (const text of injections) expect(titles).toContain(text)
      const strange = await page.evaluate(() => {
        const root = document.querySelector('edgewise-search')?.shadowRoot
        return [...(root?.querySelectorAll('[part=panel] *') ?? [])]
          .map((node) => node.localName)
          .filter((name) => !/^(p|div|a|span|b|mark|bdi|button|time)$/.test(name))
      })
      expect(strange).toEqual([])
    }
  })

  test('link to the web or nowhere', async () => {
    const { page } = await world.open(
      htmlOf(`<edgewise-search results="50"></edgewise-search>${world.script}`),
    )
    // The worker refuses such addresses, but another server may send them.
    await page.route('**/search?*', async (route) => {
      const answer = await (await route.fetch()).json()
      for (const [i, result] of answer.results.entries()) {
        result.url = addresses[i % addresses.length]
      }
      await route.fulfill({ json: answer, headers: { 'Access-Control-Allow-Origin': '*' } })
    })
    const { input, options } = partsOf(page)
    await input.fill('army')
    await options.first().waitFor()
    const links = await options.evaluateAll((nodes) =>
      nodes.map((node) => node.getAttribute('href')),
    )
    expect(links.filter((href) => href !== null && !href.startsWith('https://'))).toEqual([])
    expect(links.filter((href) => href === null).length).toBeGreaterThan(5)
    await input.press('ArrowDown')
    await input.press('Enter')
    expect(page.url()).toContain(world.pages)
    expect(await page.evaluate('window.harm')).toBeUndefined()
  })

  test('cannot reorder other text, and are cut if they are too long', async () => {
    const { page } = await world.open(
      htmlOf(`<edgewise-search results="50"></edgewise-search>${world.script}`),
      { viewport: { width: 390, height: 800 } },
    )
    const { input, options, panel } = partsOf(page)
    await input.fill('army')
    await options.first().waitFor()
    const texts = await page.locator('[part=title]').allTextContents()
    const titles = texts.map((text) => text.trim())
    expect(titles).toContain('Report  gpj.exe  of the army \u2067')
    expect(titles).toContain('A B  army')
    expect(titles).toContain('empty')
    expect(titles).toContain('spaces')
    expect(Math.max(...titles.map((title) => title.length))).toBeLessThanOrEqual(282)
    const sizes = await panel.evaluate((node) => [node.scrollWidth, node.clientWidth])
    expect(sizes[0]).toBe(sizes[1])
    // Text is shown in the order of its nodes: no title leaves its option.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
})
