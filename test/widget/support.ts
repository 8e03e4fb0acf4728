/**
 * Two origins and a browser: pages that use the elements, and the search they ask.
 *
 * The search is the worker's app over the index of seeds/ (or any other), with the built
 * script beside it, served as by the host; the pages are a few lines of HTML on another
 * port. The browser is the machine's own Chromium.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type axe from 'axe-core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Engine } from '../../core/search/engine.ts'
import { openIndexFolder } from '../../scripts/index/index-files.ts'
import { buildPublic } from '../../scripts/site/build-public.ts'
import type { BuiltWidget } from '../../scripts/site/build-widget.ts'
import { createApp } from '../../worker/app.ts'
import { launchBrowser } from '../browser.ts'

const root = join(import.meta.dirname, '../..')

/** A page and its headers. */
export interface TestPage {
  readonly html: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The two origins. */
export interface Sites {
  readonly widget: BuiltWidget
  /** Origin of the search. */
  readonly search: string
  /** Origin of the pages. */
  readonly pages: string
  /** Puts a page on the second origin; returns its address. */
  readonly serve: (page: TestPage | string) => string
  /** The tag that loads the elements' script. */
  readonly script: string
  readonly close: () => Promise<void>
}

/** Starts both; by default with the index of seeds/. */
export async function startSites(engine?: Engine): Promise<Sites> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-widget-'))
  const widget = await buildPublic(folder)
  const opened = engine ?? (await openIndexFolder(join(root, 'embeddings')))
  const search = await listen(searchServer(opened, folder))
  const pages = new Map<string, TestPage>()
  const pageServer = await listen(
    createServer((request, response) => {
      const page = pages.get(new URL(request.url ?? '', 'http://page').pathname)
      response.writeHead(page ? 200 : 404, {
        'Content-Type': 'text/html; charset=utf-8',
        ...page?.headers,
      })
      response.end(page?.html ?? '<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>')
    }),
  )
  return {
    widget,
    search: search.origin,
    pages: pageServer.origin,
    script: `<script type="module" src="${search.origin}/widget.js"></script>`,
    serve: (page) => {
      const path = `/page-${pages.size}`
      pages.set(path, typeof page === 'string' ? { html: page } : page)
      return pageServer.origin + path
    },
    close: async () => {
      await Promise.all([search.close(), pageServer.close()])
      await rm(folder, { recursive: true })
    },
  }
}

async function listen(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The app, with the files of `folder` in front of it, as the host serves both. */
function searchServer(engine: Engine, folder: string): Server {
  const app = createApp({ load: async () => engine, version: 'test' })
  return createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    if (/^\/widget(\.js$|\/)/.test(url.pathname)) return sendFile(response, folder, url.pathname)
    send(response, await app.fetch(new Request(url, { headers: headersOf(request) })))
  })
}

async function sendFile(response: ServerResponse, folder: string, path: string): Promise<void> {
  const bytes = await readFile(join(folder, path)).catch(() => null)
  const type = path.endsWith('.js') ? 'text/javascript' : 'application/json'
  const rules = parseHeaders(await readFile(join(folder, '_headers'), 'utf8'))
  const headers = rules.find(([pattern]) => pattern.test(path))?.[1]
  response.writeHead(bytes ? 200 : 404, { 'Content-Type': type, ...headers })
  response.end(bytes)
}

/** The rules of a `_headers` file: paths and their headers. */
export function parseHeaders(text: string): [RegExp, Record<string, string>][] {
  return text
    .trim()
    .split('\n\n')
    .map((rule) => {
      const [path, ...lines] = rule.split('\n')
      const pattern = new RegExp(`^${path.replace('.', '\\.').replace('*', '.*')}$`)
      return [pattern, Object.fromEntries(lines.map((line) => line.trim().split(': ')))]
    })
}

function headersOf(request: IncomingMessage): Headers {
  return new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(Buffer.from(await answer.arrayBuffer()))
}

/** Both origins and a browser, for the tests of one file. */
export interface World extends Sites {
  readonly browser: Browser
  /** Opens a page of HTML, or an address; collects the errors in it. */
  readonly open: (page: TestPage | string, options?: BrowserContextOptions) => Promise<OpenedPage>
}

/** A page, and the errors in it: exceptions, and violations of its policy. */
export interface OpenedPage {
  readonly page: Page
  readonly errors: string[]
}

/** A world from the first test of a file to the last; its pages are closed after each test. */
export function useWorld(openEngine?: () => Promise<Engine>): World {
  const world = {} as { -readonly [Key in keyof World]: World[Key] }
  beforeAll(async () => {
    const sites = await startSites(await openEngine?.())
    const browser = await launchBrowser()
    const open: World['open'] = async (page, options) => {
      const context = await browser.newContext(options)
      const opened = await context.newPage()
      const errors: string[] = []
      opened.on('pageerror', (error) => errors.push(String(error)))
      opened.on('console', (message) => {
        // A failed request is no error here, but a policy violation is.
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
          errors.push(message.text())
        }
      })
      await opened.goto(
        typeof page === 'string' && page.startsWith('http') ? page : sites.serve(page),
      )
      return { page: opened, errors }
    }
    Object.assign(world, sites, { browser, open })
  })
  afterEach(async () => {
    await Promise.all(world.browser.contexts().map((context) => context.close()))
  })
  afterAll(async () => {
    await world.browser?.close()
    await world.close?.()
  })
  return world
}

/** Locators of the parts of a search element. */
export interface Parts {
  readonly input: Locator
  readonly options: Locator
  readonly active: Locator
  readonly note: Locator
  readonly status: Locator
  readonly panel: Locator
}

/** Parts of the search element in `scope`; Playwright looks into shadow roots by itself. */
export function partsOf(scope: Page | Locator): Parts {
  return {
    input: scope.getByRole('combobox'),
    options: scope.getByRole('option'),
    active: scope.locator('[part~=active]'),
    note: scope.locator('[part=note]'),
    status: scope.getByRole('status'),
    panel: scope.locator('[part=panel]'),
  }
}

/** An HTML page with this body. */
export function htmlOf(body: string, head = '', attributes = 'lang="en"'): string {
  return `<!doctype html><html ${attributes}><head><meta charset="utf-8"><title>Page</title><meta name="viewport" content="width=device-width, initial-scale=1">${head}</head><body><main><h1>A page</h1>${body}</main></body></html>`
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

/** Violations that axe-core finds in a page: rule, place and summary. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${target.flat().join(' ')} ${failureSummary}`,
    ),
  )
}
