/**
 * A segment as the embedded model makes it: each passage's tokens are found once, for its vector and
 * for the second look.
 */
import {
  type Article,
  type EncodedSegment,
  type Entry,
  encodeSegment,
} from '../core/index/segment.ts'
import { createContentFilter, createStopTest, cutSentences } from '../core/model/content.ts'
import { decodeModel, embedTokens, type Model } from '../core/model/model.ts'
import { decodePatch, patched } from '../core/model/patch.ts'
import { tokenize } from '../core/model/tokens.ts'
import { embeddedText } from './embedded-text.ts'

/** What makes segments: bytes, so that a thread can be given it. */
export interface OwnModel {
  /** Of the embedded model. */
  readonly model: Uint8Array<ArrayBuffer>
  /** What the articles taught it; null for nothing. */
  readonly patch: Uint8Array<ArrayBuffer> | null
  /** Front matter fields to filter by. */
  readonly fields: readonly string[]
}

/** Makes the segment of some articles; tells of each article how many passages it has. */
export type SegmentMaker = (
  articles: readonly Article[],
  onPassages: (count: number) => void,
) => EncodedSegment

export function createSegmentMaker({ model: bytes, patch, fields }: OwnModel): SegmentMaker {
  const model = openOwnModel(bytes, patch)
  const contentOf = createContentFilter(model.vocabulary)
  const stopTest = createStopTest(model.vocabulary)
  return (articles, onPassages) => {
    const entries = articles.map((article): Entry => {
      const { document, passages } = article
      const all = passages.map((passage) =>
        tokenize(model.vocabulary, embeddedText(document, passage)),
      )
      onPassages(passages.length)
      const tokens = all.map((tokens) => contentOf(tokens, document.language))
      const isStop = stopTest(document.language)
      return {
        ...article,
        vectors: all.map((tokens) => embedTokens(model, tokens)),
        tokens,
        cut: passages.map(({ span }, i) => {
          const sentences = cutSentences(model.vocabulary, document.text.slice(...span))
          return { content: tokens[i], sentences, isStop }
        }),
      }
    })
    return encodeSegment(entries, model.dimensions, fields)
  }
}

/** The embedded model with what it was taught. */
export function openOwnModel(
  bytes: Uint8Array<ArrayBuffer>,
  patch: Uint8Array<ArrayBuffer> | null,
): Model {
  const base = decodeModel('model', bytes)
  return patch ? patched(base, decodePatch('patch', patch, base)) : base
}
