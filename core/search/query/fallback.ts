/**
 * The embedded model in the place of an encoder that fails.
 *
 * An index built with `--fallback static` holds the embedded model's vectors beside the
 * others, so that meaning still ranks, if not as well, when a service is down or its allowance
 * is used up. It is the same index with its second set of vectors, so nothing that searches
 * has to know.
 */
import type { Confidence } from '../../index/manifest.ts'
import type { Index } from '../../index/open.ts'
import type { Segment } from '../../index/segment.ts'
import type { Kernel } from '../../kernels/kernel.ts'
import { createScanner } from '../../kernels/scanner.ts'
import { embed, type Model } from '../../model/model.ts'
import { BadIndex } from '../../sections.ts'

/**
 * Where similarity and evidence begin to mean something, for the embedded model and a small corpus:
 * on seeds/, what answers has 0.38 and more and what does not at most 0.34. A large corpus has
 * something alike for every question, so a build finds a higher threshold
 * (scripts/index/calibrate.ts).
 */
export const embeddedConfidence: Confidence = { floor: 0.1, threshold: 0.36 }

/** The embedded model, and the index with its vectors. */
export interface Fallback {
  /** Name of the model. */
  readonly id: string
  readonly index: Index
  readonly embed: (text: string) => Float32Array
}

/**
 * `index` with the vectors of `model`, the embedded one, in the place of its own.
 *
 * @param kernel scan.wasm, compiled; null for the plain scan
 * @throws BadIndex when a segment holds none, or of other dimensions
 */
export function openFallback(index: Index, model: Model, kernel: Kernel | null): Fallback {
  const { manifest } = index
  const { id, dimensions } = model
  const segments = index.segments.map((segment) => withFallback(segment, dimensions))
  const scanner = createScanner(segments, dimensions, kernel)
  const ofModel = { model: { ...manifest.model, dimensions }, confidence: embeddedConfidence }
  return {
    id,
    index: { ...index, segments, scanner, manifest: { ...manifest, ...ofModel } },
    embed: (text) => embed(model, text),
  }
}

function withFallback(segment: Segment, dimensions: number): Segment {
  const { fallback, passages } = segment
  const wanted = passages * dimensions
  // A segment without a passage has no vectors.
  if (wanted === 0) return segment
  if (fallback?.codes.length !== wanted || fallback.scales.length !== passages) {
    throw new BadIndex(
      `The index holds ${fallback?.codes.length ?? 'no'} numbers for its fallback; the embedded ` +
        `model needs ${wanted}. Run npm run build.`,
    )
  }
  return { ...segment, ...fallback }
}
