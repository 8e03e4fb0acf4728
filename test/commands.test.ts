/** The commands of the README as a user runs them: real processes, real files, real HTTP. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Result, SearchResponse } from '../core/protocol.ts'
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
let folder: string

beforeAll(async () => {
  folder = await copyProject()
})

afterAll(() => removeProject(folder))

describe('npm run build', () => {
  test('builds from seeds/ the bytes that are committed', async () => {
    await rm(join(folder, 'embeddings'), { recursive: true })
    // As macOS writes into folders that it shows.
    for (const place of ['', '0.1.0/'])
      await writeFile(join(folder, `widget/releases/${place}.DS_Store`), '')
    const { code, output } = await runNpm(folder, ['run', 'build'])

    expect(code, output).toBe(0)
    expect(await readdir(join(folder, 'dist/public/widget'))).not.toContain('.DS_Store')
    expect(output).toMatch(/Built embeddings\/ from seeds\/articles: 5 articles, \d+ passages/)
    expect(await filesOf(join(folder, 'embeddings'))).toEqual(
      await filesOf(join(root, 'embeddings')),
    )
  })

  test('lists everything wrong with its place, and leaves the index as it was', async () => {
    const articles = await writeArticles({
      'good.md': '---\ntitle: Good\n---\nText.',
      'bad-date.md': '---\ntitle: Bad\ndate: 2022-13\n---\nText.',
      'bad-url.md': '---\ntitle: Bad\nurl: javascript:alert(1)\n---\nText.',
    })
    const { code, output } = await runNpm(folder, ['run', 'build', '--', '--articles', articles])

    expect(code).toBe(1)
    expect(output).toMatch(/bad-date\.md:3: .*2022-13/)
    expect(output).toMatch(/bad-url\.md:3: .*javascript:/)
    const built = await readdir(join(folder, '.edgewise')).catch((): string[] => [])
    expect(built.filter((name) => name.startsWith('articles'))).toEqual([])
  })

  test('skips files that must not be shown and says why', async () => {
    const articles = await writeArticles({
      'draft.md': '---\ndraft: true\n---\nText.',
      'empty.md': '',
      'picture.png': 'x',
      'shown.md': '# Shown\n\nText.',
    })
    const { code, output } = await runNpm(folder, ['run', 'build', '--', '--articles', articles])

    expect(code, output).toBe(0)
    expect(output).toMatch(
      /Skipped 3 files:\n {2}draft\.md: .*\n {2}empty\.md: .*\n {2}1 of unknown extension: \.png/,
    )
    expect(output).toContain('Built .edgewise/')
  })

  test.each([
    ['build', '--articles'],
    ['deploy', '--dry-run', '--articles'],
  ])('npm run %s keeps what is served if no article is left', async (...args) => {
    const articles = await writeArticles({ 'tea.md': '# Tea\n\nPour the water.', 'none.md': '' })
    await runNpm(folder, ['run', 'build', '--', '--articles', articles])
    const before = await servedOf(articles)
    await writeFile(join(articles, 'tea.md'), '---\ndraft: true\n---\nPour the water.')
    const [command, ...options] = args
    const { code, output } = await runNpm(folder, ['run', command, '--', ...options, articles])

    expect(code, output).toBe(1)
    expect(output).toMatch(
      /Skipped 2 files:\n {2}none\.md: empty\n {2}tea\.md: draft\nNo article in /,
    )
    expect(output).not.toMatch(/Built|exiting/)
    expect(await servedOf(articles)).toEqual(before)
  })

  test.each([
    ['', '--out is ""; a folder is wanted.'],
    ['package.json', '--out is "package.json"; a folder is wanted, and a file is there.'],
    ['package.json/x', '--out is "package.json/x"; a folder is wanted, and a file is there.'],
  ])('refuses %j for the folder of an index to be compared', async (out, sentence) => {
    const { code, output } = await runNpm(folder, ['run', '-s', 'build', '--', '--out', out])

    expect([code, output.trim()]).toEqual([1, sentence])
    await expect(readFile(join(folder, 'manifest.json'))).rejects.toThrow('ENOENT')
  })

  test('leaves no folder for an index to be compared that could not be built', async () => {
    const articles = await writeArticles({ 'none.md': '' })
    const build = ['run', 'build', '--', '--articles', articles, '--out']
    await mkdir(join(folder, 'kept'))
    for (const out of ['new/index', 'kept/index', 'kept']) {
      expect((await runNpm(folder, [...build, out])).code).toBe(1)
    }

    expect(await readdir(folder)).not.toContain('new')
    expect(await readdir(join(folder, 'kept'))).toEqual([])
  })

  test('refuses a folder that is not there, and an unknown flag', async () => {
    const missing = await runNpm(folder, ['run', 'build', '--', '--articles', 'nowhere'])
    const misspelt = await runNpm(folder, ['run', 'build', '--', '--artikles', 'x'])

    expect(missing).toMatchObject({
      code: 1,
      output: expect.stringContaining('nowhere is not there'),
    })
    expect(misspelt).toMatchObject({ code: 1, output: expect.stringContaining('--articles') })
  })
})

test('an option that npm took for its own is refused, with the two dashes that are wanted', async () => {
  const { code, output } = await runNpm(folder, ['run', 'build', '--articles', 'blog'])

  expect(code).toBe(1)
  expect(output).toContain(
    '"blog" is not an option. Options follow two dashes, as in npm run build --',
  )
})

describe('npm start', () => {
  let server: ChildProcess
  let address: string

  beforeAll(async () => {
    const port = await freePort()
    address = `http://localhost:${port}`
    server = spawnNpm(folder, ['start'], { PORT: String(port) })
    await untilPrinted(server, `edgewise answers at ${address}`)
  })

  afterAll(() => interrupt(server))

  test('answers a question over HTTP', async () => {
    const question = 'How many troops guard the corridor?'
    const response = await fetch(`${address}/search?${new URLSearchParams({ q: question })}`)
    const answer = (await response.json()) as SearchResponse

    expect(response.status).toBe(200)
    expect(answer).toMatchObject({ query: question, mode: 'hybrid', confident: true })
    const { passage, sentence } = answer.results[0]
    expect(passage.text.slice(...sentence)).toContain('15,000')
  })

  test.each([
    'index.bin',
    'model.bin',
    'dist/index.bin',
    'dist/model.bin',
    'embeddings/manifest.json',
    'manifest.json',
    'model/edgewise-en-1.bin',
    'wrangler.toml',
    '.edgewise/manifest.json',
  ])('does not serve %s', async (name) => {
    expect((await fetch(`${address}/${name}`)).status).toBe(404)
  })

  test('serves the script for other sites, to any origin', async () => {
    const response = await fetch(`${address}/widget.js`)
    const [, file] = /'\.(\/widget\/\w+\.js)'/.exec(await response.text()) ?? []
    const script = await fetch(address + file)

    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=300')
    expect(script.status).toBe(200)
    expect(script.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(script.headers.get('Cache-Control')).toContain('immutable')
  })

  test('serves the committed OpenAPI document, to any origin', async () => {
    const response = await fetch(`${address}/openapi.json`)
    const committed = await readFile(join(folder, 'openapi/openapi.json'), 'utf8')

    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=300')
    expect(await response.text()).toBe(committed)
  })

  test.each([
    ['legacy', '2025-11-25'],
    ['auto', '2026-07-28'],
  ] as const)('answers an agent at /mcp (%s)', async (mode, version) => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
    await client.connect(new StreamableHTTPClientTransport(new URL(`${address}/mcp`)))
    const about = [client.getNegotiatedProtocolVersion(), client.getInstructions()]
    const query = 'How many troops guard the corridor?'
    const { tools } = await client.listTools()
    const found = await client.callTool({ name: 'search', arguments: { query, k: 1 } })
    const response = await fetch(`${address}/search?${new URLSearchParams({ q: query, k: '1' })}`)
    const answer = (await response.json()) as SearchResponse
    const article = answer.results[0].url
    const read = await client.callTool({ name: 'read_article', arguments: { article } })
    const refused = await client.callTool({ name: 'search', arguments: { query, k: 0 } })
    await client.close()

    expect(about).toEqual([version, expect.stringContaining('the 5 articles of “Articles”')])
    expect(tools.map(({ name }) => name)).toEqual(['search', 'read_article'])
    expect(found.structuredContent).toEqual(answer)
    expect(found.content[0]).toMatchObject({ text: expect.stringContaining('15,000') })
    expect(read.structuredContent).toMatchObject({ id: answer.results[0].id })
    expect(refused).toMatchObject({
      content: [{ text: 'k is "0"; a whole number from 1 to 50 is wanted.' }],
      isError: true,
    })
  })

  test('does not serve a shard by its name', async () => {
    const shards = (await readdir(join(folder, 'embeddings'))).filter((name) =>
      name.endsWith('.bin'),
    )

    expect(shards.length).toBeGreaterThan(0)
    for (const name of shards) {
      expect((await fetch(`${address}/${name}`)).status).toBe(404)
      expect((await fetch(`${address}/embeddings/${name}`)).status).toBe(404)
    }
  })

  test('can be judged by npm run evaluate over HTTP', async () => {
    const args = ['run', '--silent', 'evaluate', '--', '--json', '--index', address]
    const { code, output, answer } = await runNpm(folder, args)

    expect(code, output).toBe(0)
    const { hybrid, notFirst, tooConfident } = JSON.parse(answer)
    expect(hybrid['mrr@10']).toBeGreaterThan(0.9)
    expect(notFirst[0]).toMatchObject({ kind: 'paraphrase', rank: expect.any(Number) })
    expect(tooConfident).toEqual([])
  })
})

describe('npm start beside a server of the same clone', () => {
  let server: ChildProcess
  let address: string
  let articles: string

  beforeAll(async () => {
    const port = await freePort()
    address = `http://localhost:${port}`
    articles = await writeArticles({ 'other.md': '# Other\n\nOther text.' })
    server = spawnNpm(folder, ['start'], { PORT: String(port) })
    await untilPrinted(server, `edgewise answers at ${address}`)
  })

  afterAll(() => interrupt(server))

  test('is refused with other articles, which that server would begin to serve', async () => {
    const args = ['start', '--', '--articles', articles]
    const { code, output } = await runNpm(folder, args, { PORT: String(await freePort()) })

    expect(code).toBe(1)
    expect(output).toContain(`${address} serves embeddings/ from this clone and would serve .edgew`)
    expect((await fetch(`${address}/documents/other`)).status).toBe(404)
  })

  test('serves the same articles at a second port', async () => {
    const second = spawnNpm(folder, ['start'], { PORT: String(await freePort()) })

    expect(await untilPrinted(second, 'edgewise answers at')).not.toContain('Stop it')
    await interrupt(second)
  })

  test('a build of other articles says whose answers it changes', async () => {
    const { code, output } = await runNpm(folder, ['run', 'build', '--', '--articles', articles])
    await runNpm(folder, ['run', 'build'])

    expect(code, output).toBe(0)
    expect(output).toContain(`The server at ${address} now uses this index.`)
  })
})

describe('npm start, interrupted', () => {
  test('ends without an error message', async () => {
    const server = spawnNpm(folder, ['start'], { PORT: String(await freePort()) })
    await untilPrinted(server, 'edgewise answers at')

    expect(await interrupt(server)).not.toMatch(/exit code|error/i)
  })

  test.each(['SIGTERM', 'SIGHUP'] as const)('ends all processes by %s to its own', async (name) => {
    const env = { PORT: String(await freePort()) }
    const server = spawnNpm(folder, ['start'], env)
    await untilPrinted(server, 'edgewise answers at')
    // npm passes SIGTERM to its shell alone; a closed terminal signals the whole group.
    process.kill(name === 'SIGTERM' ? Number(server.pid) : -Number(server.pid), name)
    const signal = AbortSignal.timeout(20_000)
    // Emitted once the last process that could write has ended.
    await once(server, 'close', { signal })

    await expect(fetch(`http://localhost:${env.PORT}/health`)).rejects.toThrow()
  })

  test('ends at once, even before it answers', async () => {
    const server = spawnNpm(folder, ['start'], { PORT: String(await freePort()) })
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const started = performance.now()
    await interrupt(server)

    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('npm start with nothing to serve', () => {
  test('says which port is in use', async () => {
    const port = await freePort()
    const other = createServer().listen(port, 'localhost')
    const { code, output } = await runNpm(folder, ['start'], { PORT: String(port) })
    other.close()

    expect(code).toBe(1)
    expect(output).toContain(`Port ${port} is in use. Stop what uses it, or choose another: PORT=`)
  })

  test('ends if it cannot write the note that it serves', async () => {
    await mkdir(join(folder, '.edgewise'), { recursive: true })
    const notes = join(folder, '.edgewise/serving')
    await rm(notes, { recursive: true, force: true })
    await writeFile(notes, '')
    try {
      const { code, output } = await runNpm(folder, ['run', 'dev'], {
        PORT: String(await freePort()),
      })

      expect(code, output).toBe(1)
      expect(output).toContain('EEXIST')
    } finally {
      await rm(notes)
    }
  })

  test('says what PORT should be', async () => {
    const { code, output } = await runNpm(folder, ['start'], { PORT: 'http' })

    expect(code).toBe(1)
    expect(output).toContain('PORT is "http"; a number from 1 to 65535 is wanted.')
  })

  test('says which port no browser opens', async () => {
    const { code, output } = await runNpm(folder, ['start'], { PORT: '6000' })

    expect(code).toBe(1)
    expect(output).toContain('Browsers open no page at port 6000; choose another: PORT=8788.')
  })

  test('says that the index is broken', async () => {
    const shard = (await readdir(join(folder, 'embeddings'))).find((name) => name.endsWith('.bin'))
    const path = join(folder, 'embeddings', shard as string)
    const whole = await readFile(path)
    await runNpm(folder, ['run', 'build'])
    await writeFile(path, whole.subarray(1))
    const { code, output } = await runNpm(folder, ['start'], { PORT: String(await freePort()) })
    await writeFile(path, whole)

    expect(code).toBe(1)
    expect(output).toContain(`${shard} is not what its manifest says. Run npm run build.`)
  })

  test('says that the model is missing', async () => {
    const model = join(folder, 'model/edgewise-en-1.bin')
    await rm(model)
    const { code, output } = await runNpm(folder, ['start'], { PORT: String(await freePort()) })
    await cp(join(root, 'model/edgewise-en-1.bin'), model)

    expect(code).toBe(1)
    expect(output).toContain('edgewise-en-1.bin cannot be read. Restore it from the repository')
  })
})

describe('npm run search', () => {
  test('prints articles with the sentence that answers', async () => {
    const { code, output } = await runNpm(folder, ['run', 'search', '--', 'who is an iron brother'])

    expect(code, output).toBe(0)
    expect(output).toContain("1. General Li Qiaoming's visit")
    expect(output).toContain('He spoke of an "iron brother"')
    expect(output).not.toContain('\u001b')
  })

  test('names other sections that answer', async () => {
    const text = ['Cars', 'Bikes'].map((by) => `\n\n## ${by}\n\nThe road to school.`).join('')
    const articles = await writeArticles({ 'manual.md': `# Manual${text}` })
    const args = ['run', '--silent', 'search', '--', '--articles', articles, 'road to school']
    const { output } = await runNpm(folder, args)

    expect(output).toContain('\n   Bikes  /articles/manual#bikes\n')
  })

  test('lists the newest articles without a question', async () => {
    const args = ['run', '--silent', 'search', '--', '-k', '1', '--to', '2022']
    const { code, answer } = await runNpm(folder, args)

    expect(code).toBe(0)
    expect(answer).toMatch(
      /^1\. Bajwa's June 2022 mission .* {2}2022-06 · .*\n {3}\S+bajwa-delegation-2022\n1 of 2 articles; -k shows more\.\n$/,
    )
  })

  test('prints nothing but JSON with --json', async () => {
    const args = ['run', '--silent', 'search', '--', '--json', '-k', '1', 'iron brother']
    const { answer } = await runNpm(folder, args)

    expect(JSON.parse(answer).results).toHaveLength(1)
  })

  test('asks the articles it is told to ask, building them first', async () => {
    const articles = await writeArticles({ 'tea.md': '# Tea\n\nPour the water at eighty degrees.' })
    const args = ['run', '--silent', 'search', '--', '--articles', articles, '--json', 'tea water']
    const { code, output, answer } = await runNpm(folder, args)

    expect(code, output).toBe(0)
    expect(output).toContain('Built .edgewise/')
    expect(JSON.parse(answer).results.map(({ id }: Result) => id)).toEqual(['tea'])
  })

  test('asks a single file, rebuilt when it changes', async () => {
    const articles = await writeArticles({ 'tea.md': '# Tea\n\nPour the water at eighty degrees.' })
    const file = join(articles, 'tea.md')
    const args = ['run', '--silent', 'search', '--', '--articles', file, '--json', 'tea water']
    const first = await runNpm(folder, args)
    const second = await runNpm(folder, args)
    await writeFile(file, '# Green tea\n\nPour the water at seventy degrees.')
    const third = await runNpm(folder, args)

    expect(first.output).toMatch(/Built \.edgewise\/tea\.md-\w+\/ from .*tea\.md: 1 article,/)
    expect(second.output).not.toContain('Built')
    expect(JSON.parse(third.answer).results).toMatchObject([{ id: 'tea', title: 'Green tea' }])
  })

  test('rebuilds when libraries change, since they read articles and stem words', async () => {
    const articles = await writeArticles({ 'tea.md': '# Tea\n\nPour hot water.' })
    const args = ['run', 'search', '--', '--articles', articles, 'tea water']
    const ask = async () => (await runNpm(folder, args)).output.includes('Built ')
    const first = [await ask(), await ask()]
    await appendFile(join(folder, 'package-lock.json'), '\n')

    expect([...first, await ask()]).toEqual([true, false, true])
  })

  test('says which articles it asks if others were built last and none are named', async () => {
    const articles = await writeArticles({ 'tea.md': '# Tea\n\nPour the water at eighty degrees.' })
    const search = ['run', '--silent', 'search', '--', '--json', 'iron brother']
    await runNpm(folder, ['run', 'build', '--', '--articles', articles])
    const others = await runNpm(folder, search)
    const named = await runNpm(folder, [...search, '--articles', 'seeds/articles'])
    await runNpm(folder, ['run', 'build'])
    const same = await runNpm(folder, search)

    const name = basename(articles)
    expect(others.output).toContain(
      `This asks seeds/articles, as edgewise.toml says. ${name} was built or started last; ` +
        `--articles ${name} asks that.\n`,
    )
    expect(JSON.parse(others.answer).total).toBeGreaterThan(0)
    expect(named.output).not.toContain('This asks')
    expect(same.output).not.toContain('This asks')
  })

  test('refuses articles that are not there', async () => {
    const { code, output } = await runNpm(folder, [
      'run',
      'search',
      '--',
      '--articles',
      'none',
      'x',
    ])

    expect(code).toBe(1)
    expect(output).toContain('none is not there')
  })

  test('refuses an unknown filter, even by the name of an object property', async () => {
    const args = ['run', 'search', '--', '--filter', 'constructor=x', 'iron brother']
    const { code, output } = await runNpm(folder, args)

    expect(code).toBe(1)
    expect(output).toContain('filter.constructor is not a filter of this index')
  })

  test('says plainly that nothing answers', async () => {
    const { code, output } = await runNpm(folder, ['run', 'search', '--', 'sourdough bread recipe'])

    expect(code).toBe(0)
    expect(output).toContain('No article was found.')
  })
})

test('npm run evaluate says what to do if the queries are about other articles', async () => {
  const articles = await writeArticles({ 'tea.md': '# Tea\n\nPour the water at eighty degrees.' })
  const { code, output } = await runNpm(folder, ['run', 'evaluate', '--', '--articles', articles])

  expect(code).toBe(1)
  expect(output).toMatch(/queries\.json:\d+: ".+" expects general-li/)
  expect(output).toContain('judged for its articles with --queries.')
})

test('npm run evaluate lists missed queries, and confident answers to queries without an answer', async () => {
  const articles = await writeArticles({
    'tea.md': '# Tea\n\nPour the water at eighty degrees.',
    'ink.md': '# Ink\n\nInk is made of soot.',
  })
  const queries = join(articles, 'judged.json')
  const judged = [
    { query: 'soot', expect: ['tea'], kind: 'keyword' },
    { query: 'what is ink made of', expect: [], kind: 'none' },
  ]
  await writeFile(queries, JSON.stringify(judged))
  const args = ['run', '--silent', 'evaluate', '--', '--articles', articles, '--queries', queries]
  const { code, output, answer } = await runNpm(folder, args)

  expect(code, output).toBe(0)
  expect(answer).toMatch(
    /is not first \(hybrid, 1\):\n {2}soot \(keyword\)\n {4}tea: .*; first is ink/,
  )
  expect(answer).toMatch(
    /confident \(hybrid, 1\):\n {2}what is ink made of \(none\)\n {4}first is ink/,
  )
})

test('npm run evaluate judges a public collection as others do', async () => {
  const texts = { tea: 'Pour the water at eighty degrees.', ink: 'Ink of soot and water.' }
  const corpus = Object.entries(texts).map(([_id, text]) => JSON.stringify({ _id, text }))
  const collection = await writeArticles({
    'corpus.jsonl': corpus.join('\n'),
    'queries.jsonl': JSON.stringify({ _id: 'tea', text: texts.tea }),
    'qrels/test.tsv': 'query-id\tcorpus-id\tscore\ntea\tink\t1\ntea\tgone\t1\n',
  })
  const args = ['run', '--silent', 'evaluate', '--', '--json', '--beir', collection]
  const { code, output, answer } = await runNpm(folder, args)

  expect(code, output).toBe(0)
  expect(output).toContain('1 of 2 relevant documents are not in')
  // The query itself is a document, and no answer.
  expect(JSON.parse(answer).words).toMatchObject({ 'recall@10': 0.5, 'mrr@10': 1 })
})

test('npm run deploy --dry-run needs no account', async () => {
  const { code, output } = await runNpm(folder, ['run', 'deploy', '--', '--dry-run'])

  expect(code, output).toBe(0)
  expect(output).toContain('--dry-run: exiting now.')
})

test('npm run dev rebuilds when an article changes', async () => {
  const articles = await writeArticles({ 'one.md': '# One\n\nAbout apples.' })
  const port = await freePort()
  const server = spawnNpm(folder, ['run', 'dev', '--', '--articles', articles], {
    PORT: String(port),
  })
  let printed = ''
  server.stdout?.on('data', (chunk) => {
    printed += chunk
  })
  try {
    await untilPrinted(server, 'edgewise answers at')
    const rebuilt = untilPrinted(server, '2 articles')
    await writeFile(join(articles, 'two.md'), '# Two\n\nAbout zeppelins.')
    await rebuilt
    await expect
      .poll(
        async () => {
          const response = await fetch(`http://localhost:${port}/search?q=zeppelins`)
          if (!response.ok) return response.status
          return ((await response.json()) as SearchResponse).results[0]?.id
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe('two')
    const refused = untilPrinted(server, 'The last good index stays in use.')
    await writeFile(join(articles, 'two.md'), '---\ntitle: "Two\n---\nAbout zeppelins.')
    await refused
    const mended = untilPrinted(server, 'Nothing is broken any more.')
    await writeFile(join(articles, 'two.md'), '# Two\n\nAbout zeppelins.')
    await mended
    const emptied = untilPrinted(server, 'The last good index stays in use.')
    for (const name of ['one.md', 'two.md']) await writeFile(join(articles, name), '')
    expect(await emptied).toContain('is left to be searched')
    expect((await fetch(`http://localhost:${port}/documents/two`)).status).toBe(200)
    const filled = untilPrinted(server, 'Nothing is broken any more.')
    await writeFile(join(articles, 'two.md'), '# Two\n\nAbout zeppelins.')
    await filled
    // A change of branch may do this.
    const gone = untilPrinted(server, 'The last good index stays in use.')
    await rename(articles, `${articles}-away`)
    await gone
    const back = untilPrinted(server, 'Nothing is broken any more.')
    await cp(`${articles}-away`, articles, { recursive: true })
    await back
    expect(printed.match(/Built .edgewise.* 2 articles/g)).toHaveLength(1)
    // The model is taught once, and the server is no other one to itself.
    expect(printed.match(/The model stays as it is/g)).toHaveLength(1)
    expect(printed).not.toContain('now uses this index')
  } finally {
    await interrupt(server)
  }
})

test('npm run dev ends when it is told to, whatever it is building', async () => {
  const articles = await writeArticles({ 'one.md': '# One\n\nAbout apples.' })
  const settings = join(folder, 'edgewise.toml')
  const before = await readFile(settings, 'utf8')
  const silent = createServer(() => {}).listen(0, 'localhost')
  await once(silent, 'listening')
  const server = spawnNpm(folder, ['run', 'dev', '--', '--articles', articles], {
    PORT: String(await freePort()),
  })
  try {
    await untilPrinted(server, 'edgewise answers at')
    const asked = once(silent, 'request')
    const { port } = silent.address() as AddressInfo
    await appendFile(settings, `[model]\nid = "http://localhost:${port}#a"\n`)
    await asked
  } finally {
    const started = performance.now()
    await interrupt(server)
    silent.close()
    await writeFile(settings, before)
    expect(performance.now() - started).toBeLessThan(20_000)
  }
})

/** The bundled index of the worker, and the files of the index of these articles. */
async function servedOf(articles: string): Promise<unknown[]> {
  const built = await readdir(join(folder, '.edgewise'))
  const name = built.find((one) => one.startsWith(`${basename(articles)}-`) && !one.includes('.'))
  return [
    await readFile(join(folder, 'dist/index.bin'), 'base64'),
    await filesOf(join(folder, '.edgewise', name as string)),
  ]
}

/** Contents of all files in a folder by name. */
async function filesOf(place: string): Promise<Record<string, string>> {
  const names = (await readdir(place)).sort()
  const contents = await Promise.all(names.map((name) => readFile(join(place, name), 'base64')))
  return Object.fromEntries(names.map((name, i) => [name, contents[i]]))
}

let folders = 0

async function writeArticles(articles: Record<string, string>): Promise<string> {
  const place = join(folder, `articles-${++folders}`)
  await mkdir(place)
  for (const [name, text] of Object.entries(articles)) {
    await mkdir(dirname(join(place, name)), { recursive: true })
    await writeFile(join(place, name), text)
    // An hour ago, so that nothing depends on when the test runs.
    await utimes(join(place, name), Date.now() / 1000 - 3600, Date.now() / 1000 - 3600)
  }
  return place
}
