/** The npm package as others use it: packed, installed in an empty folder, imported from there. */
import { type ChildProcess, execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeInBrowser, launchBrowser } from './browser.ts'
import {
  copyProject,
  freePort,
  interrupt,
  removeProject,
  runNpm,
  spawnNpm,
  untilPrinted,
} from './project.ts'

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)
const [port, pagePort] = [await freePort(), await freePort()]
const endpoint = `http://localhost:${port}`

let project: string
let packed: string
let consumer: string
let server: ChildProcess

beforeAll(async () => {
  project = await copyProject()
  for (const name of ['docs', 'README.md', 'LICENSE']) {
    await cp(join(root, name), join(project, name), { recursive: true })
  }
  server = spawnNpm(project, ['start'], { PORT: String(port) })
  const answers = untilPrinted(server, 'edgewise answers at')
  const { code, output } = await runNpm(project, ['run', 'package'])
  expect(code, output).toBe(0)
  packed = join(project, 'dist/package')
  consumer = await realpath(await mkdtemp(join(tmpdir(), 'edgewise-consumer-')))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', consumer], {
    cwd: packed,
  })
  const tarball = JSON.parse(stdout)[0].filename
  const offline = ['--offline', '--no-audit', '--no-fund']
  await run('npm', ['install', ...offline, join(consumer, tarball)], { cwd: consumer })
  await answers
})

afterAll(async () => {
  if (server) await interrupt(server)
  await removeProject(project)
  await rm(consumer, { recursive: true, force: true })
})

/** Runs a program in that folder; returns what it prints. */
async function runProgram(source: string): Promise<string> {
  await writeFile(join(consumer, 'program.mjs'), source)
  return (await run(process.execPath, ['program.mjs'], { cwd: consumer })).stdout
}

/** TypeScript's errors in these files, put into that folder; empty if there are none. */
async function complaintsOf(
  files: Readonly<Record<string, string>>,
  options: object,
): Promise<string> {
  for (const [name, source] of Object.entries(files)) await writeFile(join(consumer, name), source)
  const compilerOptions = { module: 'NodeNext', strict: true, noEmit: true, types: [], ...options }
  const settings = { compilerOptions, files: Object.keys(files) }
  await writeFile(join(consumer, 'tsconfig.json'), JSON.stringify(settings))
  await writeFile(join(consumer, 'package.json'), JSON.stringify({ type: 'module' }))
  const typescript = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [typescript], { cwd: consumer }).catch(
    (failure: { stdout: string }) => failure,
  )
  return stdout
}

