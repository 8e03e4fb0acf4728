import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createAnnouncer, silenceMs } from '../../widget/announcer.ts'
import { createAsker, pauseMs } from '../../widget/asker.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** An asker whose questions the test answers, and a log of what it did. */
function createWorld() {
  const log: string[] = []
  const settled = new Set<AbortSignal>()
  const open = new Map<string, { answer: (text: string) => void; fail: () => void }>()
  const asker = createAsker<string>({
    ask: (url, signal) => {
      log.push(`ask ${url}`)
      signal.addEventListener('abort', () => {
        if (!settled.has(signal)) log.push(`abort ${url}`)
      })
      return new Promise((resolve, reject) => {
        const settle = (end: () => void) => {
          settled.add(signal)
          end()
        }
        open.set(url, {
          answer: (text) => settle(() => resolve(text)),
          fail: () => settle(() => reject(new Error('failed'))),
        })
      })
    },
    onWait: () => log.push('wait'),
    onAnswer: (answer) => log.push(`show ${answer}`),
    onFailure: (error) => log.push(`fail ${(error as Error).message}`),
    isKept: (answer) => answer !== 'passing',
  })
  const answer = async (url: string, text: string) => {
    open.get(url)?.answer(text)
    await vi.advanceTimersByTimeAsync(0)
  }
  const fail = async (url: string) => {
    open.get(url)?.fail()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { asker, log, answer, fail }
}

describe('an asker', () => {
  test('asks once typing pauses, and only what was typed last', () => {
    const { asker, log } = createWorld()
    asker.askSoon('a', pauseMs)
    vi.advanceTimersByTime(pauseMs - 1)
    asker.askSoon('ab', pauseMs)
    vi.advanceTimersByTime(pauseMs)

    expect(log).toEqual(['wait', 'ask ab'])
  })

  test('asks at once if told to', () => {
    const { asker, log } = createWorld()
    asker.askSoon('a', pauseMs)
    asker.askNow('b')
    vi.advanceTimersByTime(pauseMs)

    expect(log).toEqual(['wait', 'ask b'])
  })

  test('aborts the previous question, and drops its answer if it comes all the same', async () => {
    const { asker, log, answer } = createWorld()
    asker.askNow('a')
    asker.askNow('b')
    await answer('b', 'B')
    await answer('a', 'A')

    expect(log).toEqual(['wait', 'ask a', 'abort a', 'wait', 'ask b', 'show B'])
  })

  test('drops an answer that comes while the next question still waits', async () => {
    const { asker, log, answer } = createWorld()
    asker.askNow('a')
    asker.askSoon('ab', pauseMs)
    await answer('a', 'A')

    expect(log).toEqual(['wait', 'ask a', 'abort a'])
  })

  test('reports a failure, but not of an aborted question', async () => {
    const { asker, log, fail } = createWorld()
    asker.askNow('a')
    await fail('a')
    asker.askNow('b')
    asker.stop()
    await fail('b')

    expect(log).toEqual(['wait', 'ask a', 'fail failed', 'wait', 'ask b', 'abort b'])
  })

  test('gives a known answer at once and asks nothing', async () => {
    const { asker, log, answer } = createWorld()
    asker.askNow('a')
    await answer('a', 'A')
    asker.askSoon('a', pauseMs)

    expect(log).toEqual(['wait', 'ask a', 'show A', 'show A'])
  })

  test('asks again after failures and answers that are not kept', async () => {
    const { asker, log, answer, fail } = createWorld()
    asker.askNow('a')
    await fail('a')
    asker.askNow('a')
    await answer('a', 'passing')
    asker.askNow('a')

    expect(log.filter((line) => line === 'ask a')).toHaveLength(3)
  })

  test('keeps the last twenty answers', async () => {
    const { asker, log, answer } = createWorld()
    for (let i = 0; i <= 20; i++) {
      asker.askNow(`${i}`)
      await answer(`${i}`, `${i}`)
    }
    log.length = 0
    asker.askNow('1')
    asker.askNow('0')

    expect(log.filter((line) => line.startsWith('ask'))).toEqual(['ask 0'])
  })

  test('asks nothing after it was stopped', () => {
    const { asker, log } = createWorld()
    asker.askSoon('a', pauseMs)
    asker.stop()
    vi.advanceTimersByTime(1000)

    expect(log).toEqual([])
  })
})

describe('an announcer', () => {
  test('says a sentence once no other has followed for a moment', () => {
    const status = { textContent: '' as string | null }
    const { say } = createAnnouncer(status)
    say('one')
    vi.advanceTimersByTime(silenceMs - 1)
    say('two')
    vi.advanceTimersByTime(silenceMs - 1)

    expect(status.textContent).toBe('')
    vi.advanceTimersByTime(1)
    expect(status.textContent).toBe('two')
  })

  test('can say the same sentence twice, and is silent once told so', () => {
    const status = { textContent: '' as string | null }
    const { say } = createAnnouncer(status)
    say('one')
    vi.advanceTimersByTime(silenceMs)
    say('one')

    expect(status.textContent).toBe('')
    say('')
    vi.advanceTimersByTime(silenceMs)
    expect(status.textContent).toBe('')
  })
})
