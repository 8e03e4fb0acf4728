/**
 * What a deployment may note of a search: what was asked and what came of it, and nothing of who asked.
 *
 * A note is a data point of Workers Analytics Engine, whose columns have numbers and no names. The worker writes
 * it (worker/searches.ts), and `npm run searches` reads it.
 */
import type { SearchParameters, SearchResponse } from './protocol.ts'

/** What the platform takes; 96 bytes of the index at most, and 16 KB of blobs. */
export interface DataPoint {
  /** By which the platform samples where very much is written, so that no question goes under. */
  readonly indexes: [string]
  readonly blobs: [question: string]
  readonly doubles: [isTyped: number, isAnswered: number]
}

/** Column of each part of a note. */
export const columns = { question: 'blob1', isTyped: 'double1', isAnswered: 'double2' } as const

/** Bytes of an index, and UTF-16 code units of a question; a paragraph that was pasted is told by its beginning. */
const mostBytes = 96
const longestQuestion = 200

/** The note of a search; null of a further page, which asks nothing new, and of a search without a question. */
export function noteOf(
  { q, offset, prefix }: SearchParameters,
  { confident }: SearchResponse,
): DataPoint | null {
  if (offset > 0 || q === '') return null
  const question = q.slice(0, longestQuestion).toWellFormed().toLowerCase()
  const { read } = new TextEncoder().encodeInto(question, new Uint8Array(mostBytes))
  return {
    indexes: [question.slice(0, read)],
    blobs: [question],
    doubles: [Number(prefix ?? false), Number(confident)],
  }
}
