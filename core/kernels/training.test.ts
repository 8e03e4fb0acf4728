import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomWhole, seededRandom } from '../../test/support.ts'
import { compileKernel, type Kernel } from './kernel.ts'
import { createTrainingMemory, openTrainingKernel, type TrainingKernel } from './training.ts'

let module: Kernel

beforeAll(async () => {
  module = await compileKernel(await readFile(join(import.meta.dirname, 'train.wasm')))
})

const bytes = 65536
/** Where results go, behind all that is read. */
const out = 32768

/** The same random memory twice, one for the kernel and one for its twin. */
function createWorlds(seed: number) {
  return [module, null].map((kernel) => {
    const memory = createTrainingMemory(bytes)
    const floats = new Float32Array(memory.buffer)
    const whole = new Int32Array(memory.buffer)
    const random = seededRandom(seed)
    for (let i = 0; i < floats.length; i++) floats[i] = random() * 2 - 1
    return { run: openTrainingKernel(kernel, memory), floats, whole, random }
  })
}

type World = ReturnType<typeof createWorlds>[number]

/** Runs `act` on both; what it returns and every bit of both memories must be the same. */
function expectSame(act: (kernel: TrainingKernel, world: World) => unknown) {
  for (let seed = 0; seed < 50; seed++) {
    const [fast, plain] = createWorlds(seed).map((world) => {
      const given = act(world.run, world)
      return { given, bits: world.whole.slice() }
    })
    expect(fast.given, `seed ${seed}`).toBe(plain.given)
    expect(
      fast.bits.every((bit, i) => bit === plain.bits[i]),
      `seed ${seed}`,
    ).toBe(true)
  }
}

const eights = (random: () => number) => 8 * randomWhole(random, 1, 6)

describe('the training kernel gives the same bits as its twin:', () => {
  test('sums of rows', () => {
    expectSame((kernel, { whole, random }) => {
      const count = randomWhole(random, 0, 30)
      for (let i = 0; i < count; i++) whole[4096 + i] = randomWhole(random, 0, 9)
      kernel.sumRows(0, eights(random), 16384, count, out)
    })
  })

  test('unit vectors, of zero too', () => {
    expectSame((kernel, { floats, random }) => {
      if (random() < 0.2) floats.fill(0, 0, 64)
      return kernel.normalize(0, eights(random), out)
    })
  })

  test('rows turned into panels', () => {
    expectSame((kernel, { random }) => {
      const columns = eights(random)
      kernel.transposeRows(0, 4 * columns, columns, out, 16 * randomWhole(random, 1, 2))
    })
  })

  test('rows dealt out to panels', () => {
    expectSame((kernel, { random }) => kernel.dealRow(0, eights(random), out, 512))
  })

  test('products', () => {
    expectSame((kernel, { random }) => {
      const [rows, columns, depth] = [eights(random), eights(random), eights(random)]
      kernel.multiply(0, rows, 16384, columns, depth, out, 4 * columns)
    })
  })

  test('exponentials with masked columns', () => {
    expectSame((kernel, { whole, floats, random }) => {
      const columns = eights(random)
      for (let i = 0; i < 3 * columns; i++) whole[4096 + i] = randomWhole(random, 0, 40)
      floats[1] = -10
      return kernel.exponentials(0, columns, 20, 16384, randomWhole(random, 0, columns - 1), out)
    })
  })

  test('weighed rows', () => {
    expectSame((kernel, { random }) => {
      const columns = eights(random)
      kernel.weighRows(0, 4 * columns, 16384, 20480, columns, out)
    })
  })

  test('weighed columns', () => {
    expectSame((kernel, { random }) => {
      const rows = eights(random)
      kernel.weighColumns(0, 64, 16384, 20480, rows, out)
    })
  })

  test('tangents', () => {
    expectSame((kernel, { random }) => {
      kernel.addTangent(0, 16384, eights(random), random(), out)
    })
  })

  test('steps of Adam', () => {
    expectSame((kernel, { floats, random }) => {
      for (let i = 8192; i < 8192 + 64; i++) floats[i] = Math.abs(floats[i])
      kernel.adam(out + 1024, 16384, out, 0, eights(random), random(), 1 + random())
    })
  })
})

describe('the training kernel computes what it says:', () => {
  test('a product by hand', () => {
    const [{ run, floats }] = createWorlds(1)
    // Rows 1 2 / 3 4 / 5 6 / 7 8 as a panel, and twice the unit matrix of 2 as the other.
    floats.set([1, 3, 5, 7, 2, 4, 6, 8], 0)
    floats.set([2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0], 4096)
    run.multiply(0, 4, 16384, 8, 2, out, 32)

    const rows = [0, 1, 2, 3].map((row) => [...floats.subarray(8192 + 8 * row, 8194 + 8 * row)])
    expect(rows).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
      [14, 16],
    ])
  })

  test('exponentials within a few units in the last place, 0 where nothing is left', () => {
    const [{ run, floats, whole }] = createWorlds(1)
    const cosines = Float32Array.from({ length: 64 }, (_, i) => 1 - i / 32)
    floats.set(cosines)
    floats[63] = -10
    for (let i = 0; i < 3 * 64; i++) whole[4096 + i] = i
    const sum = run.exponentials(0, 64, 20, 16384, 0, out)

    const exact = Array.from(cosines.subarray(0, 63), (cosine) => Math.exp(20 * (cosine - 1)))
    exact.forEach((value, i) => {
      expect(Math.abs(floats[i] / value - 1), `cosine ${cosines[i]}`).toBeLessThan(5e-7)
    })
    expect(floats[63]).toBe(0)
    expect(sum / exact.reduce((a, b) => a + b)).toBeCloseTo(1, 6)
  })

  test('one step of Adam moves each number by the rate against its gradient', () => {
    const [{ run, floats }] = createWorlds(1)
    floats.fill(0, 4096, 4096 + 64)
    floats.fill(0, 8192, 8192 + 64)
    floats.set([3, -3, 1e-3, -1e3], 0)
    const before = floats.slice(12288, 12292)
    run.adam(49152, 16384, 32768, 0, 4, 0.02 / (1 - 0.9), 1 / (1 - 0.999))

    const moved = before.map((value, i) => value - floats[12288 + i])
    expect([...moved].map((value) => Number(value.toFixed(4)))).toEqual([0.02, -0.02, 0.02, -0.02])
  })
})

test('memory that no kernel can address is refused', () => {
  expect(() => createTrainingMemory(2 ** 33)).toThrow('training needs 8192 MiB')
})
