/** Checks everything that the elements show with axe-core, in light and dark. */

import { expect, test } from 'vitest'
import { describeInBrowser } from '../browser.ts'
import { htmlOf, partsOf, useWorld, violationsOf } from './support.ts'

const question = 'How many PLA officers will be stationed in Bagh district?'

for (const colorScheme of ['light', 'dark'] as const)
  describeInBrowser(`axe-core, ${colorScheme}`, () => {
    const world = useWorld()
    const style = `<style>:root { color-scheme: light dark } body { background: light-dark(#fff, #111); color: light-dark(#111, #eee) }</style>`
    const openPage = async (body: string) => {
      const { page } = await world.open(htmlOf(body + world.script, style), { colorScheme })
      return { page, ...partsOf(page) }
    }

    test('finds nothing wrong before anything is asked', async () => {
      const { page, input } = await openPage('<edgewise-search></edgewise-search>')
      await input.waitFor()
      expect(await violationsOf(page)).toEqual([])
    })

    test('finds nothing wrong with results, one of them active', async () => {
      const { page, input, options } = await openPage(
        '<edgewise-search results="2"></edgewise-search>',
      )
      await input.fill(question)
      await options.first().waitFor()
      await input.press('ArrowDown')
      expect(await violationsOf(page)).toEqual([])
    })

    test.each(['', 'modal'])('finds nothing wrong with filters, one chosen: %s', async (modal) => {
      const { page, input, options } = await openPage(
        `<edgewise-search ${modal} filters="topic=Topic" results="2"></edgewise-search>`,
      )
      await page.route('**/search?*', async (route) => {
        const url = route
          .request()
          .url()
          .replace(/&(facets|filter)[^&]*/g, '')
        const answer = await (await route.fetch({ url })).json()
        const topic = ['China', 'Kashmir', 'army', 'road', 'law', 'art'].map((value) => ({
          value,
          count: 3,
        }))
        const headers = { 'Access-Control-Allow-Origin': '*' }
        await route.fulfill({ json: { ...answer, facets: { topic } }, headers })
      })
      if (modal) await page.locator('[part=button]').click()
      await input.fill(question)
      await options.first().waitFor()
      await page.getByRole('button', { name: 'Kashmir' }).focus()
      await page.keyboard.press('Space')
      expect(await page.getByRole('button', { pressed: true }).textContent()).toBe('Kashmir 3')
      expect(await violationsOf(page)).toEqual([])
    })

    test('finds nothing wrong if nothing was found', async () => {
      const { page, input, note } = await openPage('<edgewise-search></edgewise-search>')
      await page.route('**/search?*', (route) =>
        route.fulfill({
          json: { protocol: 1, query: 'a', total: 0, results: [], confident: false },
          headers: { 'Access-Control-Allow-Origin': '*' },
        }),
      )
      await input.fill(question)
      await note.waitFor()
      expect(await violationsOf(page)).toEqual([])
    })

    test('finds nothing wrong with an error', async () => {
      const { page, input, note } = await openPage('<edgewise-search></edgewise-search>')
      await page.route('**/search?*', (route) => route.abort())
      await input.fill(question)
      await note.waitFor()
      expect(await violationsOf(page)).toEqual([])
    })

    test('finds nothing wrong with the dialog, closed, open and with results', async () => {
      const { page, options } = await openPage('<edgewise-search modal></edgewise-search>')
      await page.locator('[part=button]').waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('/')
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.type(question)
      await options.first().waitFor()
      await page.keyboard.press('ArrowDown')
      expect(await violationsOf(page)).toEqual([])
    })

    test('finds nothing wrong with related articles', async () => {
      const url = `${world.search}/articles/missile-site-in-kashmir`
      const { page } = await openPage(`<edgewise-related url="${url}"></edgewise-related>`)
      await page.locator('[part=related] a').first().waitFor()
      expect(await violationsOf(page)).toEqual([])
    })
  })
