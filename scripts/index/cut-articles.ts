/**
 * Articles cut into passages, none of which stays in memory: their spans lie on a shelf of their own, beside
 * that of the documents.
 */
import type { Document } from '../../core/text/document.ts'
import { type Article, chunkDocument, type Passage } from '../../core/text/passages.ts'
import type { BuildEmbedder } from '../embedders/build-embedder.ts'
import { type Fitted, fitPassages } from '../embedders/cut.ts'
import type { createProgress } from '../progress.ts'
import { createSeries, createShelf, type Series } from '../shelf.ts'
import { embeddedText } from './embedded-text.ts'

/** Documents as passages. */
export interface Cut {
  /** In the order of the documents; readable until `close`. */
  readonly articles: Series<Article>
  /** First passage of each article, and one past the last of all. */
  readonly passageStarts: Uint32Array
  /** Number of all passages. */
  readonly passages: number
  /** Characters of all texts. */
  readonly characters: number
  /** Passages that were cut again because they exceed the model's token limit. */
  readonly parted: number
  /** Passages that exceed it all the same; only their beginning is embedded. */
  readonly tooLong: number
  /** Removes the shelf of spans. */
  readonly close: () => void
}

/** Articles cut between two updates of the progress. */
const shownTogether = 500

/** What cutting needs besides the documents. */
export interface CutOptions {
  /** Passages are cut to its token limit, if that is known. */
  readonly embedder: BuildEmbedder
  /** Folder with room for 60 bytes a passage. */
  readonly scratch: string
  readonly follow: typeof createProgress
}

/** The documents, cut into passages. */
export function cutArticles(
  documents: Series<Document>,
  { embedder, scratch, follow }: CutOptions,
): Cut {
  const shelf = createShelf<readonly Passage[]>(scratch)
  const passageStarts = new Uint32Array(documents.length + 1)
  const counts = { characters: 0, parted: 0, tooLong: 0 }
  const progress = follow('Cutting into passages', 'articles')
  try {
    for (const document of documents) {
      const { passages, parted, tooLong } = fitDocument(document, embedder)
      passageStarts[shelf.length + 1] = passageStarts[shelf.length] + passages.length
      shelf.put(passages)
      counts.characters += document.text.length
      counts.parted += parted
      counts.tooLong += tooLong
      if (shelf.length % shownTogether === 0) progress.update(shelf.length, documents.length)
    }
  } catch (error) {
    shelf.close()
    throw error
  } finally {
    progress.stop()
  }
  return {
    articles: createSeries(shelf.length, (number) => ({
      document: documents.at(number) as Document,
      passages: shelf.at(number) as Passage[],
    })),
    passageStarts,
    passages: passageStarts[documents.length],
    ...counts,
    close: shelf.close,
  }
}

/** The passages of a document, cut to the model's token limit where possible. */
function fitDocument(document: Document, { fits }: BuildEmbedder): Fitted {
  const passages = chunkDocument(document)
  if (!fits) return { passages, parted: 0, tooLong: 0 }
  const isSeen = (passage: Passage) => fits(embeddedText(document, passage))
  return fitPassages(document.text, passages, isSeen)
}
