import { describe, expect, test } from 'vitest'
import { allDone } from './threads.ts'

describe('allDone', () => {
  test('gives all results, in order', async () => {
    expect(await allDone([Promise.resolve('a'), 2])).toEqual(['a', 2])
  })

  test('rejects only once the others have ended', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let hasEnded = false
    const slow = promise.then(() => {
      hasEnded = true
    })
    const all = allDone([Promise.reject(new Error('lost')), slow])
    setImmediate(resolve)

    await expect(all).rejects.toThrow('lost')
    expect(hasEnded).toBe(true)
  })
})
