/** Filters, used by mouse, keyboard and screen reader, with the worker's own counts. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { parseFields } from '../../widget/filters.ts'
import { openTestEngine } from '../../worker/test-engine.ts'
import { describeInBrowser } from '../browser.ts'
import { htmlOf, partsOf, useWorld } from './support.ts'

const topics = ['water', 'trade', 'law', 'school', 'art', 'music', 'sport']
/**
 * Seven topics with falling numbers of articles. Ann writes the first topic's; only the last one's mentions an army.
 */
const articles = topics.flatMap((topic, i) =>
  Array.from({ length: topics.length - i }, (_, n) => ({
    id: `${topic}-${n}`,
    title: `${topic} ${n}`,
    url: `https://example.org/${topic}-${n}`,
    fields: { topic: [topic], author: [i === 0 ? 'Ann' : 'Bob & Co.'] },
    text: i === 6 ? 'The army went by road.' : 'A road.',
  })),
)
const all = articles.length

describe('parseFields', () => {
  test.each([
    ['tags', { tags: 'tags' }],
    ['tags, author', { tags: 'tags', author: 'author' }],
    ['  tags   author,', { tags: 'tags', author: 'author' }],
    ['tags=Topic, author = Written by ', { tags: 'Topic', author: 'Written by' }],
    ['tags=主题, tags=Thema, my-field_2=', { tags: 'Thema', 'my-field_2': 'my-field_2' }],
    [' , ', {}],
  ])('reads "%s"', (text, fields) => {
    expect(Object.fromEntries(parseFields(text))).toEqual(fields)
  })

  test('keeps the order', () => {
    expect([...parseFields('z=A, a, m').keys()]).toEqual(['z', 'a', 'm'])
  })
})

