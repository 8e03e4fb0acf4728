import { expect, test } from 'vitest'
import { openTestEngine } from '../../worker/test-engine.ts'
import { describeInBrowser } from '../browser.ts'
import { htmlOf, useWorld } from './support.ts'

const element = '<edgewise-related></edgewise-related>'

describeInBrowser('<edgewise-related>', () => {
  const world = useWorld(() =>
    openTestEngine([
      { id: 'a', title: 'The army', url: 'https://example.org/army/', text: 'army army road' },
      { id: 'b', title: 'A road', date: '2022-06', source: 'Press', text: 'road road army' },
      { id: 'c', title: '<b>Roads</b>', url: 'https://example.org/roads', text: 'road army' },
    ]),
  )
  const openPage = async (body: string, head = '', attributes?: string) => {
    const opened = await world.open(htmlOf(body + world.script, head, attributes))
    return { ...opened, links: opened.page.locator('[part=related] a') }
  }
  const canonical = '<link rel="canonical" href="https://example.org/army#top">'

  test('lists the articles nearest to the page, known by its canonical address', async () => {
    const { page, links, errors } = await openPage(element, canonical)
    await links.first().waitFor()
    const texts = await links.evaluateAll((nodes) => nodes.map((node) => node.textContent))
    expect(texts.sort()).toEqual(['<b>Roads</b>', 'A roadJune 2022 · Press'])
    const addresses = await links.evaluateAll((nodes) =>
      nodes.map((node) => node.getAttribute('href')),
    )
    expect(addresses.sort()).toEqual(
      [`${world.search}/articles/b`, 'https://example.org/roads'].sort(),
    )
    expect(await page.getByRole('navigation', { name: 'Related articles' }).isVisible()).toBe(true)
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Related articles')
    expect(errors).toEqual([])
  })

  test('asks by its location if there is no other address, and shows nothing if that is unknown', async () => {
    const told = `<script>
      addEventListener('edgewise:error', ({ detail: { kind, url } }) => { window.told = [kind, url] })
    </script>`
    const { page } = await openPage(told + element)
    await page.waitForFunction('window.told')
    expect(await page.evaluate('told')).toEqual(['unknown', page.url()])
    expect(await page.locator('nav').isHidden()).toBe(true)
  })

  test('reports an address that is none, and shows nothing', async () => {
    const told = `<script>
      addEventListener('edgewise:error', ({ detail: { kind, url } }) => { window.told = [kind, url] })
    </script>`
    const { page, errors } = await openPage(
      `${told}<edgewise-related url="https://"></edgewise-related>`,
    )
    await page.waitForFunction('window.told')
    expect(await page.evaluate('told')).toEqual(['failed', 'https://'])
    expect(await page.locator('nav').isHidden()).toBe(true)
    expect(errors).toEqual([])
  })

  test('asks again for another address, and for the wanted number of results', async () => {
    const { page, links } = await openPage(
      '<edgewise-related url="https://example.org/roads" results="1"></edgewise-related>',
      canonical,
    )
    await links.first().waitFor()
    expect(await links.count()).toBe(1)
    await page.evaluate(() => {
      document.querySelector('edgewise-related')?.setAttribute('url', 'https://example.org/army')
    })
    await expect.poll(() => links.first().getAttribute('href')).toBe('https://example.org/roads')
  })

  test('asks only once it comes near the viewport', async () => {
    const { page, links } = await openPage(
      `<div id="long"></div>${element}`,
      `${canonical}<style>#long { height: 5000px }</style>`,
    )
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.waitForTimeout(200)
    expect(asked.filter((url) => url.includes('/related'))).toEqual([])
    await page.mouse.wheel(0, 4600)
    await links.first().waitFor()
  })

  test('has the heading that the page gives it, or else that of the language', async () => {
    const { page, links } = await openPage(
      '<edgewise-related><h3>Read on</h3></edgewise-related>',
      canonical,
    )
    await links.first().waitFor()
    expect(await page.getByRole('heading', { name: 'Read on' }).isVisible()).toBe(true)
    expect(await page.getByRole('heading', { name: 'Related' }).count()).toBe(0)
    const german = await openPage(element, canonical, 'lang="de"')
    await german.links.first().waitFor()
    expect(await german.page.getByRole('heading', { level: 2 }).textContent()).toBe(
      'Verwandte Artikel',
    )
  })

  test('has a heading that was set before the element was defined, and takes another', async () => {
    const { page, links } = await openPage(
      `${element}<script>
        document.querySelector('edgewise-related').messages = { related: 'Go on' }
      </script>`,
      canonical,
    )
    await links.first().waitFor()
    const heading = page.getByRole('heading', { level: 2 })
    expect(await heading.textContent()).toBe('Go on')
    await page.evaluate(() => {
      Object.assign(document.querySelector('edgewise-related') as object, {
        messages: { related: 'More of it' },
      })
    })
    await expect.poll(() => heading.textContent()).toBe('More of it')
  })

  test('reports a followed link, and lets the page navigate itself', async () => {
    const { page, links } = await openPage(element, canonical)
    await page.evaluate(() => {
      addEventListener('edgewise:select', (event) => {
        event.preventDefault()
        Object.assign(window, { told: (event as CustomEvent).detail.result.id })
      })
    })
    await links.filter({ hasText: 'A road' }).click()
    expect(await page.evaluate('told')).toBe('b')
    expect(page.url()).toContain(world.pages)
  })

  test('aborts its request when it is removed', async () => {
    const { page, errors } = await openPage('', canonical)
    await page.route('**/related?*', () => {})
    const asked = page.waitForRequest(/\/related\?/)
    const failed = page.waitForEvent('requestfailed')
    await page.evaluate(() => document.body.append(document.createElement('edgewise-related')))
    await asked
    await page.evaluate(() => document.querySelector('edgewise-related')?.remove())
    expect((await failed).failure()?.errorText).toContain('ABORTED')
    expect(errors).toEqual([])
  })
})
