/** A model other than the embedded one, as a user runs it: real commands, real onnxruntime, real HTTP. */
import { type ChildProcess, execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build as bundle } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchResponse } from '../core/protocol.ts'
import { openEmbedder } from '../scripts/embedders/open.ts'
import { startEmbeddingServer } from '../scripts/serve/embedding-server.ts'
import {
  copyProject,
  freePort,
  interrupt,
  removeProject,
  runNpm,
  spawnNpm,
  untilPrinted,
} from './project.ts'
import { writeTinyBert } from './tiny-bert.ts'

const root = join(import.meta.dirname, '..')
let folder: string
let model: string

beforeAll(async () => {
  folder = await copyProject()
  model = join(folder, 'tiny')
  writeTinyBert(model, { maxTokens: 512, hidden: 32, layers: 2, pooling: 'mean' })
})

afterAll(() => removeProject(folder))

const build = (...args: string[]) => runNpm(folder, ['run', 'build', '--', ...args])
const index = () => join(folder, '.edgewise')

describe('npm run build -- --model', () => {
  test('refuses a model of unknown pooling, with what its files suggest', async () => {
    const { code, output } = await build('--model', './tiny')

    expect(code).toBe(1)
    expect(output).toContain('its 1_Pooling/config.json suggests --pooling mean.')
    expect(output).not.toContain('    at ')
  })

  test('builds beside the committed index, and says which model embedded', async () => {
    const before = await readFile(join(folder, 'embeddings/manifest.json'), 'utf8')
    const { code, output } = await build('--model', './tiny', '--pooling', 'mean')

    expect(code, output).toBe(0)
    expect(output).toMatch(
      /Built \.edgewise\/articles-\w+\/ from seeds\/articles: 5 articles, \d+ passages/,
    )
    expect(output).toMatch(
      /Embedded by tiny \(fp32, mean, 32 dimensions\): \d+ passages now, .* not taught the articles/,
    )
    expect(await readFile(join(folder, 'embeddings/manifest.json'), 'utf8')).toBe(before)
  })

  test('says which files to bring if a model is not here and there is no network', async () => {
    const { code, output } = await runNpm(folder, ['run', 'build', '--', '--model', 'gte-small'], {
      HF_ENDPOINT: 'http://127.0.0.1:1',
    })

    expect(code).toBe(1)
    expect(output).toContain(
      'Files of Xenova/gte-small are missing and huggingface.co cannot be reached',
    )
    expect(output).toContain('into .edgewise/models/Xenova/gte-small.')
  })

  test('continues after it was killed, to the same bytes as without', async () => {
    const articles = join(folder, 'many')
    await writeMany(articles, 600)
    const args = ['--model', './tiny', '--pooling', 'mean', '--articles', articles]
    await build(...args)
    const uninterrupted = await filesOf(index())
    await rm(index(), { recursive: true })

    const child = spawnNpm(folder, ['run', 'build', '--', ...args])
    await untilCached(100_000)
    process.kill(-(child.pid as number), 'SIGKILL')
    await new Promise((resolve) => child.once('close', resolve))
    expect(await readdir(index())).not.toContain('manifest.json')
    const { output } = await build(...args)

    const [, anew] = /: ([\d,]+) passages now/.exec(output) ?? []
    expect(Number(anew.replace(',', ''))).toBeGreaterThan(0)
    expect(Number(anew.replace(',', ''))).toBeLessThan(2400)
    expect(await filesOf(index())).toEqual(uninterrupted)

    const changed = join(articles, 'article-0007.md')
    await writeFile(changed, '# Changed\n\nThe army came by road.')
    expect((await build(...args)).output).toContain(': 1 passage now')
  })

  test('takes a server, and its key appears nowhere', async () => {
    const embedder = await openEmbedder({ id: model, pooling: 'mean' })
    const server = await startEmbeddingServer(embedder)
    const key = 'key-that-nobody-may-see'
    const { code, output } = await runNpm(
      folder,
      ['run', 'build', '--', '--model', server.address],
      {
        EDGEWISE_EMBEDDINGS_KEY: key,
      },
    )
    await server.close()
    await embedder.close()

    expect(code, output).toBe(0)
    expect(output).toContain('Embedded by tiny (32 dimensions)')
    expect(output).not.toContain(key)
    for (const bytes of Object.values(await filesOf(folder, 'dist', '.edgewise'))) {
      expect(Buffer.from(bytes, 'base64').includes(key)).toBe(false)
    }
  })
})

