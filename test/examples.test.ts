/**
 * The examples as a visitor sees them: real processes, three origins, a real browser.
 *
 * `npm run examples` runs in one copy of the project, `npm start` in another: its search has
 * the articles of seeds/, to which the judged queries belong.
 */
import type { ChildProcess } from 'node:child_process'
import { cp, readdir } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentAt } from '../core/index/open.ts'
import type { SearchResponse } from '../core/protocol.ts'
import { readQueries } from '../scripts/evaluate/judged-queries.ts'
import { openIndexFolder } from '../scripts/index/index-files.ts'
import { describeInBrowser, launchBrowser } from './browser.ts'
import {
  copyProject,
  freePort,
  interrupt,
  removeProject,
  spawnNpm,
  untilPrinted,
} from './project.ts'

const root = join(import.meta.dirname, '..')
const port = await threeFreePorts()
const [search, blog, plain] = [port, port + 1, port + 2].map((p) => `http://localhost:${p}`)

let project: string
let examples: ChildProcess

beforeAll(async () => {
  project = await copyProject()
  await cp(join(root, 'examples'), join(project, 'examples'), { recursive: true })
  examples = spawnNpm(project, ['run', 'examples'], { PORT: String(port) })
  const printed = await untilPrinted(examples, `edgewise answers at ${search}`)
  expect(printed).toContain(`The blog is at ${blog}/ and the plain page at ${plain}/`)
})

afterAll(async () => {
  if (examples) await interrupt(examples)
  await removeProject(project)
})

describe('npm run examples', () => {
  test('builds a page for every article, with the anchor of every heading', async () => {
    const [folder] = (await readdir(join(project, '.edgewise'))).filter((name) =>
      /^posts-\w+$/.test(name),
    )
    const { index } = await openIndexFolder(join(project, '.edgewise', folder))
    const documents = Array.from({ length: index.manifest.documents }, (_, i) =>
      documentAt(index, i),
    )
    const anchors = documents.flatMap(({ headings }) => headings.map(({ anchor }) => anchor))

    expect(documents.length).toBe(12)
    // Headings whose anchors differ between sluggers; without such, the test would show nothing.
    for (const anchor of ['what-goes-in-1', 'names--dates', 'sour-or-sweet-ph-65'])
      expect(anchors).toContain(anchor)
    expect(anchors).toContain('a-jardinière-for-the-blueberries')
    for (const { url, headings } of documents) {
      const response = await fetch(String(url))
      const ids = [...(await response.text()).matchAll(/<h\d id="([^"]+)"/g)].map(([, id]) => id)
      expect([url, response.status, ids]).toEqual([url, 200, headings.map((h) => h.anchor)])
    }
  })

  test('answers with addresses of the blog that lead to the section', async () => {
    const response = await fetch(`${search}/search?q=Why+does+my+compost+stink&k=1`)
    const { results } = (await response.json()) as SearchResponse

    expect(results[0]).toMatchObject({
      url: `${blog}/posts/hot-and-cold-compost/`,
      passage: { anchor: 'when-it-smells' },
    })
  })

  // Sent as it is written: fetch would normalize such paths.
  test.each(['/posts/none/', '/../plain/index.html', '//../../../package.json', '/%2e%2e/'])(
    'has nothing at %s',
    async (path) => {
      const status = await new Promise((resolve, reject) => {
        get({ port: port + 1, path }, (response) => {
          resolve(response.resume().statusCode)
        }).once('error', reject)
      })
      expect(status).toBe(404)
    },
  )
})

