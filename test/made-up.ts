/**
 * Articles in a made-up language, and a model that has its words but not their meaning.
 *
 * Each article has twelve words of its own. Every section has a sentence of the first six and one of
 * the others, so that a sentence shares no word with the rest of its passage: that they belong
 * together can only be learned from the other sections.
 */
import { decodeModel, encodeModel, type Model } from '../core/model/model.ts'
import { type Article, chunkDocument } from '../core/text/passages.ts'
import { createDocument, createHeading, randomOf, randomWhole, seededRandom } from './support.ts'

const consonants = [...'bdfgklmnprstvz']
const vowels = [...'aeiou']
const syllables = consonants.flatMap((consonant) => vowels.map((vowel) => consonant + vowel))
/** 4,900 words of four letters. */
const words = syllables.flatMap((first) => syllables.map((second) => first + second))

const perArticle = 12
/** Number of words in each sentence. */
const long = 8
const sections = 4

/** A model of `articles` x 12 words, with random vectors of 16 dimensions, about as long as learned ones. */
export function createMadeUpModel(articles: number): Model {
  const random = seededRandom(1)
  const known = words.slice(0, articles * perArticle)
  const table = Int8Array.from({ length: 16 * known.length }, () => randomWhole(random, -99, 99))
  const scales = new Float32Array(known.length).fill(0.002)
  return decodeModel(
    'made-up',
    encodeModel({ id: 'made-up', dimensions: 16 }, known, table, scales),
  )
}

/** `count` articles, in order of id, cut into passages. */
export function createMadeUpArticles(count: number): Article[] {
  const random = seededRandom(2)
  return Array.from({ length: count }, (_, i) => {
    const own = words.slice(i * perArticle, (i + 1) * perArticle)
    const sentence = (some: readonly string[]) => {
      const said = Array.from({ length: long }, () => randomOf(random, some)).join(' ')
      return `${said[0].toUpperCase()}${said.slice(1)}.`
    }
    const texts = Array.from(
      { length: sections },
      () => `${sentence(own.slice(0, 6))} ${sentence(own.slice(6))}\n\n`,
    )
    const headings = texts.map((_, section) =>
      createHeading(texts.slice(0, section).join('').length, ''),
    )
    const id = `article-${String(i).padStart(4, '0')}`
    const document = createDocument({ id, title: own[0], text: texts.join(''), headings })
    return { document, passages: chunkDocument(document) }
  })
}
