/** How much of a corpus the embedded model knows nothing of. */
import { tokenize } from '../core/model/tokens.ts'
import type { Vocabulary } from '../core/model/vocabulary.ts'
import type { Document } from '../core/text/document.ts'
import { countWords, findWords } from '../core/text/words.ts'

/** A letter or digit that the model's tokens, which are Latin, cannot spell. */
const foreign = /[^\p{ASCII}\p{sc=Latin}\P{L}]|[^\p{ASCII}\P{N}]/u

/** Share of the words of `documents` of which no token is known, [0, 1]. */
export function shareWithoutVector(documents: Iterable<Document>, vocabulary: Vocabulary): number {
  let words = 0
  let without = 0
  for (const { title, text } of documents) {
    const all = `${title}\n${text}`
    // Nearly every article is all Latin, which a regular expression tells at once.
    if (!foreign.test(all)) {
      words += countWords(all)
      continue
    }
    const found = findWords(all)
    words += found.length
    for (const word of found) {
      if (tokenize(vocabulary, word.text).length === 0) without++
    }
  }
  return words === 0 ? 0 : without / words
}
