import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { decodeBundle } from '../core/index/bundle.ts'
import type { HealthResponse, Problem, SearchResponse } from '../core/protocol.ts'
import { openEngine } from '../core/search/engine.ts'
import index from '../dist/index.bin'
import model from '../dist/model.bin'
import about from '../package.json' with { type: 'json' }
import { createApp } from './app.ts'
import worker from './index.ts'

describe('the worker in its own runtime', () => {
  test('starts with the index it was deployed with', async () => {
    const response = await worker.request('/health')
    const { manifest } = decodeBundle(new Uint8Array(index))

    expect(await response.json<HealthResponse>()).toMatchObject({
      status: 'ok',
      worker: about.version,
      index: manifest.version,
      model: manifest.model.id,
      documents: manifest.documents,
    })
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

  test('refuses an index with one changed bit', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const bytes = new Uint8Array(index.slice())
    bytes[bytes.length - 100] ^= 1
    const { manifest, shards } = decodeBundle(bytes)
    const load = () => openEngine(manifest, shards, new Uint8Array(model))
    const response = await createApp({ load, version: '0' }).request('/health')

    expect(response.status).toBe(503)
    expect((await response.json<Problem>()).detail).toContain('is damaged')
  })
})
