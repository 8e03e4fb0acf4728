/**
 * The base of an index (core/index/base.ts), made of segments and their articles, neither of which is
 * held in memory.
 *
 * Both are read in parts, so memory grows with their number and not with their size: 85 bytes a passage
 * while vectors are laid in cells, then some 300 an article (id, address, date, fields), and buffers.
 */

import { join } from 'node:path'
import { type Base, encodeColumns, encodeHashes, hashBytes } from '../../core/index/base.ts'
import { encodeDays, encodeField, sortedUrls } from '../../core/index/encode-segment.ts'
import { cutNames, type NameBlock } from '../../core/index/names.ts'
import type { Shard } from '../../core/index/shard.ts'
import type { Section } from '../../core/sections.ts'
import type { Document } from '../../core/text/document.ts'
import type { Article } from '../../core/text/passages.ts'
import { hashDocument } from '../index/article-hash.ts'
import { writeShard } from '../index/index-files.ts'
import type { Series } from '../shelf.ts'
import { allDone } from '../threads.ts'
import type { BaseParts } from './parts.ts'
import { writePostings } from './postings.ts'
import { openSectionFile } from './section-files.ts'
import { writeTexts } from './texts.ts'
import { countPassages } from './vector-source.ts'
import { writeVectors } from './vectors.ts'

/** Writes the files of a base into `folder`. */
export async function buildBase(folder: string, parts: BaseParts): Promise<Base> {
  const { articles, lengths } = parts
  const { vectors, order } = await writeVectors(folder, parts)
  // Other threads pack texts, which leaves this one time for the words.
  const [texts, postings] = await allDone([
    writeTexts(folder, parts, order),
    writePostings(folder, parts),
  ])
  const { known, hashes } = lookThrough(articles)
  return {
    documents: articles.length,
    passages: countPassages(parts),
    words: lengths.reduce((sum, length) => sum + length, 0),
    tokens: countTokens(folder, parts.segments),
    removed: [],
    columns: await writeColumns(folder, parts, known, order),
    vectors,
    postings,
    texts,
    ...(await writeNames(folder, known)),
    hashes: await writeShard(folder, encodeHashes(hashes), 'hashes'),
  }
}

/** What articles are found and filtered by. */
type Known = Pick<Document, 'id' | 'url' | 'date' | 'fields'>

/** What is known of each article besides its text, and the hashes of all, end to end. */
function lookThrough(articles: Series<Article>): { known: Known[]; hashes: Uint8Array } {
  const hashes = new Uint8Array(articles.length * hashBytes)
  const known = Array.from(articles, ({ document }, i): Known => {
    hashes.set(hashDocument(document), i * hashBytes)
    const { id, url, date, fields } = document
    return { id, url, date, fields }
  })
  return { known, hashes }
}

/** Content tokens of all passages; 0 if another model embedded them. */
function countTokens(folder: string, segments: readonly Shard[]): number {
  return segments.reduce((sum, { file }) => {
    const segment = openSectionFile(join(folder, file))
    const count = segment.count('tokens')
    segment.close()
    return sum + count
  }, 0)
}

async function writeColumns(
  folder: string,
  { passageStarts, lengths, fields }: BaseParts,
  documents: readonly Known[],
  order: Uint32Array,
): Promise<Shard> {
  const places = new Uint32Array(order.length)
  order.forEach((article, place) => {
    places[article] = place
  })
  const sections: Record<string, Section> = {}
  for (const field of fields) Object.assign(sections, encodeField(documents, field))
  const columns = { lengths, days: encodeDays(documents), passageStarts, places }
  return writeShard(folder, encodeColumns(columns, sections), 'columns')
}

async function writeNames(
  folder: string,
  documents: readonly Known[],
): Promise<Pick<Base, 'ids' | 'urls'>> {
  const write = async (kind: string, names: readonly (readonly [string, number])[]) => {
    const blocks: NameBlock[] = []
    for (const { first, bytes } of cutNames(names)) {
      blocks.push({ first, ...(await writeShard(folder, bytes, kind)) })
    }
    return blocks
  }
  const ids = documents.map(({ id }, article) => [id, article] as const)
  return { ids: await write('ids', ids), urls: await write('urls', sortedUrls(documents)) }
}