describe('npm start -- --model', () => {
  let server: ChildProcess
  let address: string

  beforeAll(async () => {
    const port = await freePort()
    address = `http://localhost:${port}`
    const args = ['start', '--', '--model', './tiny', '--pooling', 'mean', '--fallback', 'static']
    server = spawnNpm(folder, args, { PORT: String(port) })
    await untilPrinted(server, `edgewise answers at ${address}`)
  })

  afterAll(() => interrupt(server))

  test('embeds queries with the model that embedded the passages', async () => {
    const health = await (await fetch(`${address}/health`)).json()
    // Word for word from an article: what else a random model finds near is random.
    const q = 'He spoke of an "iron brother" and of a friendship that stands every test'
    const query = new URLSearchParams({ q, mode: 'semantic' })
    const response = await fetch(`${address}/search?${query}`)
    const answer = (await response.json()) as SearchResponse

    expect(health).toMatchObject({ encoder: { state: 'ready' } })
    expect(answer).toMatchObject({ mode: 'semantic' })
    expect(answer.degraded).toBeUndefined()
    expect(answer.results.length).toBeGreaterThan(0)
  })
})

test('npm start asks a server that wants a key, and the key cannot be seen', async () => {
  const embedder = await openEmbedder({ id: model, pooling: 'mean' })
  const inner = await startEmbeddingServer(embedder)
  // With characters that are special in an env file.
  const key = 'key$of the "server"\\'
  const guard = createServer(async (request, response) => {
    if (request.headers.authorization !== `Bearer ${key}`) return response.writeHead(401).end()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = request.method === 'POST' ? Buffer.concat(chunks) : undefined
    const answer = await fetch(inner.address + request.url, { method: request.method, body })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  const guardPort = await freePort()
  guard.listen(guardPort, '127.0.0.1')
  const port = await freePort()
  const args = ['start', '--', '--model', `http://127.0.0.1:${guardPort}#tiny`]
  const child = spawnNpm(folder, args, { PORT: String(port), EDGEWISE_EMBEDDINGS_KEY: key })
  try {
    const output = await untilPrinted(child, 'edgewise answers at')
    const health = await (await fetch(`http://localhost:${port}/health`)).text()
    const processes = await commandLines()

    expect(JSON.parse(health)).toMatchObject({ encoder: { state: 'ready' } })
    expect(output + health + processes).not.toContain(key)
    expect(processes).toContain('EDGEWISE_EMBEDDINGS_URL')
  } finally {
    await interrupt(child)
    guard.close()
    guard.closeAllConnections()
    await inner.close()
    await embedder.close()
  }
})

test('npm run dev serves a changed article with a model', async () => {
  const articles = join(folder, 'changing')
  await mkdir(articles)
  await writeFile(join(articles, 'one.md'), '# One\n\nThe river is in flood.')
  await writeFile(join(articles, 'two.md'), '# Two\n\nTroops visit a school.')
  const port = await freePort()
  const args = [
    'run',
    'dev',
    '--',
    '--model',
    './tiny',
    '--pooling',
    'mean',
    '--articles',
    articles,
  ]
  const child = spawnNpm(folder, args, { PORT: String(port) })
  try {
    await untilPrinted(child, 'edgewise answers at')
    const rebuilt = untilPrinted(child, ': 1 passage now')
    await writeFile(join(articles, 'three.md'), '# Three\n\nThe army came by road.')
    await rebuilt
    await expect
      .poll(
        async () => {
          const response = await fetch(`http://localhost:${port}/search?q=the+army+came+by+road`)
          if (!response.ok) return response.status
          const { results, degraded } = (await response.json()) as SearchResponse
          return degraded ?? results[0]?.id
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe('three')
  } finally {
    await interrupt(child)
  }
})

describe('other commands with a model', () => {
  const flags = ['--model', './tiny', '--pooling', 'mean']

  test('npm run search embeds queries with it', async () => {
    await build(...flags)
    const args = ['run', '--silent', 'search', '--', '--json', ...flags, 'iron brother']
    const { code, output, answer } = await runNpm(folder, args)

    expect(code, output).toBe(0)
    expect(JSON.parse(answer)).toMatchObject({ mode: 'hybrid' })
    expect(JSON.parse(answer).degraded).toBeUndefined()
  })

  test('npm run evaluate leaves nothing behind if a model cannot be opened', async () => {
    const left = await mkdtemp(join(tmpdir(), 'left-'))
    const args = ['run', 'evaluate', '--', '--model', 'static', '--model', './nowhere']
    const { code, output } = await runNpm(folder, args, { TMPDIR: left, TEMP: left, TMP: left })

    expect(code, output).toBe(1)
    expect(output).toMatch(/passages in .*nowhere/s)
    expect((await readdir(left)).filter((name) => name.startsWith('edgewise-'))).toEqual([])
  })

  test('npm run evaluate compares models and indexes', async () => {
    await build(...flags, '--out', join(folder, 'other-index'), '--dimensions', '16')
    const args = ['run', '--silent', 'evaluate', '--', '--json', '--model', 'static', ...flags]
    const index = ['--index', join(folder, 'other-index')]
    const { code, output, answer } = await runNpm(folder, [...args, ...index])

    expect(code, output).toBe(0)
    const table = JSON.parse(answer)
    expect(Object.keys(table)).toEqual([join(folder, 'other-index'), 'static', './tiny'])
    for (const row of Object.values(table)) {
      expect(row).toMatchObject({
        hybrid: { 'ndcg@10': expect.any(Number) },
        bytes: expect.any(Number),
        queryMs: expect.any(Number),
      })
    }
    expect(table['./tiny'].seconds).toBeGreaterThan(0)
    expect(table.static.hybrid['ndcg@10']).toBeGreaterThan(table['./tiny'].semantic['ndcg@10'])
  })

  test('npm run models lists known models and those that are here', async () => {
    await cp(model, join(folder, '.edgewise/models/Xenova/gte-small'), { recursive: true })
    const { code, output } = await runNpm(folder, ['run', 'models'])

    expect(code, output).toBe(0)
    expect(output).toMatch(
      /bge-m3\n.*\n {2}not here yet: Xenova\/bge-m3[^\n]*\n {2}edge: Workers AI \(@cf/,
    )
    expect(output).toMatch(/gte-small\n.*\n {2}here: Xenova\/gte-small, 0\.\d MB/)
  })

  test('npm run deploy says beforehand that nothing at the edge embeds queries', async () => {
    const { code, output } = await runNpm(folder, ['run', 'deploy', '--', '--dry-run', ...flags])

    expect(code, output).toBe(0)
    expect(output).toContain(
      'Nothing at the edge embeds queries with tiny: set EDGEWISE_EMBEDDINGS_URL',
    )
  })
})

test('memory does not grow with the passages', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(root, 'test/embed-many.ts'),
    '4000',
  ])
  const { passages, megabytes } = JSON.parse(stdout)

  expect(passages).toBeGreaterThan(3900)
  // Articles and postings grow a little; kept vectors would exceed this many times over.
  expect(megabytes.at(-1) - megabytes[4], stdout).toBeLessThan(100)
})

test('the worker bundles no code that embeds passages', async () => {
  const { metafile } = await bundle({
    entryPoints: [join(root, 'worker/index.ts')],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    loader: { '.bin': 'empty', '.wasm': 'empty' },
    external: ['cloudflare:*', 'node:*'],
  })
  const inputs = Object.keys(metafile.inputs)

  expect(inputs.length).toBeGreaterThan(30)
  expect(inputs.filter((input) => /scripts\/|transformers|onnx|huggingface/.test(input))).toEqual(
    [],
  )
  const [{ bytes }] = Object.values(metafile.outputs)
  expect(bytes).toBeLessThan(1_000_000)
})

/** The command lines of all processes, which any user of the machine can see. */
async function commandLines(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  execFile('ps', ['-eo', 'args'], { maxBuffer: 1e8 }, (_, output) => resolve(output))
  return promise
}

/** Writes `count` articles of four passages, each with words of its own. */
async function writeMany(place: string, count: number): Promise<void> {
  await mkdir(place)
  for (let i = 0; i < count; i++) {
    const section = (part: number) =>
      `## Part ${part}\n\n${`The river ${i} of part ${part} is in flood where troops visit a school. `.repeat(8)}`
    const name = `article-${String(i).padStart(4, '0')}.md`
    await writeFile(
      join(place, name),
      `# Article ${i}\n\n${[1, 2, 3, 4].map(section).join('\n\n')}`,
    )
  }
}

/** Waits until the cache holds that many bytes. */
async function untilCached(bytes: number): Promise<void> {
  const cache = join(folder, '.edgewise/cache')
  await expect
    .poll(
      async () => {
        const names = await readdir(cache).catch(() => [])
        const sizes = await Promise.all(
          names.map(async (name) => (await stat(join(cache, name))).size),
        )
        return Math.max(0, ...sizes)
      },
      { timeout: 60_000, interval: 20 },
    )
    .toBeGreaterThan(bytes)
}

/** Contents of the index's files by name, or of all files in these folders of `place`. */
async function filesOf(place: string, ...below: string[]): Promise<Record<string, string>> {
  const isIndexFile = (name: string) => /^(manifest\.json|segment-.*\.bin)$/.test(name)
  const names = below.length === 0 ? (await readdir(place)).filter(isIndexFile) : []
  for (const part of below) {
    const entries = await readdir(join(place, part), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (entry.isFile()) names.push(join(entry.parentPath, entry.name).slice(place.length + 1))
    }
  }
  const contents = await Promise.all(names.map((name) => readFile(join(place, name), 'base64')))
  return Object.fromEntries(names.map((name, i) => [name, contents[i]]))
}
