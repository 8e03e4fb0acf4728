/**
 * Whether what embeds the queries is what embedded the passages.
 *
 * Vectors of another model, or of the same one pooled, prefixed or quantised differently,
 * give answers that look right and are not, and nothing else would reveal it. So an index
 * carries a few probe texts with their query vectors, which the query encoder has to
 * reproduce. Numbers decide, not names: the same model has a different name everywhere.
 * Only what an encoder states of itself is compared by equality as well, since two
 * revisions may agree on a few short texts.
 *
 * Lengths decide nothing. Whatever is wrong enough to rank differently has another direction;
 * a service that leaves its vectors unscaled, or sums instead of taking the mean, has the
 * same one, and its vectors are scaled on arrival. That is worth a note, not a refusal.
 */
import type { Manifest, ManifestModel } from '../../index/manifest.ts'
import type { Embedder } from '../../model/embedder.ts'
import { type Encoded, lengthTolerance } from '../../model/encoder.ts'
import { dot } from '../../model/model.ts'

/** The outcome of a check. */
export type Verdict =
  | {
      readonly matches: true
      /** The least that any probe reached. */
      readonly cosine: number
      /** What a person should know nevertheless; null for nothing. */
      readonly note: string | null
    }
  | {
      readonly matches: false
      /** The least that any probe reached; null where none could be compared. */
      readonly cosine: number | null
      /** Both names, what differs and what to do. */
      readonly reason: string
    }

/** What the index says of itself. */
export type Contract = Pick<Manifest, 'model' | 'chunker'>

/**
 * Least cosine: for the same table, for one model on different machines, and for one model in other
 * number formats. Measured between onnxruntime builds, the second is above 0.9999; services differ more.
 */
const leastCosine = { static: 1 - 1e-6, same: 0.99, otherNumbers: 0.98 }

/** The texts whose vectors `judge` wants to see. */
export function probesOf({ model }: Contract): string[] {
  return model.probes.map(({ text }) => text)
}

/** Judges an encoder by the vectors it gave for the probes. */
export function judge(
  { model, chunker }: Contract,
  { id, dimensions }: Pick<Embedder, 'id' | 'dimensions'>,
  { vectors, stated, lengths = [] }: Pick<Encoded, 'vectors' | 'stated' | 'lengths'>,
): Verdict {
  const both = `The index was built with ${model.id}; queries are embedded with ${id}`
  const refuse = (difference: string, cosine: number | null): Verdict => {
    return { matches: false, cosine, reason: `${both}${difference}. ${remedyFor(model)}` }
  }
  if (model.kind === 'static' && model.id !== id) return refuse('', null)
  const probes = model.probes.map(({ vector }) => Float32Array.from(vector))
  if (probes.length === 0 && model.kind !== 'static') {
    return refuse(', and the index holds no probes to compare them by', null)
  }

  const sizes = [dimensions, ...vectors.map((vector) => vector.length)]
  const strange = sizes.find((size) => size !== model.dimensions)
  if (strange !== undefined) {
    return refuse(`, with ${strange} dimensions instead of ${model.dimensions}`, null)
  }
  // Stated differences come first: they say what is wrong, a cosine only that something is.
  const cosine = Math.min(1, ...vectors.map((vector, i) => cosineOf(vector, probes[i])))
  const wanted = { ...model, chunker }
  for (const name of ['revision', 'tokenizer', 'chunker', 'pooling'] as const) {
    const said = stated[name]
    if (said === undefined || wanted[name] === null || said === wanted[name]) continue
    return refuse(`, whose ${name} is ${said}; the index has ${wanted[name]}`, cosine)
  }

  const numbers = model.kind === 'static' ? null : otherNumbers(model, stated.dtype)
  const least =
    model.kind === 'static' ? leastCosine.static : leastCosine[numbers ? 'otherNumbers' : 'same']
  // Not `<`: NaN is refused, too.
  if (!(cosine >= least)) {
    const measured = cosine.toFixed(model.kind === 'static' ? 6 : 4)
    const wants = model.kind === 'static' ? '' : `; ${least} is wanted`
    return refuse(`, whose vectors differ (cosine ${measured}${wants})`, cosine)
  }
  // An encoder must have scaled its vectors: longer ones would exceed every threshold.
  const unscaled = vectors.map(lengthOf).find(isNotOne)
  if (unscaled !== undefined) {
    const length = `${unscaled.toFixed(3)}; 1.000 is wanted`
    return refuse(`, whose vectors have a length of ${length}`, cosine)
  }
  const came = lengths.find(isNotOne)
  const notes = [
    numbers && `in ${numbers} (cosine ${cosine.toFixed(4)})`,
    came !== undefined && `whose vectors come with a length of ${came.toFixed(3)}, scaled to 1`,
  ].filter(Boolean)
  return { matches: true, cosine, note: notes.length > 0 ? `${both}, ${notes.join(', ')}.` : null }
}

function isNotOne(length: number): boolean {
  return !(Math.abs(length - 1) <= lengthTolerance)
}

/**
 * How the number formats of index and encoder differ; null if they are the same or the index's is
 * unknown. A service that does not say is taken to run at full precision, as hosted ones do.
 */
function otherNumbers({ dtype }: ManifestModel, stated = 'fp32'): string | null {
  return dtype === null || dtype === stated ? null : `${stated} instead of ${dtype}`
}

function remedyFor({ kind, id }: ManifestModel): string {
  if (kind === 'static') return 'Run npm run build.'
  return (
    `Embed queries with the revision, pooling, prefix and numbers of the index's ${id}, or build ` +
    'the index with what embeds them (npm run build -- --model …).'
  )
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  return dot(a, b) / (lengthOf(a) * lengthOf(b))
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector))
}
