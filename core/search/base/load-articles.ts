/** What is shown of articles, from memory or from the texts of a base. */
import type { Index } from '../../index/open.ts'
import type { StoredArticle } from '../../index/texts.ts'
import type { OpenBase } from './base.ts'
import { type CandidatePassage, heldArticle, type LoadedArticle } from './candidates.ts'
import { visitArticles } from './texts.ts'

/** Reads those passages of an article that are looked at again or shown, by their number in it. */
export type ReadPassages = (
  document: number,
  article: StoredArticle,
) => ReadonlyMap<number, CandidatePassage>

/** The articles with these numbers; of those of the base, with the passages that `readPassages` reads. */
export async function loadArticles(
  index: Index,
  { manifest, texts }: OpenBase,
  documents: readonly number[],
  readPassages: ReadPassages,
): Promise<Map<number, LoadedArticle>> {
  const isHeld = (document: number) => document >= manifest.documents
  const loaded = new Map<number, LoadedArticle>()
  for (const document of documents.filter(isHeld)) {
    loaded.set(document, heldArticle(index, document))
  }
  const ofBase = documents.filter((document) => !isHeld(document))
  await visitArticles(texts, ofBase, (document, article) => {
    const { id, record, passages } = article
    const read = readPassages(document, article)
    loaded.set(document, { id, record, passages, passageAt: (passage) => read.get(passage) })
  })
  return loaded
}
