/**
 * An embedder that runs elsewhere: in a service, on a server, behind a key.
 *
 * It can be unreachable, it can run another model than it says, and it may charge for tokens; so it
 * reports more than an embedder of our own: the tokens it counted and what it states of
 * itself. What all such encoders have in common is done here once: prefixes, batches, empty
 * texts, the Matryoshka cut and scaling to length 1. Vectors are always scaled, cut or not,
 * because some servers leave that to their caller and only directions are compared; the
 * lengths they came with are reported.
 */
import type { Embedder } from './embedder.ts'
import { normalized } from './model.ts'

/** What an encoder says of the model it runs; whatever it cannot say is left out. */
export interface Stated {
  readonly revision?: string
  readonly dtype?: string
  readonly pooling?: string
  /** SHA-256 of the tokenizer's file. */
  readonly tokenizer?: string
  /** `chunkerVersion` of the edgewise that serves it. */
  readonly chunker?: number
}

/** How far from 1 the length of a unit vector may be. */
export const lengthTolerance = 1e-3

/** The result of encoding some texts. */
export interface Encoded {
  /** Unit vectors, one a text, in order. */
  readonly vectors: Float32Array[]
  /** Their lengths as they came, before they were cut and scaled; left out by an embedder that does neither. */
  readonly lengths?: readonly number[]
  /** Tokens of all texts as the encoder counts them; null where it does not say. */
  readonly tokens: number | null
  readonly stated: Stated
}

/** An embedder that also says how many tokens a call took and what model it runs. */
export interface Encoder extends Embedder {
  /** Like `embedQueries`, with what else the encoder reports. */
  encodeQueries(texts: readonly string[]): Promise<Encoded>
}

/**
 * Why an encoder gave nothing: a bad `moment` (asking again may help), its `setup` (a person
 * must change something), or these `texts` (others may work).
 */
export type Loss = 'moment' | 'setup' | 'texts'

/** An encoder gave no vectors; the message is for whoever searches, so it holds no secret. */
export class EncoderLost extends Error {
  override readonly name = 'EncoderLost'
  readonly loss: Loss

  constructor(message: string, loss: Loss, options?: ErrorOptions) {
    super(message, options)
    this.loss = loss
  }
}

/** What a service answered, not yet checked. */
export interface Sent {
  /** One row a text, in order; of the model's own dimensions, and not scaled. */
  readonly rows: unknown
  readonly tokens?: number | null
  readonly stated?: Stated
}

/** What an encoder is made of. */
export interface EncoderParts {
  /** Name for people: the model and where it runs. */
  readonly id: string
  /** Length of the vectors wanted; longer ones are cut (Matryoshka). */
  readonly dimensions: number
  readonly prefixes: { readonly query: string; readonly passage: string }
  /** Most texts in one call. */
  readonly batch: number
  /**
   * Embeds `texts`, none of them empty, as they are.
   *
   * @throws EncoderLost
   */
  readonly send: (texts: readonly string[]) => Promise<Sent>
}

/** An encoder over `send`. Its calls throw EncoderLost. */
export function createEncoder(parts: EncoderParts): Encoder {
  const embed = async (prefix: string, texts: readonly string[]): Promise<Encoded> => {
    const vectors: Float32Array[] = texts.map(() => new Float32Array(parts.dimensions))
    const lengths = texts.map(() => 0)
    // An empty text has the zero vector, whatever a model makes of its prefix alone.
    const asked = [...texts.keys()].filter((i) => texts[i].trim() !== '')
    let tokens: number | null = 0
    let stated: Stated = {}
    for (let from = 0; from < asked.length; from += parts.batch) {
      const batch = asked.slice(from, from + parts.batch)
      const sent = await parts.send(batch.map((i) => prefix + texts[i]))
      for (const [i, row] of readRows(parts, sent.rows, batch.length).entries()) {
        vectors[batch[i]] = unitOf(parts, row)
        lengths[batch[i]] = Math.hypot(...row)
      }
      tokens = tokens === null || sent.tokens == null ? null : tokens + sent.tokens
      stated = { ...stated, ...sent.stated }
    }
    return { vectors, lengths, tokens, stated }
  }
  const { id, dimensions, prefixes } = parts
  const encodeQueries = (texts: readonly string[]) => embed(prefixes.query, texts)
  return {
    id,
    dimensions,
    encodeQueries,
    embedQueries: async (texts) => (await encodeQueries(texts)).vectors,
    embedPassages: async (texts) => (await embed(prefixes.passage, texts)).vectors,
  }
}

/** As much of an encoder as a search needs. */
export type QueryEncoder = Pick<Encoder, 'id' | 'dimensions' | 'encodeQueries'>

/** An encoder that always fails with `reason`. */
export function createMissingEncoder(dimensions: number, reason: string): QueryEncoder {
  const encodeQueries = async () => {
    throw new EncoderLost(reason, 'setup')
  }
  return { id: 'none', dimensions, encodeQueries }
}

/** An encoder, or an embedder that may state what it is. */
export type AnyEmbedder = QueryEncoder | (Embedder & { readonly stated?: Stated })

/** Any embedder as an encoder: one that cannot count tokens reports null. */
export function asEncoder(embedder: AnyEmbedder): QueryEncoder {
  if ('encodeQueries' in embedder) return embedder
  const { id, dimensions, stated = {} } = embedder
  return {
    id,
    dimensions,
    async encodeQueries(texts) {
      return { vectors: await embedder.embedQueries(texts), tokens: null, stated }
    },
  }
}

/** The rows, if as many came as texts were sent; what is in them is not checked. */
function readRows({ id }: EncoderParts, rows: unknown, wanted: number): number[][] {
  if (Array.isArray(rows) && rows.length === wanted) {
    return rows.map((row) => (Array.isArray(row) ? row : []))
  }
  const came = Array.isArray(rows) ? rows.length : 'no'
  throw new EncoderLost(`${id} gave ${came} vectors for ${wanted} texts.`, 'setup')
}

/** A row as a unit vector; one that is too short stays so, and the contract refuses it. */
function unitOf({ id, dimensions }: EncoderParts, row: readonly number[]): Float32Array {
  const vector = normalized(Float32Array.from(row.slice(0, dimensions)))
  // Also false for the zero vector, and for NaN, which dividing by an infinite length leaves.
  if (Math.abs(Math.hypot(...vector) - 1) < lengthTolerance) return vector
  throw new EncoderLost(`${id} gave something that is not a vector.`, 'setup')
}
