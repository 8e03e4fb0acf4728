import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProgress } from './progress.ts'

const lines: string[] = []
const { isTTY } = process.stderr

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  vi.spyOn(console, 'error').mockImplementation((line) => lines.push(line))
  process.stderr.isTTY = false
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  process.stderr.isTTY = isTTY
  lines.length = 0
})

test('measures time from the first update, whenever it was created', () => {
  const progress = createProgress('Embedding', 'passages')
  vi.advanceTimersByTime(20_000)
  progress.update(100, 10_100)
  vi.advanceTimersByTime(10_000)
  progress.update(1_100, 10_100)

  expect(lines).toEqual(['Embedding: 1100 of 10100 passages, 100/s, about 90 s left'])
})

test('leaves known units out of the rate', () => {
  const progress = createProgress('Embedding', 'passages')
  progress.update(0, 1_000)
  vi.advanceTimersByTime(10_000)
  progress.update(520, 1_000, 500)

  expect(lines).toEqual(['Embedding: 520 of 1000 passages, 2.0/s, about 240 s left'])
})

/** Returns the names of the stages whose bars a terminal showed since the last call. */
function watchTerminal(): () => Set<string> {
  const written: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  process.stderr.isTTY = true
  return () =>
    new Set(
      written
        .splice(0)
        .join('')
        .match(/Packing|Merging/g),
    )
}

test('a terminal shows one bar at a time, that of the stage that began first', () => {
  const names = watchTerminal()
  const packing = createProgress('Packing', 'texts')
  const merging = createProgress('Merging', 'words')

  packing.update(1, 10)
  merging.update(5, 10)
  expect(names()).toEqual(new Set(['Packing']))
  packing.update(10, 10)
  names()
  merging.update(6, 10)
  expect(names()).toEqual(new Set(['Merging']))
  merging.stop()
  packing.stop()
})

test('a stage that ends unseen does not touch the bar, and one that is done shows none again', () => {
  const names = watchTerminal()
  const packing = createProgress('Packing', 'texts')
  const merging = createProgress('Merging', 'words')

  packing.update(1, 10)
  merging.update(5, 10)
  merging.stop()
  names()
  merging.update(6, 10)
  expect(names()).toEqual(new Set())
  packing.update(10, 10)
  names()
  packing.update(10, 10)
  expect(names()).toEqual(new Set())
  packing.stop()
})
