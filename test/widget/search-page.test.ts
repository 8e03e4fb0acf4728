/** The search page with filters, in a browser without scripts, except for axe-core. */
import type { BrowserContextOptions } from 'playwright-core'
import { expect, test } from 'vitest'
import { openTestEngine } from '../../worker/test-engine.ts'
import { describeInBrowser } from '../browser.ts'
import { useWorld, violationsOf } from './support.ts'

const [wide, narrow] = [1200, 320].map((width) => ({ width, height: 900 }))
const topics = [
  'a, b',
  'say "yes"',
  '<b>bold</b>',
  'rock/roll',
  'Übergröße',
  'سلام',
  'W'.repeat(99),
]
const articles = Array.from({ length: 40 }, (_, i) => ({
  id: `a${i}`,
  date: `20${10 + i}`,
  text: `The army and the road number ${i}.`,
  fields: { topic: [topics[i % 7], `topic ${i % 13}`], author: [i % 4 === 0 ? 'Ann' : 'Bob'] },
}))

describeInBrowser('the search page', () => {
  const world = useWorld(() => openTestEngine(articles))
  const open = (path: string, options: BrowserContextOptions = {}) =>
    world.open(`${world.search}${path}`, {
      ...{ viewport: wide, javaScriptEnabled: false, ...options },
    })

  test('can be filtered by keyboard, in one form with the question', async () => {
    const { page, errors } = await open('/?q=army&k=3&from=2012&offset=3')
    const author = page.getByRole('group', { name: 'author' })
    await author.getByRole('checkbox', { name: 'Ann 9 articles' }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('group', { name: 'topic' }).getByText('10 more').press('Enter')
    await page.getByRole('checkbox', { name: 'say "yes"' }).press('Space')
    await page.getByRole('button', { name: 'Apply filters' }).press('Enter')
    await page.waitForURL(/filter/)

    const query = new URL(page.url()).searchParams
    expect([...query]).toEqual([
      ['q', 'army'],
      ['k', '3'],
      ['filter.topic', 'say "yes"'],
      ['filter.author', 'Ann'],
      ['from', '2012-01-01'],
      ['to', ''],
    ])
    expect(await author.getByRole('checkbox', { checked: true }).count()).toBe(1)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('2 articles')

    await page.getByRole('link', { name: 'Remove author: Ann' }).press('Enter')
    await page.waitForURL((url) => !url.search.includes('author'))
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/of 5 articles/)
    expect(errors).toEqual([])
  })

  test('can be filtered without a question', async () => {
    const { page, errors } = await open('/?from=2012')
    await page.getByRole('checkbox', { name: 'Ann' }).press('Space')
    await page.getByRole('button', { name: 'Apply filters' }).press('Enter')
    await page.waitForURL(/filter/)

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('9 articles')
    expect(await page.title()).toMatch(/^9 articles – /)
    expect(errors).toEqual([])
  })

  test('restores boxes and days when the browser goes back', async () => {
    const { page } = await open('/?q=army')
    await page.getByRole('checkbox').first().press('Space')
    await page.getByLabel('From').fill('2012-01-01')
    await page.getByRole('button', { name: 'Apply filters' }).press('Enter')
    await page.waitForURL(/filter/)
    await page.goBack()

    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0)
    expect(await page.getByLabel('From').inputValue()).toBe('')
  })

  test('finds as many articles as each number says', async () => {
    const { page } = await open('/?q=army&filter.author=Ann&filter.topic=a%2C+b')
    const boxes = await page.locator('[type=checkbox]').evaluateAll((all) =>
      (all as HTMLInputElement[]).map(({ name, value, labels }) => ({
        ...{ name, value },
        count: labels?.[0].querySelector('.number')?.firstChild?.textContent,
      })),
    )
    expect(boxes.length).toBeGreaterThan(10)
    for (const { name, value, count } of boxes) {
      const query = new URLSearchParams({
        q: 'army',
        'filter.author': 'Ann',
        'filter.topic': 'a, b',
      })
      query.set(name, value)
      const answer = await fetch(`${world.search}/search?${query}`)
      expect([value, String((await answer.json()).total)]).toEqual([value, count])
    }
  })

  test('has a link past the filters, and folds them away if there is no room', async () => {
    const { page } = await open('/?q=army')
    const skip = page.getByRole('link', { name: 'Skip to the articles' })
    await page.getByRole('button', { name: 'Search' }).focus()
    await page.keyboard.press('Tab')
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true)

    const { page: small } = await open('/?q=army', { viewport: narrow })
    expect(await small.getByRole('checkbox').count()).toBe(0)
    await small.getByText('Filters', { exact: true }).press('Enter')
    expect(await small.getByRole('checkbox').count()).toBe(12)
  })

  const chosen = topics
    .map((topic) => `&${new URLSearchParams({ 'filter.topic': topic })}`)
    .join('')
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [wide, narrow]) {
      test(`has nothing that axe-core finds wrong, ${colorScheme}, ${viewport.width} pixels wide`, async () => {
        for (const path of [
          '/',
          '/?from=2012',
          '/?q=army',
          `/?q=army${chosen}`,
          `/?q=school&to=2011${chosen}`,
        ]) {
          const { page } = await open(path, { viewport, colorScheme, javaScriptEnabled: true })
          const summary = page.getByText('Filters', { exact: true })
          if (path !== '/' && viewport === narrow) await summary.press('Enter')
          expect(await violationsOf(page), path).toEqual([])
          const beyond = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          )
          expect(beyond, path).toBe(0)
        }
      })
    }
  }
})

describeInBrowser('other sections of a result', () => {
  const headings = ['At once', 'aVeryLongNameOfSomething'.repeat(9), 'ایک سڑک'].map((text, i) => ({
    ...{ depth: 2, text, anchor: `a${i}`, at: i * 'The road. '.length },
  }))
  const world = useWorld(() =>
    openTestEngine([{ id: 'manual', text: 'The road. '.repeat(3), headings }]),
  )

  test('stay within the window, each on the side from which it is read', async () => {
    const { page } = await world.open(`${world.search}/?q=road`, { viewport: narrow })
    const links = page.locator('.sections a')
    const [long, urdu] = await Promise.all([0, 1].map((i) => links.nth(i).boundingBox()))

    expect(await violationsOf(page)).toEqual([])
    expect((long?.x ?? 0) + (long?.width ?? 0)).toBeLessThanOrEqual(narrow.width)
    expect(urdu?.x).toBeGreaterThan(narrow.width / 2)
  })
})

describeInBrowser('the pages in Urdu', () => {
  const world = useWorld(() =>
    openTestEngine(articles, { languages: ['ur'], site: { title: 'مضامین', cors: ['*'] } }),
  )

  for (const viewport of [wide, narrow]) {
    test(`run from right to left, and axe-core finds nothing wrong, ${viewport.width} pixels wide`, async () => {
      const paths = ['/', '/?q=army&k=3&offset=3&filter.topic=x', '/?q=x&k=99', '/articles/a1']
      for (const path of paths) {
        const { page } = await world.open(`${world.search}${path}`, { viewport })
        expect(await violationsOf(page), path).toEqual([])
        const beyond = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        )
        expect(beyond, path).toBe(0)
      }
      const { page } = await world.open(`${world.search}/?q=army`, { viewport })
      const box = await page.getByRole('searchbox').boundingBox()
      const button = await page.getByRole('button', { name: 'تلاش کریں' }).boundingBox()
      expect(button?.x).toBeLessThan(box?.x ?? 0)
    })
  }
})
