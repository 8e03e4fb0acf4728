/**
 * A segment made by the embedded model: each passage is tokenized once, for its vector and for the
 * second look.
 */
import { type EncodedSegment, type Entry, encodeSegment } from '../../core/index/encode-segment.ts'
import type { Kernel } from '../../core/kernels/kernel.ts'
import {
  createContentTokenizer,
  createPassageReader,
  createStopTest,
} from '../../core/model/content.ts'
import { decodeModel, embed, type Model } from '../../core/model/model.ts'
import { decodePatch, noPatch, openTaught } from '../../core/model/patch.ts'
import { contextOf, headingPath } from '../../core/text/document.ts'
import type { Article } from '../../core/text/passages.ts'

/** The model that makes segments, as bytes that can be sent to a thread. */
export interface OwnModel {
  /** The file of the embedded model. */
  readonly model: Uint8Array<ArrayBuffer>
  /** What the articles taught it; null for nothing. */
  readonly patch: Uint8Array<ArrayBuffer> | null
  /** Compiled scan.wasm; null for its plain twin in TypeScript, which gives the same bits. */
  readonly kernel: Kernel | null
  /** Front matter fields to filter by. */
  readonly fields: readonly string[]
}

/**
 * A function that makes the segment of some articles, and calls `onPassages` with the number of passages of each.
 */
export function createSegmentMaker({ model: bytes, patch, kernel, fields }: OwnModel) {
  const model = openOwnModel(bytes, patch, kernel)
  const read = createPassageReader(model.vocabulary)
  const contentOf = createContentTokenizer(model.vocabulary)
  const stopTest = createStopTest(model.vocabulary)
  return (articles: readonly Article[], onPassages: (count: number) => void): EncodedSegment => {
    const entries = articles.map((article): Entry => {
      const { document, passages } = article
      const { title, headings, text, language } = document
      const all = passages.map(({ heading, span }, i) => {
        const above = contextOf(title, headingPath(headings, heading))
        const passage = read(above, text.slice(...span), language)
        if (i > 0 || document.keywords.length === 0) return passage
        // The second look finds keywords in the first passage; its vector leaves them out.
        const keywords = contentOf(document.keywords.join('\n'), language)
        return { ...passage, content: Uint16Array.of(...keywords, ...passage.content) }
      })
      onPassages(passages.length)
      const isStop = stopTest(language)
      return {
        ...article,
        vectors: all.map(({ tokens }) => embed(model, tokens)),
        tokens: all.map(({ content }) => content),
        cut: all.map(({ content, sentences }) => ({ content, sentences, isStop })),
      }
    })
    return encodeSegment(entries, model.dimensions, fields)
  }
}

/** The embedded model, patched with what it was taught. */
export function openOwnModel(
  bytes: Uint8Array<ArrayBuffer>,
  patch: Uint8Array<ArrayBuffer> | null,
  kernel: Kernel | null,
): Model {
  const base = decodeModel('model', bytes)
  return openTaught(base, patch ? decodePatch('patch', patch, base) : noPatch, kernel).taught
}
