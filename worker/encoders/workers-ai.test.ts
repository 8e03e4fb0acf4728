import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Encoder } from '../../core/model/encoder.ts'
import { describeEmbedder } from '../../test/embedder-suite.ts'
import { describeModel, fakeWorkersAi, run } from '../../test/worker/other-model.ts'
import { timeoutMs } from './attempt.ts'
import { createWorkersAiEncoder, type WorkersAi } from './workers-ai.ts'

afterEach(() => {
  vi.useRealTimers()
})

const encoderOf = (
  binding: WorkersAi,
  changes: Parameters<typeof describeModel>[0] = {},
): Encoder => createWorkersAiEncoder(describeModel(changes), binding) as Encoder

describeEmbedder('Workers AI', () => encoderOf(fakeWorkersAi().binding))
describeEmbedder('Workers AI, cut to eight dimensions', () =>
  encoderOf(fakeWorkersAi({ length: 3 }).binding, { dimensions: 8 }),
)

describe('Workers AI', () => {
  test('is asked to pool as the index does, with the query prefix', async () => {
    const { binding, inputs, asked } = fakeWorkersAi()
    const [vector] = await encoderOf(binding).embedQueries(['army'])

    expect(inputs).toEqual([{ model: '@cf/baai/bge-small-en-v1.5', pooling: 'cls' }])
    expect(asked).toEqual([['query: army']])
    expect(vector).toEqual(run('query: army', { pooling: 'cls' }))
  })

  test('is left to pool by mean where the index states no pooling', async () => {
    const { binding, inputs } = fakeWorkersAi()
    await encoderOf(binding, { pooling: null }).embedQueries(['army'])

    expect(inputs[0].pooling).toBe('mean')
  })

  test('gets no more than 100 texts at once', async () => {
    const { binding, asked } = fakeWorkersAi()
    await encoderOf(binding).embedQueries(Array.from({ length: 250 }, (_, i) => `army ${i}`))

    expect(asked.map((texts) => texts.length)).toEqual([100, 100, 50])
  })

  test('says how it pooled', async () => {
    const { binding } = fakeWorkersAi({ deaf: true })

    expect((await encoderOf(binding).encodeQueries(['army'])).stated).toEqual({ pooling: 'mean' })
  })

  test.each([
    ['BAAI/bge-m3', '@cf/baai/bge-m3'],
    ['onnx-community/embeddinggemma-300m-ONNX', '@cf/google/embeddinggemma-300m'],
    ['./models/bge-base-en-v1.5', '@cf/baai/bge-base-en-v1.5'],
    ['@cf/qwen/qwen3-embedding-0.6b', '@cf/qwen/qwen3-embedding-0.6b'],
  ])('runs %s as %s', async (id, name) => {
    const { binding, inputs } = fakeWorkersAi()
    await encoderOf(binding, { id }).embedQueries(['army'])

    expect(inputs[0].model).toBe(name)
  })

  test.each(['BAAI/bge-m3', 'onnx-community/embeddinggemma-300m-ONNX'])(
    'does not tell %s how to pool, which has no such choice',
    async (id) => {
      const run = vi.fn(fakeWorkersAi().binding.run)
      await encoderOf({ run }, { id }).embedQueries(['army'])

      expect(run.mock.calls[0][1]).toEqual({ text: ['query: army'] })
    },
  )

  test.each([
    [
      { id: 'Xenova/all-MiniLM-L6-v2' },
      'which Workers AI does not run; it runs bge-small-en-v1.5,',
    ],
    [{ id: 'constructor' }, 'which Workers AI does not run'],
    [{ pooling: 'last_token' as const }, 'pooled by last_token; Workers AI pools by mean or cls.'],
  ])('is no encoder for %j', (changes, sentence) => {
    const { binding } = fakeWorkersAi()

    expect(createWorkersAiEncoder(describeModel(changes), binding)).toContain(sentence)
  })

  const id = '@cf/baai/bge-small-en-v1.5 at Workers AI'
  test.each([
    [
      '3036: You have used up your daily free allocation',
      'setup',
      1,
      "3036: today's free allocation",
    ],
    [
      '4006: you have used up your daily free allocation',
      'setup',
      1,
      "4006: today's free allocation",
    ],
    ['AiError: 5007: No such model', 'setup', 1, '5007: it does not run this model any more.'],
    ['5018: The account is not allowed', 'setup', 1, '5018: this account may not use the model.'],
    ['5004: Invalid data type', 'setup', 1, '5004: it does not take what was sent.'],
    ['3006: Request is too large', 'texts', 1, '3006: this text is too long.'],
    ['3040: No more data centers', 'moment', 2, '3040: it has no room at the moment.'],
    ['3007: Request timeout', 'moment', 2, 'failed with error 3007.'],
    ['AiError: AiError: Request timeout (a613c7db)', 'moment', 2, `${id} failed.`],
  ])('is lost when it throws "%s"', async (message, loss, calls, sentence) => {
    const fake = fakeWorkersAi()
    fake.before = () => {
      throw new Error(message)
    }
    const lost = encoderOf(fake.binding).embedQueries(['army'])

    await expect(lost).rejects.toMatchObject({
      loss,
      message: expect.stringContaining(sentence),
    })
    expect(fake.asked.length).toBe(calls)
  })

  test('is asked once more after a bad moment', async () => {
    const fake = fakeWorkersAi()
    fake.before = () => {
      if (fake.asked.length === 1) throw new Error('3040: No more data centers')
    }

    expect(await encoderOf(fake.binding).embedQueries(['army'])).toEqual([run('query: army')])
  })

  test.each([
    [{ request_id: 'x' }, 'gave no vectors for 1 texts'],
    [{}, 'gave no vectors for 1 texts'],
    [null, 'gave no vectors for 1 texts'],
    [{ shape: [2, 16], data: [[1], [1]] }, 'gave 2 vectors for 1 texts'],
    [{ shape: [1, 16], data: [[Number.NaN]] }, 'gave something that is not a vector'],
  ])('is lost when it answers %j', async (answer, sentence) => {
    const fake = fakeWorkersAi()
    fake.before = () => answer

    await expect(encoderOf(fake.binding).embedQueries(['army'])).rejects.toThrow(sentence)
  })

  test('is given two tries of limited time', async () => {
    vi.useFakeTimers()
    const fake = fakeWorkersAi()
    fake.before = () => new Promise(() => {})
    const lost = encoderOf(fake.binding).embedQueries(['army'])
    const told = expect(lost).rejects.toThrow(`${id} did not answer within 2.5 s.`)
    await vi.advanceTimersByTimeAsync(2 * timeoutMs)

    await told
    expect(fake.asked.length).toBe(2)
  })
})
