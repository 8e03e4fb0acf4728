/**
 * Workers AI as a worker: behaves like the documented AI binding, with vectors of a real
 * model behind two servers with `/v1/embeddings`, one for each pooling.
 */
import { WorkerEntrypoint } from 'cloudflare:workers'
import type { EmbeddingsResponse } from '../../core/model/embeddings-api.ts'

interface AiEnv {
  /** Addresses of the servers. */
  readonly CLS: string
  readonly MEAN: string
  /** Whether an answer states its pooling, as with some models. */
  readonly STATES_POOLING: boolean
}

interface Inputs {
  readonly text: readonly string[]
  readonly pooling?: 'mean' | 'cls'
}

export default class extends WorkerEntrypoint<AiEnv> {
  /** Pools by the mean by default, and takes at most 100 texts. */
  async run(model: string, { text, pooling = 'mean' }: Inputs) {
    if (model !== '@cf/baai/bge-small-en-v1.5') throw new Error(`5007: No such model ${model}`)
    if (text.length > 100) throw new Error('3006: Request is too large')
    const { CLS, MEAN, STATES_POOLING } = this.env
    const response = await fetch(`${pooling === 'cls' ? CLS : MEAN}/v1/embeddings`, {
      method: 'POST',
      body: JSON.stringify({ input: text }),
    })
    const answer = await response.json<EmbeddingsResponse>()
    const data = answer.data.map(({ embedding }) => embedding)
    return { shape: [data.length, data[0].length], data, ...(STATES_POOLING && { pooling }) }
  }
}
