/** What is shown of articles, from where it lies: held in memory, or in the texts of a base. */
import type { Index } from '../index/open.ts'
import type { StoredArticle } from '../index/texts.ts'
import type { OpenBase } from './base.ts'
import { heldArticle, type LoadedArticle } from './candidates.ts'
import { readArticles } from './texts.ts'

/** Finds content tokens of the passages of an article that came without them. */
export type TokensOf = (document: number, article: StoredArticle) => readonly Uint16Array[]

/**
 * The articles with these numbers.
 *
 * @param tokensOf left out, an article of the base has none
 */
export async function loadArticles(
  index: Index,
  { manifest, texts }: OpenBase,
  documents: readonly number[],
  tokensOf: TokensOf = () => [],
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
    loaded.set(document, { ...article, tokens: tokensOf(document, article) })
  }
  return loaded
}
