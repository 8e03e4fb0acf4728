/** The share of a corpus's words that the embedded model does not know. */
import { tokenize } from '../../core/model/tokens.ts'
import type { Vocabulary } from '../../core/model/vocabulary.ts'
import type { Document } from '../../core/text/document.ts'
import { countWords, findWords } from '../../core/text/words.ts'

/** A letter or digit that the model's tokens, which are Latin, cannot spell. */
const foreign = /[^\p{ASCII}\p{sc=Latin}\P{L}]|[^\p{ASCII}\P{N}]/u
/** Characters among which all of these are; looking for them takes a fifteenth of the time. */
const perhapsForeign = /[\u00aa-\u00be\u0250-\u1fff\u2070-\uffff]/

/** Counts words, an article at a time, and those without a known token. */
export function createWordCensus(vocabulary: Vocabulary) {
  let words = 0
  let without = 0
  return {
    add({ title, text }: Pick<Document, 'title' | 'text'>) {
      const all = `${title}\n${text}`
      // Nearly every article is Latin throughout.
      if (!perhapsForeign.test(all) || !foreign.test(all)) {
        words += countWords(all)
        return
      }
      const found = findWords(all)
      words += found.length
      for (const word of found) {
        if (tokenize(vocabulary, word.text).length === 0) without++
      }
    },
    /** Share of the words without a token, [0, 1]. */
    share: () => (words === 0 ? 0 : without / words),
  }
}
