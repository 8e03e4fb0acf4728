import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { describe, expect, test, vi } from 'vitest'
import { decodeBundle } from '../core/index/bundle.ts'
import { decodeModel } from '../core/model/model.ts'
import { encodePatch, noPatch } from '../core/model/patch.ts'
import type { HealthResponse, Problem, SearchResponse } from '../core/protocol.ts'
import { openEngine } from '../core/search/engine.ts'
import index from '../dist/index.bin'
import model from '../dist/model.bin'
import about from '../package.json' with { type: 'json' }
import { createApp } from './app.ts'
import { load, version } from './deployed.ts'
import worker from './index.ts'
import type { Dataset } from './request.ts'

const bindings = env as unknown as { readonly CF_VERSION_METADATA: { readonly id: string } }

/** A copy with one changed bit. */
function flip(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice()
  changed[changed.length - 100] ^= 1
  return changed
}

const base = decodeModel('model', new Uint8Array(model))
/** Every tenth row, as a patch that overwrites it. */
const turned = Array.from({ length: 4800 }, (_, i) => 10 * i)
const everyRow = {
  rows: Uint16Array.from(turned),
  codes: Int8Array.from({ length: 4800 * 256 }, (_, i) => (i % 2 === 0 ? 127 : -127)),
  scales: new Float32Array(4800).fill(0.01),
}

describe('the worker in its own runtime', () => {
  test('starts with the index it was deployed with', async () => {
    const response = await worker.request('/health')
    const { manifest } = decodeBundle(new Uint8Array(index))

    expect(await response.json<HealthResponse>()).toMatchObject({
      status: 'ok',
      index: manifest.version,
      model: manifest.model.id,
      documents: manifest.documents,
    })
  })

  test('tells the release and the deployment that answers', async () => {
    const { worker: version } = await (await worker.request('/health')).json<HealthResponse>()

    expect(version).toBe(`${about.version}+${bindings.CF_VERSION_METADATA.id}`)
  })

  test('is mounted under a path by a worker of somebody else', async () => {
    const own = new Hono().route('/find', createApp({ load, version, base: '/find' }))
    const response = await own.request('/find/search?q=military')

    expect((await response.json<SearchResponse>()).results).not.toEqual([])
  })

  test('answers with the model it was deployed with', async () => {
    const response = await worker.request('/search?q=military+cooperation&mode=semantic')
    const { mode, results } = await response.json<SearchResponse>()

    expect(mode).toBe('semantic')
    expect(results[0].similarity).toBeGreaterThan(0.2)
    expect((await worker.request('/?q=military+cooperation')).status).toBe(200)
  })

  test('counts searches by the limit that the platform binds', async () => {
    const ask = () => worker.request('/search?q=army', {}, env)
    const statuses = [(await ask()).status, (await ask()).status, (await ask()).status]

    // vitest.config.ts binds a limit of two a minute.
    expect(statuses).toEqual([200, 200, 429])
  })

  test('notes a search in the dataset that the platform binds', async () => {
    const { SEARCHES } = env as unknown as { readonly SEARCHES: Dataset }
    const write = vi.spyOn(SEARCHES, 'writeDataPoint')
    const answer = await worker.request('/search?q=iron+brother', {}, { SEARCHES })

    expect(answer.status).toBe(200)
    expect(write.mock.calls).toEqual([
      [{ indexes: ['iron brother'], blobs: ['iron brother'], doubles: [0, 1] }],
    ])
    expect(write.mock.results).toMatchObject([{ type: 'return' }])
  })

  test('embeds queries with what the articles taught the model', async () => {
    const { manifest, shards, patch } = decodeBundle(new Uint8Array(index))
    const engine = await openEngine(manifest, shards, new Uint8Array(model), { patch })
    const [{ text, vector }] = manifest.model.probes
    const embedded = (await engine.embedder.embedQuery(text)).vector as Float32Array

    expect(patch?.length).toBe(manifest.model.patch?.bytes)
    expect(Math.max(...embedded.map((value, d) => Math.abs(value - vector[d])))).toBeLessThan(1e-6)
  })

  test.each([
    ['one changed bit', flip],
    ['one changed bit in what the articles taught', flip],
    ['what other articles taught', () => encodePatch(base, { ...noPatch, ...everyRow })],
    ['nothing of what the articles taught', () => null],
  ])('refuses an index with %s', async (which, change) => {
    vi.spyOn(console, 'error').mockReturnValue()
    const { manifest, shards, patch } = decodeBundle(new Uint8Array(index))
    const isPatch = which.includes('taught')
    const files = isPatch ? shards : shards.map(flip)
    const options = { patch: isPatch ? change(patch as Uint8Array<ArrayBuffer>) : patch }
    const load = () => openEngine(manifest, files, new Uint8Array(model), options)
    const response = await createApp({ load, version: '0' }).request('/health')

    expect(response.status).toBe(503)
    expect((await response.json<Problem>()).detail).toMatch(
      change === flip ? 'is damaged' : 'whose vectors differ',
    )
  })
})
