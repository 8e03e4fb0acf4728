/** What is shown of articles, from memory or from the texts of a base. */
import type { Index } from '../../index/open.ts'
import type { StoredArticle } from '../../index/texts.ts'
import type { ReadPassage } from '../../model/content.ts'
import type { OpenBase } from './base.ts'
import { heldArticle, type LoadedArticle } from './candidates.ts'
import { readArticles } from './texts.ts'

/** Reads those passages of an article that are looked at again, by their number in it. */
export type ReadPassages = (
  document: number,
  article: StoredArticle,
) => ReadonlyMap<number, ReadPassage>

const none: ReadonlyMap<number, ReadPassage> = new Map()

/**
 * The articles with these numbers.
 *
 * @param readPassages left out, no passages of the base's articles are read
 */
export async function loadArticles(
  index: Index,
  { manifest, texts }: OpenBase,
  documents: readonly number[],
  readPassages: ReadPassages = () => none,
): Promise<Map<number, LoadedArticle>> {
  const isHeld = (document: number) => document >= manifest.documents
  const read = await readArticles(
    texts,
    documents.filter((document) => !isHeld(document)),
  )
  const loaded = new Map<number, LoadedArticle>()
  for (const document of documents.filter(isHeld)) {
    loaded.set(document, heldArticle(index, document))
  }
  for (const [document, article] of read) {
    const passages = readPassages(document, article)
    loaded.set(document, { ...article, readPassage: (passage) => passages.get(passage) })
  }
  return loaded
}
