/** A hash that tells whether an article is still what it was when it was indexed. */
import { createHash } from 'node:crypto'
import { hashBytes } from '../../core/index/base.ts'
import type { Document } from '../../core/text/document.ts'
import { chunkerVersion } from '../../core/text/passages.ts'

/** Eight bytes of SHA-256 over everything that an index has of an article. */
export function hashDocument(document: Document): Uint8Array {
  const { id, title, url, date, source, language, fields, text, headings } = document
  const { keywords } = document
  const parts: unknown[] = [
    chunkerVersion,
    id,
    title,
    url,
    date,
    source,
    language,
    fields,
    text,
    headings,
  ]
  // Last, and only if there are any, so that articles without keywords keep their older hashes.
  if (keywords.length > 0) parts.push(keywords)
  return createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, hashBytes)
}
