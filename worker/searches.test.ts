import { describe, expect, test } from 'vitest'
import type { DataPoint } from '../core/asked.ts'
import { createTestApp, openTestEngine } from './test-engine.ts'

/** Asks a path of an app whose deployment notes searches; gives what was noted. */
async function noted(path: string, init: RequestInit = {}): Promise<DataPoint[]> {
  const points: DataPoint[] = []
  const SEARCHES = { writeDataPoint: (point: DataPoint) => void points.push(point) }
  const response = await createTestApp(await openTestEngine()).request(path, init, { SEARCHES })
  expect(response.ok).toBe(true)
  return points
}

const note = (question: string, isTyped: number, isAnswered: number) => [
  { indexes: [question], blobs: [question], doubles: [isTyped, isAnswered] },
]

describe('answerAndNote', () => {
  test.each(['/search?q=Army++ROAD', '/?q=Army++ROAD'])(
    'notes what %s asks, in one spelling',
    async (path) => {
      expect(await noted(path)).toEqual(note('army road', 0, 1))
    },
  )

  test('notes that nothing answered, and that a question is being typed', async () => {
    expect(await noted('/search?q=zebra')).toEqual(note('zebra', 0, 0))
    expect(await noted('/search?q=zeb&prefix=true')).toEqual(note('zeb', 1, 0))
  })

  test('notes what an agent asks', async () => {
    const params = { name: 'search', arguments: { query: 'army' } }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    const headers = { 'Content-Type': 'application/json' }

    expect(await noted('/mcp', { method: 'POST', headers, body })).toEqual(note('army', 0, 1))
  })

  test.each([
    ...['/search?q=army&offset=1', '/?q=army&offset=1', '/', '/health', '/related/rocket'],
    ...['/search', '/search?q=+&filter.topic=trade', '/?from=2022'],
  ])('notes nothing of %s, which asks nothing new', async (path) => {
    expect(await noted(path)).toEqual([])
  })

  test('notes a long question by its beginning, within what the platform takes', async () => {
    const [{ indexes, blobs }] = await noted(`/search?q=${encodeURIComponent('ü🚀'.repeat(200))}`)

    expect(blobs[0].length).toBe(200)
    expect(blobs[0].isWellFormed()).toBe(true)
    // Six bytes each: sixteen pairs fill the 96.
    expect(indexes[0]).toBe('ü🚀'.repeat(16))
  })
})
