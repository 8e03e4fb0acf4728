import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTrainer, type Trainer } from '../../core/model/training/trainer.ts'
import { layOut } from '../../core/model/training/trainer-layout.ts'
import { randomWhole, seededRandom } from '../../test/support.ts'
import { readKernel } from '../project.ts'
import { startThreads } from './training-threads.ts'

const random = seededRandom(1)
const batches = Array.from({ length: 10 }, () => {
  const pairs = randomWhole(random, 1, 100)
  const texts = () => {
    const starts = [0]
    for (let i = 0; i < pairs; i++) starts.push(starts[i] + randomWhole(random, 1, 19))
    const tokens = Array.from({ length: starts[pairs] }, () => randomWhole(random, 0, 299))
    return { tokens, starts }
  }
  return { queries: texts(), passages: texts() }
})

/** Steps until every thread has left something in its scratch memory, which proves that it took part. */
async function waitForThreads({ shared, step }: Trainer): Promise<void> {
  const { scratch, scratchBytes } = layOut(shared.shape)
  const floats = new Float32Array(shared.memory.buffer)
  const isAtWork = (thread: number) => {
    const from = (scratch + thread * scratchBytes) >> 2
    return floats.subarray(from, from + (scratchBytes >> 2)).some((value) => value !== 0)
  }
  for (let tries = 0; tries < 5000; tries++) {
    if (Array.from({ length: shared.shape.threads }, (_, i) => i).every(isAtWork)) return
    step(batches[0], 0.02)
    await setImmediate()
  }
  throw new Error('a thread took no part')
}

/** What ten steps with so many threads give. */
async function train(threads: number) {
  const sizes = { rows: 300, dimensions: 64, shortDimensions: 32, pairs: 100, tokens: 4000 }
  const trainer = createTrainer({ ...sizes, threads }, await readKernel('train'))
  const start = seededRandom(2)
  for (let i = 0; i < trainer.table.length; i++) trainer.table[i] = start() - 0.5
  const before = trainer.state.slice()
  const end = startThreads(trainer)
  await waitForThreads(trainer)
  trainer.resume(before, 0)
  const losses = batches.map((batch) => trainer.step(batch, 0.02))
  await end()
  return { losses, bytes: Buffer.from(trainer.state.slice().buffer).toString('base64') }
}

test('one, two and three threads learn the same bytes', async () => {
  const one = await train(1)

  expect(await train(2)).toEqual(one)
  expect(await train(3)).toEqual(one)
})
