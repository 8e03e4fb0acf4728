import { describe, expect, test } from 'vitest'
import { createRandom, drawNormal, drawWhole, logarithm, mixSeeds, shuffle } from './random.ts'

describe('createRandom', () => {
  test('repeats for the same seed and not for another', () => {
    const draw = (seed: number) => Array.from({ length: 4 }, createRandom(seed))

    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    expect(draw(1)[0]).toBeCloseTo(0.6270739405881613, 12)
  })

  test('draws all whole numbers about equally often', () => {
    const random = createRandom(1)
    const counts = [0, 0, 0, 0, 0]
    for (let i = 0; i < 10_000; i++) counts[drawWhole(random, 5)]++

    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })
})

test('shuffle gives every order about equally often', () => {
  const random = createRandom(1)
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const items = ['a', 'b', 'c']
    shuffle(items, random)
    const order = items.join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }

  expect([...counts.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120)
})

test('seeds of neighbours have nothing in common', () => {
  const seeds = [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => mixSeeds(a, b)))

  expect(new Set(seeds).size).toBe(9)
  expect(mixSeeds(1, 2)).not.toBe(mixSeeds(2, 1))
})

test('normal numbers have mean 0, standard deviation 1 and the right tails', () => {
  const random = createRandom(1)
  const drawn = Array.from({ length: 20_000 }, () => drawNormal(random))
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length
  const deviation = Math.sqrt(drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length)
  const far = drawn.filter((x) => Math.abs(x) > 1.959964).length / drawn.length

  expect(Math.abs(mean)).toBeLessThan(0.02)
  expect(Math.abs(deviation - 1)).toBeLessThan(0.02)
  expect(Math.abs(far - 0.05)).toBeLessThan(0.005)
})

test('the logarithm is the engine’s within a few units in the last place', () => {
  for (let i = -300; i < 300; i++) {
    const x = 1.0371 ** i * (1 + i / 1000)
    expect(Math.abs(logarithm(x) - Math.log(x)), `${x}`).toBeLessThanOrEqual(
      8 * Number.EPSILON * Math.max(1, Math.abs(Math.log(x))),
    )
  }
  expect(logarithm(1)).toBe(0)
})
