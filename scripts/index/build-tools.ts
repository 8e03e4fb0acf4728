/** The models of a build, and what a manifest says of them. */

import type { ManifestModel } from '../../core/index/manifest.ts'
import type { Shard } from '../../core/index/shard.ts'
import { createStaticEmbedder } from '../../core/model/embedder.ts'
import type { Model } from '../../core/model/model.ts'
import type { BuildEmbedder } from '../embedders/build-embedder.ts'
import { sha256 } from '../files.ts'
import { readKernel, readModel } from '../project.ts'
import { type OwnModel, openOwnModel } from './own-segment.ts'

/** The models of a build. */
export interface BuildTools {
  /** The embedded model, and its file before it was taught. */
  readonly own: Model
  readonly ownBytes: Uint8Array<ArrayBuffer>
  readonly embedder: BuildEmbedder
  /** Makes segments if the embedded model is the embedder; null if another is. */
  readonly ownSegments: OwnModel | null
  /** The embedded model, if its vectors are kept beside another's. */
  readonly fallback: Model | null
}

/** Options that decide which models a build uses. */
export interface ToolOptions {
  readonly fields: readonly string[]
  /** Embeds the passages; the embedded model by default. */
  readonly embedder?: BuildEmbedder
  /** Whether to keep the embedded model's vectors too, for when the embedder of queries is lost. */
  readonly fallback?: boolean
  /** What the articles taught the embedded model; nothing by default. */
  readonly patch?: Uint8Array<ArrayBuffer> | null
}

/** Probes: texts that an embedder of queries must embed as the build did. Names, accents, numbers, a question. */
const probeTexts = [
  'Where is the control room of the missile battery being built?',
  'General Qamar Javed Bajwa’s visit, naïve café Müller',
  'COVID-19 in 2020: 1,234.56 cases',
]

/** The models that `options` ask for. */
export async function openTools(options: ToolOptions): Promise<BuildTools> {
  const ownBytes = await readModel()
  const patch = options.patch ?? null
  const kernel = await readKernel()
  const own = openOwnModel(ownBytes, patch, kernel)
  const embedder = options.embedder ?? createOwnEmbedder(own, sha256(ownBytes))
  const isOwn = embedder.statement.kind === 'static'
  return {
    own,
    ownBytes,
    embedder,
    ownSegments: isOwn ? { model: ownBytes, patch, kernel, fields: options.fields } : null,
    fallback: options.fallback === true && !isOwn ? own : null,
  }
}

/** The embedded model as an embedder of builds. */
function createOwnEmbedder(model: Model, hash: string): BuildEmbedder {
  return {
    ...createStaticEmbedder(model),
    statement: {
      kind: 'static',
      revision: `sha256:${hash}`,
      dtype: 'int8',
      pooling: 'mean',
      prefixes: { query: '', passage: '' },
      // Its vocabulary lies in the same file as its table.
      tokenizer: null,
    },
    // The segment maker embeds passages without it.
    embedded: () => 0,
  }
}

/** What a manifest says of the models. */
export async function describeModel(
  { embedder, ownBytes, fallback }: BuildTools,
  patch: Shard | null,
): Promise<ManifestModel> {
  const { kind, ...statement } = embedder.statement
  const probes = await embedder.embedQueries(probeTexts)
  return {
    id: embedder.id,
    kind,
    dimensions: embedder.dimensions,
    ...statement,
    sha256: sha256(ownBytes),
    fallback: fallback !== null,
    probes: probeTexts.map((text, i) => ({ text, vector: rounded(probes[i]) })),
    patch,
  }
}

/** Six digits are exact enough to tell models apart and short enough to read. */
function rounded(vector: Float32Array): number[] {
  return Array.from(vector, (value) => Number(value.toFixed(6)))
}
