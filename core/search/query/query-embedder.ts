/**
 * From a query to its vector, or to the reason why it has none.
 *
 * An encoder that runs elsewhere is trusted once it has reproduced the index's probes. They
 * travel with the first query, so the proof costs no request of its own, unless the encoder
 * rejects that query; queries that come meanwhile are sent alone and wait for that proof. An
 * encoder that is down or runs another model is left alone for a minute, in which searches do
 * not wait for it, and then gets the probes again. Clock and patience are handed in.
 *
 * Nothing here waits for another request's promise alone: if that request is cancelled, its
 * promise never settles, so patience ends the wait and a stale proof is begun anew.
 */
import { type Encoded, EncoderLost, type QueryEncoder } from '../../model/encoder.ts'
import { createRecent } from '../../model/recent.ts'
import type { EncoderState, Usage } from '../../protocol.ts'
import { type Contract, judge, probesOf } from './contract.ts'

/** A query's vector, and its cost. */
export interface EmbeddedQuery {
  /** In the space of the index's passages; null if the encoder is lost. */
  readonly vector: Float32Array | null
  /** Why there is no vector: a sentence for people. */
  readonly lost?: string
  /** Left out where no encoder outside was asked. */
  readonly usage?: Usage
}

/** What embeds the queries of an index. */
export interface QueryEmbedder {
  /** Name of the model and of where it runs. */
  readonly id: string
  embedQuery(text: string): Promise<EmbeddedQuery>
  /** The state of the encoder, which is asked again if that is known for more than a minute. */
  check(): Promise<EncoderState>
}

/** What comes from outside. */
export interface Surroundings {
  /** Milliseconds since any moment. */
  readonly now: () => number
  /** Resolves when another request's proof has been waited for long enough. */
  readonly patience: () => Promise<unknown>
}

/** What an encoder gave; or nothing, and why. */
interface Answer {
  readonly encoded: Encoded | null
  readonly lost?: EncoderLost
}

/** How long an encoder that failed is left alone, and how long `check` believes what it knows. */
const restMs = 60_000
/** How long a proof holds, since a server may be replaced under its address. */
const proofMs = 3_600_000
/** After this long, a proof under way was cancelled; longer than any encoder's time limits. */
const provingMs = 15_000
/** A vector takes 1 to 4 kB, so at most 2 MB of an isolate's 128. */
const rememberedQueries = 500

/** A query embedder over an encoder that has to prove itself. */
export function createQueryEmbedder(
  contract: Contract,
  encoder: QueryEncoder,
  { now, patience }: Surroundings,
): QueryEmbedder {
  const { id } = encoder
  const probes = probesOf(contract)
  const remembered = createRecent<Float32Array>(rememberedQueries)
  let known: (EncoderState & { readonly at: number }) | null = null
  let proving: { readonly since: number; readonly settled: Promise<void> } | null = null

  const learn = (state: EncoderState['state'], note: string | null, cosine: number | null) => {
    known = { id, state, cosine, note, at: now() }
    // It may have run another model ever since its last proof.
    if (state === 'refused') remembered.forget()
  }
  const isAged = (ms: number) => known === null || now() - known.at >= ms
  const isProving = () => proving !== null && now() - proving.since < provingMs
  /** Waits for the proof under way, as long as patience lasts. */
  const settledProof = () => Promise.race([proving?.settled, patience()])

  const send = async (texts: string[]): Promise<Answer> => {
    try {
      return { encoded: await encoder.encodeQueries(texts) }
    } catch (error) {
      if (!(error instanceof EncoderLost)) throw error
      return { encoded: null, lost: error }
    }
  }

  const encode = async (text: string): Promise<Answer> => {
    const answer = await send([text])
    // An encoder that rejects this text may take others.
    if (answer.lost && answer.lost.loss !== 'texts') learn('down', answer.lost.message, null)
    return answer
  }

  /** Sends `texts` and the probes in one call, and learns the encoder's state. */
  const prove = async (texts: string[]) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const proof = { since: now(), settled: promise }
    proving = proof
    try {
      const answer = await send([...texts, ...probes])
      // It may reject the query and not the probes, so these are sent alone.
      const isTold = answer.lost?.loss === 'texts' && texts.length > 0
      const { encoded, lost } = isTold ? await send(probes) : answer
      if (encoded) {
        const { vectors, lengths, stated } = encoded
        const first = vectors.length - probes.length
        const verdict = judge(contract, encoder, {
          vectors: vectors.slice(first),
          lengths: lengths?.slice(first),
          stated,
        })
        if (verdict.matches) learn('ready', verdict.note, verdict.cosine)
        else learn('refused', verdict.reason, verdict.cosine)
      } else learn('down', lost?.message ?? null, null)
      return answer
    } finally {
      if (proving === proof) proving = null
      resolve()
    }
  }

  /** A query's vector from an answer, if the encoder is trusted. */
  const conclude = (text: string, { encoded, lost }: Answer): EmbeddedQuery => {
    if (!encoded) return { vector: null, lost: lost?.message }
    const [vector] = encoded.vectors
    const { dimensions } = contract.model
    if (known?.state === 'ready' && vector.length !== dimensions) {
      learn('refused', `${id} came to give ${vector.length} dimensions, not ${dimensions}.`, null)
    }
    const usage = { texts: encoded.vectors.length, tokens: encoded.tokens }
    const unbelieved = reasonOf(known, id)
    if (unbelieved !== null) return { vector: null, lost: unbelieved, usage }
    remembered.keep(text, vector)
    return { vector, usage }
  }

  return {
    id,
    async embedQuery(text) {
      const vector = remembered.recall(text)
      if (vector) return { vector, usage: { texts: 0, tokens: 0 } }
      const reason = known && reasonOf(known, id)
      if (reason !== null && (isProving() || !isAged(restMs))) {
        return { vector: null, lost: reason }
      }
      if (known?.state === 'ready' && (isProving() || !isAged(proofMs))) {
        return conclude(text, await encode(text))
      }
      if (!isProving()) return conclude(text, await prove([text]))
      const [answer] = await Promise.all([encode(text), settledProof()])
      return conclude(text, answer)
    },
    async check() {
      if (isProving()) await settledProof()
      else if (isAged(restMs)) await prove([])
      const { at: _, ...state } = known ?? { at: 0, ...unknownState(id) }
      return state
    },
  }
}

/** Why an encoder is not trusted; null if it is. */
function reasonOf(known: EncoderState | null, id: string): string | null {
  const { state, note } = known ?? unknownState(id)
  return state === 'ready' ? null : note
}

function unknownState(id: string): EncoderState {
  return { id, state: 'down', cosine: null, note: `${id} has not answered yet.` }
}