describe('npm run package', () => {
  test('names only files that are there, and nothing of other packages', async () => {
    const about = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8'))
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    const installed = join(consumer, 'node_modules/edgewise')

    expect(about).toMatchObject({ name: 'edgewise', version, type: 'module', license: 'MIT' })
    expect(about).not.toHaveProperty('dependencies')
    expect(about).not.toHaveProperty('private')
    for (const { types, default: script } of [about.exports['./client'], about.exports['./widget']])
      for (const file of [types, script])
        await expect(readFile(join(installed, file)), file).resolves.toBeDefined()
    expect((await readdir(installed)).sort()).toEqual(
      [
        ...['LICENSE', 'README.md', 'client.d.ts', 'client.js', 'messages', 'package.json'],
        ...['types', 'widget.d.ts', 'widget.js', 'widget.md'],
      ].sort(),
    )
  })

  test('has declarations whose imports resolve in the package', async () => {
    const files = Object.entries(await filesOf(packed)).filter(([path]) => path.endsWith('.d.ts'))
    const imports = files.flatMap(([path, text]) =>
      [...text.matchAll(/(?:from |import\()["'](\.[^"']*)/g)].map(([, to]) => [path, to]),
    )

    expect(imports.length).toBeGreaterThan(10)
    for (const [path, to] of imports) {
      expect(to).toMatch(/\.js$/)
      await expect(
        readFile(join(path, '..', to.replace(/\.js$/, '.d.ts'))),
        to,
      ).resolves.toBeDefined()
    }
  })

  test('has a README that says what it is and how to use it, without broken links', async () => {
    const readme = await readFile(join(packed, 'README.md'), 'utf8')

    expect(readme).toMatch(/^# edgewise\n\nSemantic search for any collection of articles/)
    expect(readme.match(/^# /gm)).toHaveLength(1)
    const pages = [readme, await readFile(join(packed, 'widget.md'), 'utf8')]
    for (const [, link] of pages.join('\n').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      await expect(readFile(join(packed, link)), link).resolves.toBeDefined()
  })

  test('gives the same bytes twice', async () => {
    const before = await filesOf(packed)
    await runNpm(project, ['run', 'package'])

    expect(await filesOf(packed)).toEqual(before)
  })
})

describe('edgewise/client', () => {
  test('asks a running search from Node', async () => {
    const output = await runProgram(`
      import { answerUrl, ClientError, createClient } from 'edgewise/client'
      const client = createClient(${JSON.stringify(endpoint)})
      const { results } = await client.search('who called Pakistan an iron brother', { k: 1 })
      const { results: near } = await client.related({ id: results[0].id }, { k: 2 })
      const { text } = await client.document(results[0].id)
      const { status } = await client.health()
      const error = await client.document('no-such').catch((error) => error)
      console.log(JSON.stringify({
        id: results[0].id, near: near.length, isLong: text.length > 500, status,
        url: answerUrl(results[0]), error: [error instanceof ClientError, error.status, error.detail],
      }))
    `)

    expect(JSON.parse(output)).toEqual({
      id: 'general-li-visits-pakistan',
      near: 2,
      isLong: true,
      status: 'ok',
      url: expect.stringContaining(`${endpoint}/articles/general-li-visits-pakistan#`),
      error: [true, 404, 'There is no article "no-such".'],
    })
  })

  test('is at most 2 kB, minified and compressed', async () => {
    const source = await readFile(join(packed, 'client.js'), 'utf8')
    const { code } = await transform(source, { minify: true, format: 'esm' })

    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(2000)
  })

  test('is typed without a DOM, in a Worker and in Node', async () => {
    const source = `
      import { ClientError, createClient, type Result } from 'edgewise/client'
      export async function first(binding: { fetch: typeof fetch }): Promise<Result | number | null> {
        const client = createClient('https://a.example', { fetch: (url, init) => binding.fetch(url, init) })
        try {
          return (await client.search('a', { k: 1, filters: { topic: ['a'] } })).results[0]
        } catch (error) {
          return error instanceof ClientError ? error.retryAfter : null
        }
      }`
    for (const types of ['@cloudflare/workers-types', '@types/node']) {
      const options = { lib: ['ES2024'], types: [join(root, 'node_modules', types)] }
      expect(await complaintsOf({ 'worker.ts': source }, options), types).toBe('')
    }
  })

  test('has types that catch mistakes', async () => {
    const source = `
      import { createClient } from 'edgewise/client'
      const client = createClient('https://a.example')
      // @ts-expect-error: an unknown mode
      client.search('a', { mode: 'fuzzy' })
      // @ts-expect-error: neither id nor url
      client.related({})
      // @ts-expect-error: answers are read-only
      client.health().then((health) => { health.title = 'b' })
      export {}`

    expect(await complaintsOf({ 'mistakes.ts': source }, { lib: ['ES2024', 'DOM'] })).toBe('')
  })
})

describe('edgewise/widget', () => {
  test('can be imported without a DOM', async () => {
    const output = await runProgram(
      `import * as widget from 'edgewise/widget'; console.log(Object.keys(widget).join())`,
    )

    expect(output.trim()).toBe('EdgewiseRelated,EdgewiseSearch')
  })

  test('has types of its elements and their events', async () => {
    const source = `
      import 'edgewise/widget'
      document.querySelector('edgewise-search')?.open()
      document.querySelector('edgewise-related')?.refresh()
      addEventListener('edgewise:error', ({ detail }) => detail.kind === 'busy')
      // @ts-expect-error: no such text
      document.createElement('edgewise-search').messages = { lable: 'Find' }`

    expect(await complaintsOf({ 'page.ts': source }, { lib: ['ES2024', 'DOM'] })).toBe('')
  })
})

test('every example of docs/client.md compiles', async () => {
  const docs = await readFile(join(root, 'docs/client.md'), 'utf8')
  const examples = [...docs.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, source]) => source)
  const files = Object.fromEntries(examples.map((source, i) => [`example-${i}.ts`, source]))

  expect(examples.length).toBeGreaterThan(3)
  expect(
    await complaintsOf(files, { lib: ['ES2024', 'DOM'], noUncheckedIndexedAccess: true }),
  ).toBe('')
})

describeInBrowser('edgewise/widget in a bundle', () => {
  let browser: Browser
  let pages: Server

  beforeAll(async () => {
    browser = await launchBrowser()
    const { outputFiles } = await build({
      stdin: { contents: `import 'edgewise/widget'`, resolveDir: consumer },
      ...{ bundle: true, minify: true, format: 'esm', write: false },
    })
    const pageOf = (language: string, script: string) =>
      `<!doctype html><html lang="${language}"><title>Page</title>
      <edgewise-search endpoint="${endpoint}"></edgewise-search>
      <edgewise-related endpoint="${endpoint}" url="${endpoint}/articles/general-li-visits-pakistan"></edgewise-related>
      ${script}`
    const script = await readFile(join(consumer, 'node_modules/edgewise/widget.js'), 'utf8')
    const served: Record<string, readonly [type: string, body: string]> = {
      '/': ['html', pageOf('de', `<script type="module">${outputFiles[0].text}</script>`)],
      '/alone': ['html', pageOf('de', '<script type="module" src="/widget.js"></script>')],
      '/widget.js': ['javascript', script],
    }
    pages = createServer(({ url = '' }, response) => {
      const [type, body] = served[url] ?? []
      response.writeHead(type ? 200 : 404, { 'Content-Type': `text/${type}; charset=utf-8` })
      response.end(body)
    })
    await new Promise<void>((resolve) => pages.listen(pagePort, 'localhost', resolve))
  })

  afterAll(async () => {
    await browser?.close()
    pages?.close()
  })

  test('asks the endpoint, and speaks the language of the page', async () => {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(`http://localhost:${pagePort}/`)
    await page.getByRole('combobox', { name: 'Suche' }).fill('iron brother')
    const first = page.getByRole('option').first()
    await first.waitFor()

    expect(await first.getAttribute('href')).toContain('/articles/general-li-visits-pakistan#')
    expect(errors).toEqual([])
  })

  test('speaks English if the file of a language cannot be loaded', async () => {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(`http://localhost:${pagePort}/alone`)
    await page.getByRole('combobox', { name: 'Search', exact: true }).waitFor()
    await page.getByRole('navigation', { name: 'Related articles' }).waitFor()

    expect(errors).toEqual([])
  })
})

/** Contents of all files in a folder by path. */
async function filesOf(place: string): Promise<Record<string, string>> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name))
  const contents = await Promise.all(paths.sort().map((path) => readFile(path, 'utf8')))
  return Object.fromEntries(paths.map((path, i) => [path, contents[i]]))
}
