/** Articles by id, address and number, wherever they lie: in memory or in the files of a base. */
import { documentAt, findDocument, findDocumentByUrl, type Index } from '../index/open.ts'
import { comparableUrl } from '../index/urls.ts'
import { findByName, type OpenBase } from './base/base.ts'
import { visitArticles } from './base/texts.ts'

/** An index and what reads its base, if it has one. */
export interface Library {
  readonly index: Index
  readonly base: OpenBase | null
}

/** Number of the article with that id; -1 if there is none. */
export async function findArticle({ index, base }: Library, id: string): Promise<number> {
  const held = findDocument(index, id)
  if (held >= 0 || !base) return held
  return unlessRemoved(base, await findByName(base, base.manifest.ids, id))
}

/** Number of the article published at `url`, an address or a path; -1 if there is none. */
export async function findArticleByUrl({ index, base }: Library, url: string): Promise<number> {
  const held = findDocumentByUrl(index, url)
  const wanted = comparableUrl(url)
  if (held >= 0 || !base || wanted === null) return held
  return unlessRemoved(base, await findByName(base, base.manifest.urls, wanted))
}

function unlessRemoved({ manifest }: OpenBase, document: number): number {
  return manifest.removed.includes(document) ? -1 : document
}

/** A whole article, as `documentAt` gives it. */
export async function readArticle(
  { index, base }: Library,
  document: number,
): Promise<ReturnType<typeof documentAt>> {
  if (!base || document >= base.manifest.documents) return documentAt(index, document)
  let read: ReturnType<typeof documentAt> | undefined
  await visitArticles(base.texts, [document], (_, { id, record, text, language }) => {
    read = { id, ...record, text: text(), language }
  })
  if (!read) throw new RangeError(`article ${document} of ${index.documents}`)
  return read
}
