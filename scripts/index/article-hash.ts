/** A hash that tells whether an article is still what it was when it was indexed. */
import { hash } from 'node:crypto'
import { hashBytes } from '../../core/index/base.ts'
import type { Document } from '../../core/text/document.ts'
import { chunkerVersion } from '../../core/text/passages.ts'

/** Eight bytes of SHA-256 over everything that an index has of an article. */
export function hashDocument(document: Document): Uint8Array {
  const { id, title, url, date, source, language, fields, text, headings, keywords } = document
  const parts = [chunkerVersion, id, title, url, date, source, language, fields, text, headings]
  // Keywords are last, and only if there are any, so that articles without keep their older hashes.
  const known = keywords.length > 0 ? [...parts, keywords] : parts
  return hash('sha256', JSON.stringify(known), 'buffer').subarray(0, hashBytes)
}
