/**
 * The whole path at the edge: an index built by a transformer, the worker as `--env ai` deploys
 * it, in Cloudflare's runtime, and queries embedded by Workers AI, for which a worker stands in
 * (worker/ai.ts).
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createTestHarness } from 'wrangler'
import type { HealthResponse, SearchResponse } from '../core/protocol.ts'
import type { Pooling } from '../scripts/embedders/models.ts'
import { openEmbedder } from '../scripts/embedders/open.ts'
import { startEmbeddingServer } from '../scripts/serve/embedding-server.ts'
import { copyProject, removeProject, runNpm } from './project.ts'
import { type TinyBertOptions, writeTinyBert } from './tiny-bert.ts'

// The name of a model that Workers AI runs, so it is pooled and prefixed like that.
const name = 'bge-small-en-v1.5'
const size: TinyBertOptions = { maxTokens: 512, hidden: 32, layers: 2 }
let folder: string

beforeAll(async () => {
  folder = await copyProject()
  writeTinyBert(join(folder, name), size)
  writeTinyBert(join(folder, 'other', name), { ...size, seed: 2 })
  const { code, output } = await runNpm(folder, ['run', 'build', '--', '--model', `./${name}`])
  expect(code, output).toBe(0)
  // The real binding accepts a signal; a worker in its place does so only with this flag.
  const config = join(folder, 'wrangler.toml')
  const flag = 'compatibility_flags = ["enable_abortsignal_rpc"]\n'
  await writeFile(config, flag + (await readFile(config, 'utf8')))
})

afterAll(() => removeProject(folder))

/** Starts a server of the model in a folder of the project; returns its address. */
async function serve(model: string, pooling: Pooling): Promise<string> {
  const embedder = await openEmbedder({ id: join(folder, model), pooling })
  const server = await startEmbeddingServer(embedder)
  onTestFinished(async () => {
    await server.close()
    await embedder.close()
  })
  return server.address
}

/**
 * The deployed worker's answer to a query, and what it then says of its encoder.
 *
 * @param vars of worker/ai.ts
 */
async function askWith(vars: { CLS: string; MEAN: string; STATES_POOLING: boolean }) {
  const server = createTestHarness({
    root: folder,
    workers: [
      { configPath: 'wrangler.toml', env: 'ai', bindingOverrides: { AI: 'ai' } },
      {
        config: {
          name: 'ai',
          main: join(import.meta.dirname, 'worker/ai.ts'),
          compatibility_date: '2026-11-01',
          vars,
        },
      },
    ],
  })
  onTestFinished(() => server.close())
  await server.listen()
  const answer = (await (await server.fetch('/search?q=iron+brother')).json()) as SearchResponse
  const { encoder } = (await (await server.fetch('/health')).json()) as HealthResponse
  return { answer, encoder }
}

test('an index is searched by words and meaning if Workers AI runs its model', async () => {
  const [CLS, MEAN] = [await serve(name, 'cls'), await serve(name, 'mean')]
  const { answer, encoder } = await askWith({ CLS, MEAN, STATES_POOLING: true })

  expect(answer).toMatchObject({ mode: 'hybrid', usage: { texts: 4 } })
  expect(answer).not.toHaveProperty('degraded')
  expect(answer.results.length).toBeGreaterThan(0)
  expect(encoder).toMatchObject({ state: 'ready', cosine: expect.closeTo(1, 4), note: null })
})

test.each([
  ['it pools in another way, and does not say so', name, 'mean'],
  ['it runs another model under that name', `other/${name}`, 'cls'],
] as const)('an index is searched by words alone if %s', async (_, model, pooling) => {
  const address = await serve(model, pooling)
  const { answer, encoder } = await askWith({ CLS: address, MEAN: address, STATES_POOLING: false })

  expect(answer).toMatchObject({ mode: 'words', degraded: { leg: 'semantic' } })
  expect(answer.degraded?.reason).toMatch(
    /^The index was built with bge-small-en-v1\.5; queries are embedded with @cf\/baai\/bge-small-en-v1\.5 at Workers AI, whose vectors differ \(cosine -?0\.\d{4}; 0\.99 is wanted\)/,
  )
  expect(encoder.state).toBe('refused')
})
