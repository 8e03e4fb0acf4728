/**
 * Synthetic articles for benchmarks: any number, the same every time.
 *
 * Words are drawn by Zipf's law from the embedded model's vocabulary, which makes postings and
 * tokens about as long as in real texts; the sentences mean nothing.
 */
import type { Model } from '../core/model/model.ts'
import { listTokens } from '../core/model/vocabulary.ts'
import { createRandom } from '../core/random.ts'
import type { Document } from '../core/text/document.ts'

const sentenceWords = 18
const sectionSentences = 7
const sections = 4

/** `count` articles of about 500 words under four headings, in order of id, each made on demand. */
export function* createArticles(model: Model, count: number): Generator<Document> {
  const random = createRandom(count)
  const words = wordsOf(model)
  const word = () => words[Math.floor(words.length ** random()) - 1]
  const sentence = (length: number) => {
    const said = Array.from({ length }, word).join(' ')
    return said[0].toUpperCase() + said.slice(1)
  }
  for (let i = 0; i < count; i++) {
    let text = ''
    const headings = Array.from({ length: sections }, (_, section) => {
      const heading = { depth: 2, text: sentence(4), anchor: `section-${section}`, at: text.length }
      for (let s = 0; s < sectionSentences; s++) text += `${sentence(sentenceWords)}. `
      text += '\n\n'
      return heading
    })
    const id = String(i).padStart(7, '0')
    const about = { url: null, date: '2024-08-29', source: null, language: 'en' }
    yield { id, title: sentence(7), text, headings, ...about, fields: {}, keywords: [] }
  }
}

/** Questions of ten words, drawn like those of the articles. */
export function createQuestions(model: Model, count: number): string[] {
  const random = createRandom(count + 1)
  const words = wordsOf(model)
  return Array.from({ length: count }, () =>
    Array.from({ length: 10 }, () => words[Math.floor(words.length ** random()) - 1]).join(' '),
  )
}

/** The words of the vocabulary, most frequent first. */
function wordsOf({ vocabulary }: Model): string[] {
  return listTokens(vocabulary).slice(0, vocabulary.firstPiece)
}
