import { describe, expect, test } from 'vitest'
import { createLoader } from './load.ts'

describe('createLoader', () => {
  test('loads nothing before it is asked', () => {
    let loads = 0
    createLoader(async () => ++loads, Date.now)

    expect(loads).toBe(0)
  })

  test('shares one load among calls that come while it loads, and after', async () => {
    let loads = 0
    const { promise, resolve } = Promise.withResolvers<string>()
    const load = createLoader(() => {
      loads++
      return promise
    }, Date.now)
    const first = Promise.all([load(), load(), load()])
    resolve('index')

    expect(await first).toEqual(['index', 'index', 'index'])
    expect(await load()).toBe('index')
    expect(loads).toBe(1)
  })

  test('tells every waiting call of a failure, then tries again', async () => {
    let loads = 0
    const load = createLoader(async () => {
      if (++loads === 1) throw new Error('cut short')
      return 'index'
    }, Date.now)

    expect(await Promise.allSettled([load(), load()])).toMatchObject([
      { reason: { message: 'cut short' } },
      { reason: { message: 'cut short' } },
    ])
    expect(await load()).toBe('index')
    expect(loads).toBe(2)
  })

  test('tries again after a load that threw at once', async () => {
    let loads = 0
    const load = createLoader((): Promise<string> => {
      if (++loads === 1) throw new Error('no such file')
      return Promise.resolve('index')
    }, Date.now)

    await expect(load()).rejects.toThrow('no such file')
    expect(await load()).toBe('index')
  })

  test('begins a load anew if it never settles, and only then', async () => {
    const begun: PromiseWithResolvers<number>[] = []
    let time = 0
    const load = createLoader(
      () => {
        begun.push(Promise.withResolvers())
        return begun[begun.length - 1].promise
      },
      () => time,
    )
    const stuck = load()
    time = 29_999
    expect(load()).toBe(stuck)
    time = 30_000
    const second = load()
    await Promise.resolve()
    begun[0].reject(new Error('cancelled'))
    await expect(stuck).rejects.toThrow('cancelled')
    begun[1].resolve(2)

    expect(await second).toBe(2)
    time = 90_000
    expect(await load()).toBe(2)
    expect(begun).toHaveLength(2)
  })
})