describeInBrowser('<edgewise-search filters>', () => {
  const world = useWorld(() => openTestEngine(articles))
  const element = '<edgewise-search filters="topic=Topic, author=Written by"></edgewise-search>'
  const openPage = async (html = element, attributes = 'lang="en"') => {
    const opened = await world.open(htmlOf(html + world.script, '', attributes))
    const { page } = opened
    const asked: URLSearchParams[] = []
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (url.pathname === '/search') asked.push(url.searchParams)
    })
    const topic = page.getByRole('group', { name: 'Topic' })
    const author = page.getByRole('group', { name: 'Written by' })
    return { ...opened, ...partsOf(page), asked, topic, author }
  }
  const namesIn = (group: ReturnType<Page['getByRole']>) =>
    group.getByRole('button').allTextContents()
  const focused = (page: Page) =>
    page.evaluate(
      () => document.querySelector('edgewise-search')?.shadowRoot?.activeElement?.textContent,
    )
  const isWrittenIn = (page: Page) =>
    page.getByRole('combobox').evaluate((box) => box.matches(':focus'))

  test('changes neither request nor look if no field is named', async () => {
    const { page, input, options, asked } = await openPage('<edgewise-search></edgewise-search>')
    await input.fill('road ')
    await options.first().waitFor()

    expect(asked.map(String)).toEqual(['q=road&k=8'])
    expect(await page.locator('[part=filters]').isHidden()).toBe(true)
    expect(await page.getByRole('group').count()).toBe(0)
  })

  test('shows the most frequent values of each field, counted over all results', async () => {
    const { page, input, topic, author, errors } = await openPage()
    expect(await page.getByRole('group').count()).toBe(0)
    await input.fill('road')
    await topic.waitFor()

    expect(await namesIn(topic)).toEqual([
      'water 7',
      'trade 6',
      'law 5',
      'school 4',
      'art 3',
      'More',
    ])
    expect(await namesIn(author)).toEqual(['Bob & Co. 21', 'Ann 7'])
    expect(await page.getByRole('listbox').getByRole('button').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('narrows by one value, by either of two, and by both fields, and says how many are left', async () => {
    const { input, topic, author, asked, status, page } = await openPage()
    await input.fill('road')
    await topic.getByRole('button', { name: 'trade' }).click()
    await expect.poll(() => status.textContent()).toBe('6 articles found')
    await topic.getByRole('button', { name: 'water' }).click()
    await expect.poll(() => status.textContent()).toBe('13 articles found')
    await author.getByRole('button', { name: 'Bob' }).click()
    await expect.poll(() => status.textContent()).toBe('6 articles found')

    const pressed = page.getByRole('button', { pressed: true })
    expect(await pressed.allTextContents()).toEqual(['trade 6', 'water 0', 'Bob & Co. 6'])
    expect(String(asked.at(-1))).toBe(
      'q=road&filter.topic=trade&filter.topic=water&filter.author=Bob+%26+Co.&k=8&prefix=true&facets=true',
    )
    // The focus never left the box.
    expect(await isWrittenIn(page)).toBe(true)
    await topic.getByRole('button', { name: 'trade' }).click()
    await expect.poll(() => status.textContent()).toMatch(/^Nothing was found/)
    expect(await pressed.allTextContents()).toEqual(['water 0', 'Bob & Co. 0'])
    await author.getByRole('button', { name: 'Bob' }).click()
    await expect.poll(() => status.textContent()).toBe('7 articles found')
  })

  test('can be used by keyboard alone, and the focus stays where it is', async () => {
    const { page, input, topic, panel, options, active, status } = await openPage()
    await input.focus()
    await page.keyboard.type('road ')
    await topic.waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await active.count()).toBe(1)
    await page.keyboard.press('Tab')
    expect(await active.count()).toBe(0)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('trade 6')
    await page.keyboard.press('Space')
    await expect.poll(() => status.textContent()).toBe('6 articles found')
    expect(await focused(page)).toBe('trade 6')
    expect(await panel.isVisible()).toBe(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => status.textContent()).toBe(`${all} articles found`)
    expect(await focused(page)).toBe('trade 6')
    await page.keyboard.press('Enter')
    await expect.poll(() => options.count()).toBe(6)
    await page.keyboard.press('Escape')
    expect(await isWrittenIn(page)).toBe(true)
    expect(await panel.isVisible()).toBe(true)
    expect(await namesIn(topic)).toContain('trade 6')
    await page.keyboard.press('ArrowDown')
    expect(await active.getAttribute('id')).toBe('option0')
    await page.keyboard.press('Escape')
    expect(await panel.isHidden()).toBe(true)
  })

  test('shows further values after one more button, with the focus on the first of them', async () => {
    const { page, input, topic, options, status } = await openPage()
    await input.fill('road ')
    await topic.getByRole('button', { name: 'More' }).focus()
    await page.keyboard.press('Enter')

    expect(await namesIn(topic)).toEqual(topics.map((name, i) => `${name} ${topics.length - i}`))
    expect(await focused(page)).toBe('music 2')
    await page.keyboard.press('Enter')
    await expect.poll(() => options.count()).toBe(2)
    expect(await focused(page)).toBe('music 2')
    // What was expanded stays expanded.
    expect(await topic.getByRole('button').count()).toBe(7)
    await expect.poll(() => status.textContent()).toBe('2 articles found')
  })

  test('keeps what is chosen for another question, and drops it with the question', async () => {
    const { page, input, topic, options, asked } = await openPage()
    await input.fill('road ')
    await topic.getByRole('button', { name: 'More' }).click()
    await topic.getByRole('button', { name: 'music' }).click()
    await expect.poll(() => options.count()).toBe(2)
    await input.fill('army ')
    await expect.poll(() => asked.at(-1)?.get('q')).toBe('army')
    expect(asked.at(-1)?.getAll('filter.topic')).toEqual(['music'])
    // Even if no result has it, a chosen value is shown, so that it can be taken back.
    const music = page.getByRole('button', { name: 'music', pressed: true })
    await expect.poll(() => music.count()).toBe(1)
    await page.getByRole('button', { name: 'Clear' }).click()
    await input.fill('a road ')
    await topic.waitFor()
    expect(asked.at(-1)?.has('filter.topic')).toBe(false)
    expect(await page.getByRole('button', { pressed: true }).count()).toBe(0)
    expect(await namesIn(topic)).toContain('More')
  })

  test('treats the last word as unfinished, whatever is chosen meanwhile', async () => {
    const { input, topic, asked, options } = await openPage()
    await input.fill('roa')
    await topic.getByRole('button', { name: 'law' }).click()
    await expect.poll(() => options.count()).toBe(5)
    expect(asked.at(-1)?.get('prefix')).toBe('true')
    await input.press('Enter')
    await expect.poll(() => asked.at(-1)?.get('prefix')).toBe(null)
    expect(asked.at(-1)?.getAll('filter.topic')).toEqual(['law'])
  })

  test('shows only the answer to the last choice, however late an earlier one comes', async () => {
    const { page, input, topic, options, status } = await openPage()
    await input.fill('road ')
    await topic.waitFor()
    const held = Promise.withResolvers<void>()
    await page.route('**/search?*filter.topic=water&k*', async (route) => {
      await held.promise
      await route.continue().catch(() => {})
    })
    const asked = page.waitForRequest(/filter.topic=water/)
    await topic.getByRole('button', { name: 'water' }).click()
    await asked
    await topic.getByRole('button', { name: 'trade' }).click()
    await topic.getByRole('button', { name: 'water' }).click()
    await expect.poll(() => options.count()).toBe(6)
    held.resolve()
    await page.waitForTimeout(500)
    expect(await options.count()).toBe(6)
    await expect.poll(() => status.textContent()).toBe('6 articles found')
    expect(await page.getByRole('button', { pressed: true }).allTextContents()).toEqual(['trade 6'])
  })

  test('keeps the filters after a failure, to try again', async () => {
    const { page, input, topic, options, note } = await openPage()
    await input.fill('road ')
    await topic.waitFor()
    await page.route('**/search?*', (route) => route.abort())
    await topic.getByRole('button', { name: 'trade' }).focus()
    await page.keyboard.press('Space')
    await note.waitFor()
    expect(await focused(page)).toBe('trade 6')
    await page.unroute('**/search?*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => options.count()).toBe(6)
  })

  test('gives the focus to the box if the focused value is gone', async () => {
    const { page, input, topic, author } = await openPage()
    await input.fill('road ')
    await author.getByRole('button', { name: 'Ann' }).focus()
    await page.evaluate(() => {
      const box = document.querySelector('edgewise-search')?.shadowRoot?.querySelector('input')
      if (box) box.value = 'army '
      box?.dispatchEvent(new InputEvent('input'))
    })

    await expect.poll(() => namesIn(topic)).toEqual(['sport 1'])
    await expect.poll(() => namesIn(author)).toEqual(['Bob & Co. 1'])
    expect(await isWrittenIn(page)).toBe(true)
  })

  test('links to the search page with the chosen values', async () => {
    const { page, input, topic, asked } = await openPage(
      '<edgewise-search filters="topic=Topic" results="1"></edgewise-search>',
    )
    await input.fill('road ')
    await topic.getByRole('button', { name: 'trade' }).click()
    await page.getByRole('link', { name: 'Show all 6 articles' }).click()
    await page.waitForURL(`${world.search}/?q=road&filter.topic=trade`)

    expect(asked.length).toBe(2)
    expect(await page.locator('body').textContent()).toContain('6 articles')
  })

  test('warns the developer once of a field that does not exist, and searches without it', async () => {
    const { page, input, topic, options, asked, errors } = await openPage(
      '<edgewise-search filters="tags=Tags, topic=Topic"></edgewise-search>',
    )
    const said: string[] = []
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
    await input.fill('road ')
    await topic.waitFor()
    await input.fill('army ')
    await expect.poll(() => options.count()).toBe(1)

    expect(said).toEqual([
      'warning: <edgewise-search filters> names tags; the index has topic, author (fields in edgewise.toml).',
    ])
    expect(await page.getByRole('group').count()).toBe(1)
    expect(asked.at(-1)?.get('facets')).toBe('true')
    expect(errors).toEqual([])
  })

  test('takes new fields, and forgets what was chosen of the old ones', async () => {
    const { page, input, topic, author, options, asked } = await openPage()
    const name = (filters: string) =>
      page.evaluate(
        (fields) => document.querySelector('edgewise-search')?.setAttribute('filters', fields),
        filters,
      )
    await input.fill('road ')
    await topic.getByRole('button', { name: 'trade' }).click()
    await expect.poll(() => options.count()).toBe(6)
    await name('author=Written by')
    await input.fill('a road ')
    await author.waitFor()

    expect(await topic.count()).toBe(0)
    expect(String(asked.at(-1))).toBe('q=a+road&k=8&facets=true')
    await name('')
    await input.press('Enter')
    await expect.poll(() => String(asked.at(-1))).toBe('q=a+road&k=8')
    expect(await author.count()).toBe(0)
  })

  test('keeps its state when its dialog is closed and opened again', async () => {
    const modal = element.replace(' filters', ' modal filters')
    const { page, topic, options, asked } = await openPage(modal)
    const opener = page.locator('[part=button]')
    await opener.click()
    await page.keyboard.type('road ')
    await topic.getByRole('button', { name: 'trade' }).focus()
    await page.keyboard.press('Space')
    await expect.poll(() => options.count()).toBe(6)
    expect(await focused(page)).toBe('trade 6')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('dialog').isVisible()).toBe(true)
    expect(await isWrittenIn(page)).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.getByRole('dialog').isHidden()).toBe(true)
    await opener.click()
    expect(await options.count()).toBe(6)
    expect(await page.getByRole('button', { pressed: true }).allTextContents()).toEqual(['trade 6'])
    await page.keyboard.type('a road ')
    await expect.poll(() => asked.at(-1)?.get('q')).toBe('a road')
    expect(asked.at(-1)?.getAll('filter.topic')).toEqual(['trade'])
  })

  test('shows a value as plain text', async () => {
    const { page, input, topic } = await openPage()
    await page.route('**/search?*', async (route) => {
      const answer = await (await route.fetch()).json()
      const value = `<img src=x onerror=alert(1)>\u202e${'long '.repeat(20)}`
      await route.fulfill({
        json: { ...answer, facets: { topic: [{ value, count: 1234 }], author: [] } },
        headers: { 'Access-Control-Allow-Origin': '*' },
      })
    })
    await input.fill('road ')
    await topic.waitFor()

    expect(await namesIn(topic)).toEqual(['<img src=x onerror=alert(1)> long long… 1,234'])
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.getByRole('group').count()).toBe(1)
  })

  test.each([
    ['a drop-down', element],
    ['a dialog', element.replace(' filters', ' modal filters')],
  ])('fits into a window of 320 pixels: %s', async (_, html) => {
    const { page, topic, errors } = await openPage(html, 'lang="ur" dir="rtl"')
    await page.setViewportSize({ width: 320, height: 640 })
    await page.locator('[part=button], [part=input]').first().click()
    await page.keyboard.type('road ')
    await topic.waitFor()

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    const last = topic.getByRole('button').last()
    await last.focus()
    const box = await last.boundingBox()
    expect(box?.x).toBeGreaterThanOrEqual(0)
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320)
    expect(box?.height).toBeGreaterThanOrEqual(24)
    expect(await last.textContent()).toBe('مزید')
    // Each field scrolls by itself.
    const filters = page.locator('[part=filters]')
    expect(await filters.evaluate((all) => all.scrollWidth - all.clientWidth)).toBe(0)
    expect(errors).toEqual([])
  })
})
