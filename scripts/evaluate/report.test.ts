import { expect, test, vi } from 'vitest'
import type { SearchResponse } from '../../core/protocol.ts'
import type { Asker } from './askers.ts'
import { type Judged, printChanges } from './report.ts'

test('printChanges passes over the article that a query was taken from, in both indexes', async () => {
  const lines = vi.spyOn(console, 'error').mockImplementation(() => {})
  const answerOf = (ids: readonly string[]) =>
    ({ results: ids.map((id) => ({ id })) }) as unknown as SearchResponse
  const other: Asker = {
    name: 'other',
    ask: async (_query, _mode, k) => answerOf(['taken from', 'a'].slice(0, k)),
    has: async () => true,
  }
  const query = { query: 'q', relevant: { a: 1 }, kind: 'query', itself: 'taken from', place: '' }
  await printChanges(other, [query], { answers: { hybrid: [answerOf(['a'])] } } as Judged)

  expect(lines.mock.lastCall).toEqual(['0 of 1 queries differ.'])
  lines.mockRestore()
})
