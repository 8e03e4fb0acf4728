import { describe, expect, test } from 'vitest'
import { crewNumbers, dismiss, runPhase, serve } from './crew.ts'

const createNumbers = () => new Int32Array(new SharedArrayBuffer(4 * crewNumbers))

describe('a crew', () => {
  test('runs every part of every phase once, alone if nobody serves', () => {
    const numbers = createNumbers()
    const ran: string[] = []
    for (const [phase, parts] of [
      [0, 3],
      [1, 0],
      [2, 2],
    ]) {
      runPhase(numbers, phase, parts, (...which) => ran.push(which.join('.')))
    }

    expect(ran).toEqual(['0.0', '0.1', '0.2', '2.0', '2.1'])
  })

  test('lets another thread take what is left, and return when dismissed', () => {
    const numbers = createNumbers()
    const served: number[] = []
    const kept: number[] = []
    dismiss(numbers)
    runPhase(numbers, 0, 4, (_, part) => {
      kept.push(part)
      // As if another thread ran while this one is at its first part.
      if (part === 0) serve(numbers, (_, other) => served.push(other))
    })

    expect([kept, served]).toEqual([[0], [1, 2, 3]])
  })

  test('tells the thread that runs a phase of a part that failed', () => {
    const numbers = createNumbers()
    dismiss(numbers)
    const run = (_: number, part: number) => {
      if (part === 1) throw new Error('broken')
      if (part === 0) expect(() => serve(numbers, run)).toThrow('broken')
    }

    expect(() => runPhase(numbers, 0, 3, run)).toThrow('A training thread failed.')
  })
})