describeInBrowser('the examples in a browser', () => {
  let browser: Browser
  let page: Page
  const errors: string[] = []

  beforeAll(async () => {
    browser = await launchBrowser()
    page = await browser.newPage()
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`${message.location().url}: ${message.text()}`)
    })
  })

  afterAll(() => browser?.close())

  test('the blog finds its posts, and a result leads to the sentence', async () => {
    await page.goto(`${blog}/`)
    await ask('How do I keep the carrot fly away?')
    const first = page.getByRole('option').first()
    expect(await first.getAttribute('href')).toMatch(/\/posts\/sowing-carrots\/#the-fly:~:text=/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${blog}/posts/sowing-carrots/**`)

    expect(await page.evaluate('document.getElementById("the-fly") !== null')).toBe(true)
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(0)
  })

  test('the blog narrows what it has found to a topic', async () => {
    await page.goto(`${blog}/`)
    await ask('What do I do in the garden?')
    const animals = page
      .getByRole('group', { name: 'Topic' })
      .getByRole('button', { name: /^animals/ })
    await animals.click()
    const addresses = () =>
      page
        .getByRole('option')
        .evaluateAll((all) => all.map((link) => (link as unknown as { pathname: string }).pathname))

    await expect
      .poll(async () => (await addresses()).sort())
      .toEqual(['/posts/bees-and-other-guests/', '/posts/slugs-without-poison/'])
    expect(await animals.textContent()).toBe('animals 2')
  })

  test.each([
    ['watering-less-often', 'soil-in-a-jar'],
    ['pruning-the-pear', 'a-garden-in-winter'],
  ])('the page of %s lists near posts, but not itself', async (post, near) => {
    // The page is known by one address, whatever its query.
    await page.goto(`${blog}/posts/${post}/?from=feed`)
    const links = page.locator('edgewise-related').getByRole('link')
    await links.first().waitFor()
    const addresses = await links.evaluateAll((all) =>
      all.map((link) => (link as unknown as { href: string }).href),
    )

    expect(addresses).toHaveLength(4)
    expect(addresses).toContain(`${blog}/posts/${near}/`)
    expect(addresses).not.toContain(`${blog}/posts/${post}/`)
    for (const address of addresses) expect((await fetch(address)).status).toBe(200)
  })

  test('the plain page searches the blog, and lists articles related to one of its posts', async () => {
    await page.goto(`${plain}/`)
    const related = page.locator('edgewise-related')
    await related.getByRole('link').first().waitFor()
    await ask('rosemary in a pot')

    expect(
      await page.locator('main > h1, main > edgewise-search, main > edgewise-related').count(),
    ).toBe(3)
    expect(await related.getByRole('link').count()).toBe(3)
    expect(await page.getByRole('option').first().getAttribute('href')).toContain(
      `${blog}/posts/a-garden-in-winter/#what-must-come-in`,
    )
  })

  test('no page has logged an error', () => {
    expect(errors).toEqual([])
  })

  describe('the judged queries of seeds/, asked in the blog', () => {
    let other: string
    let server: ChildProcess

    beforeAll(async () => {
      other = await copyProject()
      const seedsPort = await freePort()
      server = spawnNpm(other, ['start'], { PORT: String(seedsPort) })
      await untilPrinted(server, 'edgewise answers at')
      await page.goto(`${blog}/`)
      await page.evaluate(
        `document.querySelector('edgewise-search').setAttribute('endpoint', 'http://localhost:${seedsPort}')`,
      )
    })

    afterAll(async () => {
      if (server) await interrupt(server)
      await removeProject(other)
    })

    test('every keyword finds its article first, and at least 85 % of the questions do', async () => {
      const queries = await readQueries(join(root, 'seeds/queries.json'))
      const missed: Record<string, string[]> = { keyword: [], question: [] }
      for (const { query, relevant, kind } of queries.filter(({ kind }) => kind in missed)) {
        await ask(query)
        const href = await page.getByRole('option').first().getAttribute('href')
        const id = /\/articles\/([^#]+)/.exec(href ?? '')?.[1]
        if (!id || !relevant[id]) missed[kind].push(query)
      }
      const asked = queries.filter(({ kind }) => kind === 'question').length

      expect(missed.keyword).toEqual([])
      expect(missed.question.length / asked, missed.question.join('\n')).toBeLessThanOrEqual(0.15)
      console.log(`${asked - missed.question.length} of ${asked} questions are right in the blog.`)
    })
  })

  /** Types a question, and waits until its answer is shown. */
  async function ask(query: string): Promise<void> {
    const answered = page.evaluate(`new Promise((resolve) => {
      addEventListener('edgewise:results', ({ detail }) => {
        if (detail.query === ${JSON.stringify(query.trim())}) resolve()
      })
    })`)
    await page.getByRole('combobox').fill(query)
    await page.keyboard.press('Enter')
    await answered
  }
})

/** The first of three consecutive free ports. */
async function threeFreePorts(): Promise<number> {
  const taken = await Promise.all([freePort(), freePort(), freePort()])
  const first = Math.min(...taken)
  for (const wanted of [first, first + 1, first + 2]) {
    const isFree = await fetch(`http://localhost:${wanted}`).then(
      () => false,
      () => true,
    )
    if (!isFree) return threeFreePorts()
  }
  return first
}
