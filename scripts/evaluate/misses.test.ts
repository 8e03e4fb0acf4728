import { describe, expect, test } from 'vitest'
import type { SearchResponse } from '../../core/protocol.ts'
import type { JudgedQuery } from './judged-queries.ts'
import { describeMisses, missesOf } from './misses.ts'

function createQuery(query: string, relevant: Record<string, number>, kind = 'question') {
  return { query, relevant, kind, place: 'q.json:1' } satisfies JudgedQuery
}

function createAnswer(ids: readonly string[], confident = true): SearchResponse {
  return {
    confident,
    results: ids.map((id) => ({ id, url: `/articles/${id}` })),
  } as unknown as SearchResponse
}

describe('missesOf', () => {
  test('tells the rank of the right article, and what came first', () => {
    const queries = [
      createQuery('right', { a: 1 }),
      createQuery('third', { a: 1, c: 1, worse: 0 }),
      createQuery('by address', { '/articles/b': 1 }),
      createQuery('not found', { z: 1 }),
      createQuery('nothing found', { z: 1 }),
    ]
    const answers = [['a'], ['worse', 'b', 'c'], ['a', 'b'], ['a'], []].map((ids) =>
      createAnswer(ids),
    )

    const { notFirst, tooConfident } = missesOf(queries, answers)
    expect(notFirst.map(({ query, expect, rank, first }) => [query, expect, rank, first])).toEqual([
      ['third', ['a', 'c'], 3, 'worse'],
      ['by address', ['/articles/b'], 2, 'a'],
      ['not found', ['z'], null, 'a'],
      ['nothing found', ['z'], null, null],
    ])
    expect(tooConfident).toEqual([])
  })

  test('tells which queries without an answer were answered with confidence', () => {
    const queries = [createQuery('sure', {}, 'none'), createQuery('unsure', { a: 0 }, 'none')]
    const answers = [createAnswer(['a']), createAnswer(['a'], false)]

    expect(missesOf(queries, answers)).toEqual({
      notFirst: [],
      tooConfident: [{ query: 'sure', kind: 'none', first: 'a' }],
    })
  })
})

describe('describeMisses', () => {
  test('lists both sorts of misses, and is empty if nothing was missed', () => {
    const queries = [
      createQuery('who', { a: 1 }),
      createQuery('where', { y: 1, z: 1 }),
      createQuery('sourdough', {}, 'none'),
    ]
    const answers = [createAnswer(['b', 'a']), createAnswer([]), createAnswer(['b'])]

    expect(describeMisses(missesOf(queries, answers))).toEqual([
      '',
      'The right article is not first (hybrid, 2):',
      '  who (question)',
      '    a: place 2; first is b',
      '  where (question)',
      '    y or another of 2: not in ten; nothing is found',
      '',
      'Nothing answers, and the answer is confident (hybrid, 1):',
      '  sourdough (none)',
      '    first is b',
    ])
    expect(describeMisses(missesOf([queries[0]], [createAnswer(['a'])]))).toEqual([])
  })

  test('names twenty and counts the others', () => {
    const queries = Array.from({ length: 23 }, (_, i) => createQuery(`q${i}`, { a: 1 }))
    const lines = describeMisses(
      missesOf(
        queries,
        queries.map(() => createAnswer(['b', 'a'])),
      ),
    )

    expect(lines).toHaveLength(2 + 2 * 20 + 1)
    expect(lines.at(-1)).toBe('  and 3 more; --json lists all.')
  })
})
