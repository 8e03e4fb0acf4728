import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser } from '../browser.ts'
import { htmlOf, partsOf, useWorld } from './support.ts'

const question = 'How many PLA officers will be stationed in Bagh district?'

/** Collects the addresses of all requests for `/search`. */
async function watch(page: Page) {
  const asked: URL[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.pathname === '/search') asked.push(url)
  })
  return asked
}

describeInBrowser('<edgewise-search>', () => {
  const world = useWorld()
  const body = '<edgewise-search></edgewise-search>'
  const openPage = async (html = body, head = '') => {
    const opened = await world.open(htmlOf(html + world.script, head))
    return { ...opened, ...partsOf(opened.page) }
  }

  test('can be used by keyboard alone: to ask, move and follow', async () => {
    const { page, input, options, active, status, errors } = await openPage()
    await page.keyboard.press('Tab')
    await page.keyboard.type(question)
    await options.first().waitFor()

    expect(await input.getAttribute('aria-expanded')).toBe('true')
    expect(await input.getAttribute('aria-activedescendant')).toBeNull()
    await page.keyboard.press('ArrowDown')
    expect(await input.getAttribute('aria-activedescendant')).toBe('option0')
    expect(await options.first().getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('ArrowUp')
    expect(await active.getAttribute('id')).toBe(`option${(await options.count()) - 1}`)
    await page.keyboard.press('Home')
    expect(await active.getAttribute('id')).toBe('option0')
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowDown')
    expect(await active.getAttribute('id')).toBe('option0')
    expect(await active.count()).toBe(1)
    await expect.poll(() => status.textContent()).toMatch(/^\d articles found$/)
    await page.keyboard.press('Enter')
    await page.waitForURL(/missile-site-in-kashmir/)
    const words = 'The%20control%20room%20is%20to%20be%20in%20Bagh'
    expect(page.url()).toBe(
      `${world.search}/articles/missile-site-in-kashmir#what-the-intelligence-says:~:text=${words}`,
    )
    expect(errors).toEqual([])
  })

  test('leads to other sections of a result, by the arrows as well', async () => {
    const { page, input, options, active } = await openPage()
    await input.fill('general li')
    await options.nth(1).waitFor()
    const sections = await page.locator('[part~=section]').allTextContents()

    expect(sections[0]).toBe('§ What was on the table')
    for (let i = 0; i < 2; i++) await input.press('ArrowDown')
    expect(await active.textContent()).toBe(sections[0])
    expect(await page.locator('[part~=active][part~=section]').count()).toBe(1)
    await input.press('Enter')
    await page.waitForURL(/\/general-li-visits-pakistan#what-was-on-the-table$/)
  })

  test('shows the sentence that answers, marked, under title, source and headings', async () => {
    const { page, options } = await openPage()
    await page.getByRole('combobox').fill(question)
    const first = options.first()

    await expect.poll(() => first.locator('[part=title]').textContent()).toContain('Kashmir')
    expect(await first.locator('[part=about]').textContent()).toBe(
      'Reworded from an article citing the Indian Express · What the intelligence says',
    )
    expect((await first.locator('b').allTextContents()).join('')).toBe(
      'The control room is to be in Bagh district of PoK, home to a brigade headquarters of the Pakistan Army.',
    )
    expect(await first.locator('b mark').allTextContents()).toEqual(['Bagh', 'district'])
    expect(await first.getAttribute('href')).toContain('#what-the-intelligence-says:~:text=')
  })

  test('Escape closes, then empties; an arrow key opens again', async () => {
    const { page, input, panel, options } = await openPage()
    await input.fill(question)
    await options.first().waitFor()
    await page.keyboard.press('Escape')
    expect(await panel.isHidden()).toBe(true)
    expect(await input.getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.press('ArrowDown')
    expect(await panel.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await input.inputValue()).toBe('')
  })

  test('closes when the focus moves on, and does not take it back', async () => {
    const { page, input, panel, options } = await openPage(`${body}<button>Next</button>`)
    await input.fill(question)
    await options.first().waitFor()
    await page.getByRole('button', { name: 'Next' }).focus()
    expect(await panel.isHidden()).toBe(true)
    await input.focus()
    expect(await panel.isVisible()).toBe(true)
    const answered = page.waitForResponse(/\/search\?/)
    await input.fill('who called Pakistan an iron brother')
    await page.getByRole('button', { name: 'Next' }).focus()
    await answered
    await page.waitForTimeout(100)
    expect(await panel.isHidden()).toBe(true)
  })

  test('asks once typing pauses, with the last word unfinished until a space ends it', async () => {
    const { page, input, options } = await openPage()
    const asked = await watch(page)
    await input.pressSequentially('subma', { delay: 20 })
    await options.first().waitFor()
    await input.pressSequentially('rines ', { delay: 20 })
    await expect.poll(() => asked.length).toBe(2)

    expect(asked.map((url) => url.search)).toEqual([
      '?q=subma&k=8&prefix=true',
      '?q=submarines&k=8',
    ])
    expect(await options.first().locator('mark').first().textContent()).toMatch(/^submarine/)
  })

  test('asks nothing for an empty box, and nothing twice', async () => {
    const { page, input, options, panel } = await openPage()
    const asked = await watch(page)
    for (const unseen of ['   ', '\u200b \u00ad\u3164']) {
      await input.fill(unseen)
      await page.waitForTimeout(250)
      await input.press('Enter')
    }
    await page.waitForTimeout(250)
    expect(asked).toHaveLength(0)
    await input.fill('frigates')
    await options.first().waitFor()
    await input.fill('')
    expect(await panel.isHidden()).toBe(true)
    await input.fill('frigates')
    await options.first().waitFor()
    expect(asked).toHaveLength(1)
  })

  test('shows only the answer to what was asked last', async () => {
    const { page, input, options } = await openPage()
    await page.route('**/search?q=medal*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      await route.continue().catch(() => {})
    })
    const asked = page.waitForRequest(/q=medal/)
    await input.fill('medal')
    await asked
    await input.fill(question)
    await options.first().waitFor()
    await page.waitForTimeout(600)
    expect(await options.first().textContent()).toContain('Kashmir')
  })

  test('does not ask while a word is composed by an input method, only afterwards', async () => {
    const { page, input } = await openPage()
    const asked = await watch(page)
    await input.focus()
    const session = await page.context().newCDPSession(page)
    for (const text of ['j', 'ji', 'jun']) {
      await session.send('Input.imeSetComposition', { text, selectionStart: 0, selectionEnd: 0 })
    }
    // Enter accepts the proposal, as in every field.
    await input.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
    await page.waitForTimeout(250)
    expect(asked).toHaveLength(0)
    await session.send('Input.insertText', { text: '军队' })
    await expect.poll(() => asked.map((url) => url.searchParams.get('q'))).toEqual(['军队'])
  })

  /** Changes members of the answers on their way. */
  const changeAnswers = (page: Page, changes: object) =>
    page.route('**/search?*', async (route) => {
      const answer = await (await route.fetch()).json()
      const headers = { 'Access-Control-Allow-Origin': '*' }
      await route.fulfill({ json: { ...answer, ...changes }, headers })
    })

  test('says when nothing answers, and shows the nearest articles below', async () => {
    const { page, input, options, note, status } = await openPage()
    await changeAnswers(page, { confident: false })
    await input.fill(question)
    await options.first().waitFor()
    expect(await note.textContent()).toBe('No article here answers this. The nearest articles:')
    await expect.poll(() => status.textContent()).toMatch(/^No article here .* \d articles found$/)
  })

  test('says how a misspelt question was read, shown and announced', async () => {
    const { page } = await world.open(htmlOf(`<edgewise-search></edgewise-search>${world.script}`))
    const { input, note, status, options } = partsOf(page)
    await input.fill('rokcet')

    await expect.poll(() => note.textContent()).toBe('Results for “rocket”.')
    expect(await options.count()).toBeGreaterThan(0)
    await expect
      .poll(() => status.textContent())
      .toMatch(/^Results for “rocket”. \d articles? found$/)
    expect(await input.inputValue()).toBe('rokcet')
  })

  test('says when nothing was found', async () => {
    const { page, input, note, options, status } = await openPage()
    await changeAnswers(page, { confident: false, total: 0, results: [] })
    await input.fill(question)
    await expect.poll(() => note.textContent()).toMatch(/^Nothing was found/)
    expect(await options.count()).toBe(0)
    expect(await input.getAttribute('aria-expanded')).toBe('false')
    await expect.poll(() => status.textContent()).toMatch(/^Nothing was found/)
  })

  test('links to all results if there are more', async () => {
    const { page, input } = await openPage('<edgewise-search results="1"></edgewise-search>')
    await input.fill('China')
    const all = page.getByRole('link', { name: 'Show all 5 articles' })
    expect(await all.getAttribute('href')).toBe(`${world.search}/?q=China`)
    // So low that the list has to be scrolled, which is no reason to stop at it.
    await page.setViewportSize({ width: 800, height: 150 })
    await input.press('Tab')
    await page.keyboard.press('Tab')
    expect(await all.evaluate((link) => link.matches(':focus'))).toBe(true)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${world.search}/?q=China`)
  })

  test('does not promise all results if the page shows fewer', async () => {
    const { page, input } = await openPage()
    await changeAnswers(page, { total: 101 })
    await input.fill(question)
    const way = page.getByRole('link', { name: 'More', exact: true })
    expect(await way.getAttribute('href')).toMatch(/\/\?q=/)
    expect(await page.getByText(/Show all/).count()).toBe(0)
  })

  test('marks the words of the question in titles, too', async () => {
    const { page, input } = await openPage('<edgewise-search results="1"></edgewise-search>')
    await input.fill('where General Li made visits ')
    const title = page.locator('[part=title]')
    await expect.poll(() => title.textContent()).toMatch(/^General Li Qiaoming's visit: a medal/)
    expect(await title.locator('[part=mark]').allTextContents()).toEqual(['General', 'Li', 'visit'])
  })

  test('tells the page what was found and followed, and lets it navigate itself', async () => {
    const { page, input, options } = await openPage()
    await page.evaluate(() => {
      const told: unknown[] = []
      Object.assign(window, { told })
      document.addEventListener('edgewise:results', (event) => {
        const { query, response } = (event as CustomEvent).detail
        told.push([query, response.results.length])
      })
      document.addEventListener('edgewise:select', (event) => {
        event.preventDefault()
        const { query, result, url } = (event as CustomEvent).detail
        told.push([query, result.id, url.split('#')[0]])
      })
    })
    await input.fill(question)
    await options.first().click()
    const id = 'missile-site-in-kashmir'
    expect(await page.evaluate(() => (window as unknown as { told: unknown }).told)).toEqual([
      [question, expect.any(Number)],
      [question, id, `${world.search}/articles/${id}`],
    ])
    expect(page.url()).toContain(world.pages)
  })

  test('opens a result in another tab by Control+Enter', async () => {
    const { page, input, options } = await openPage()
    await input.fill(question)
    await options.first().waitFor()
    await input.press('ArrowDown')
    const opened = page.context().waitForEvent('page')
    await input.press('Control+Enter')
    expect((await opened).url()).toMatch(/^about:blank$|missile-site/)
    expect(page.url()).toContain(world.pages)
  })

  const failures: [string, object, string][] = [
    ['a server that is out of order', { status: 503 }, 'not working at the moment'],
    ['too many questions', { status: 429, json: { detail: 'Slower.' } }, 'Too many questions'],
    [
      'a used up quota',
      { status: 429, body: '<h1>Error 1027</h1>' },
      'has reached its limit for today',
    ],
    [
      'another protocol',
      { json: { protocol: 99, results: [] } },
      'has changed. Load the page again',
    ],
    ['a server that never heard of it', { status: 404 }, 'no search at this address'],
    ['an answer that is none', { body: '<h1>Welcome to the hotel</h1>' }, 'went wrong'],
    ['an answer that cannot be shown', { json: { protocol: 1 } }, 'went wrong'],
  ]
  test.each(failures)('says what is wrong: %s', async (_, answer, sentence) => {
    const { page, input, note, options, status } = await openPage()
    await page.route('**/search?*', (route) =>
      route.fulfill({ ...answer, headers: { 'Access-Control-Allow-Origin': '*' } }),
    )
    await input.fill(question)
    await expect.poll(() => note.textContent()).toContain(sentence)
    await expect.poll(() => status.textContent()).toContain(sentence)
    const way = page.getByRole('link', { name: `Search at ${new URL(world.search).host}` })
    expect(await way.getAttribute('href')).toBe(
      `${world.search}/?${new URLSearchParams({ q: question })}`,
    )
    await page.unroute('**/search?*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await options.first().waitFor()
    expect(await note.isHidden()).toBe(true)
    expect(await input.evaluate((field) => field.matches(':focus'))).toBe(true)
  })

  test('says when there is no connection, and tells the page', async () => {
    const { page, input, note } = await openPage()
    const told = page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('edgewise:error', (event) => {
            const { kind, query } = (event as CustomEvent).detail
            resolve({ kind, query })
          })
        }),
    )
    await page.context().setOffline(true)
    await input.fill(question)
    await expect.poll(() => note.textContent()).toContain('You are offline')
    expect(await told).toEqual({ kind: 'offline', query: question })
  })

  test('says when the search cannot be reached', async () => {
    const { input, note } = await openPage(
      '<edgewise-search endpoint="http://127.0.0.1:9/"></edgewise-search>',
    )
    await input.fill(question)
    await expect.poll(() => note.textContent()).toContain('cannot be reached')
  })

  test('says when an answer takes too long', async () => {
    const { page, input, note } = await openPage()
    await page.clock.install()
    await page.route('**/search?*', () => {})
    await input.fill(question)
    await page.clock.runFor(9000)
    await expect.poll(() => note.textContent()).toContain('took too long')
  })

  test('finds the judged answers: of every name, and of most questions', async () => {
    const { page } = await openPage()
    const file = join(import.meta.dirname, '../../seeds/queries.json')
    const judged: { query: string; expect: string[]; kind: string }[] = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    const firstOf = (query: string) =>
      page.evaluate(async (text) => {
        const element = document.querySelector('edgewise-search') as HTMLElement
        const input = element.shadowRoot?.querySelector('input') as HTMLInputElement
        const told = new Promise<string>((resolve) => {
          element.addEventListener(
            'edgewise:results',
            (event) => resolve((event as CustomEvent).detail.response.results[0]?.id),
            { once: true },
          )
        })
        input.value = text
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
        return told
      }, query)
    const shareOf = async (kind: string) => {
      const queries = judged.filter((one) => one.kind === kind && one.expect.length > 0)
      let right = 0
      for (const { query, expect: ids } of queries) if (ids.includes(await firstOf(query))) right++
      return right / queries.length
    }

    expect(await shareOf('keyword')).toBe(1)
    expect(await shareOf('question')).toBeGreaterThanOrEqual(0.85)
  })
})
