import { describe, expect, test } from 'vitest'
import { createDocument, tinyModel } from '../../../test/support.ts'
import { type Article, chunkDocument } from '../../text/passages.ts'
import { tokenize } from '../tokens.ts'
import { countRows, withWords } from '../vocabulary.ts'
import { createLesson, type Lesson } from './lesson.ts'

const model = tinyModel({ cat: [4, 3], dog: [0, 1], un: [2, 2], '##s': [1, 0], '##do': [1, 1] })
const lessonOf = (texts: readonly string[]) => createLesson(model, texts.map(articleOf))
const four = (text: string) => [text, text, text, text]

function articleOf(text: string, i: number): Article {
  const document = createDocument({ id: `a${i}`, text })
  return { document, passages: chunkDocument(document) }
}

/** Where learning starts for a row of the model or of an added word; undefined if it takes no part. */
function startAt({ rows, start }: Lesson, row: number): number[] | undefined {
  const i = rows.indexOf(row)
  return i < 0 ? undefined : Array.from(start.subarray(2 * i, 2 * i + 2))
}

describe('the words that a lesson adds', () => {
  test('are those that four passages hold, in order', () => {
    const texts = four('Undo the cats.').concat(['Fish.', 'Fish.', 'Fish fish.'])

    expect(lessonOf(texts).words).toEqual(['cats', 'the', 'undo'])
    expect(lessonOf(texts.concat('Fish.')).words).toEqual(['cats', 'fish', 'the', 'undo'])
  })

  test('are not those that the model has', () => {
    expect(lessonOf(four('Cat, dog. Cät!')).words).toEqual([])
  })

  test.each([
    ['German', 'Über Bäume', ['baume', 'uber']],
    ['German with a sharp s', 'Straße', ['e', 'stra', 'straße']],
    ['Chinese', '图书馆', ['书馆', '图书']],
    ['Urdu', 'پاکستان کی', ['پاکستان', 'کی']],
    ['Russian', 'Кошка', ['кошка']],
    ['digits', '2022', ['2022']],
  ])('may be %s', (_, text, expected) => {
    expect(lessonOf(four(text)).words).toEqual(expected.sort())
  })

  test('are the most frequent where there are too many, and each has a row in 16 bits', () => {
    const many = Array.from({ length: 17_000 }, (_, i) => `w${i}`)
    const documents = four(many.join(' ')).concat('W16999.')
    const { words, rows } = lessonOf(documents)

    expect(words).toHaveLength(16_000)
    expect(words).toContain('w16999')
    expect(words).not.toContain('w9999')
    expect(rows.filter((row) => row >= model.vocabulary.rows)).toHaveLength(16_000)
  })

  test('have a row each, even where a sentence is cut before it', () => {
    // 140 words of six pieces or more, different in each article: foreign words come after them.
    const texts = [5, 6, 7, 8].map((s) => `${`un${'s'.repeat(s)} `.repeat(140)} кошка`)
    const { words, rows } = lessonOf(texts)

    expect(words).toEqual(['кошка'])
    expect(rows).toContain(model.vocabulary.rows)
  })
})

describe('where learning starts', () => {
  test('a row of the model as it is', () => {
    expect(startAt(lessonOf(['Cat.']), 0)).toEqual([4, 3])
    expect(startAt(lessonOf(['Cat.']), 1)).toBeUndefined()
  })

  test('an added word as the sum of its pieces', () => {
    const lesson = lessonOf(four('Undos cats.'))

    expect(lesson.words).toEqual(['cats', 'undos'])
    expect(startAt(lesson, 5)).toEqual([5, 3])
    expect(startAt(lesson, 6)).toEqual([4, 3])
  })

  test('no text moves before anything is taught', () => {
    const lesson = lessonOf(four('Undos cats, dog cat.'))
    const vocabulary = withWords(model.vocabulary, lesson.words)
    const before = [0, 0]
    for (const row of tokenize(model.vocabulary, 'cats undos dog')) {
      for (const d of [0, 1]) before[d] += model.table[2 * row + d]
    }
    const after = tokenize(vocabulary, 'cats undos dog').map((row) => startAt(lesson, row) ?? [])

    expect(countRows(vocabulary)).toBe(7)
    expect(after).toHaveLength(3)
    expect([0, 1].map((d) => after.reduce((sum, vector) => sum + vector[d], 0))).toEqual(before)
  })

  test('a word that the model cannot spell anywhere, the same each time', () => {
    const lesson = lessonOf(four('Кошка'))
    const start = startAt(lesson, 5) as number[]

    expect(Math.hypot(...start)).toBeGreaterThan(0.001)
    expect(Math.hypot(...start)).toBeLessThan(1)
    expect(startAt(lessonOf(four('Кошка')), 5)).toEqual(start)
  })
})

test('keeps the stop words of all languages of the articles where they are, but no word that is added', () => {
  const known = tinyModel({ die: [1, 2], the: [2, 1], cat: [4, 3], '##the': [1, 1] })
  const keptOf = (...languages: string[]) => {
    const articles = languages.map((language, i) => {
      const { document, passages } = articleOf('Cat the die. Xthe über.', i)
      return { document: { ...document, language }, passages }
    })
    const { kept, rows } = createLesson(known, articles)
    return kept.map((row) => rows[row])
  }

  expect(keptOf('en')).toEqual([1])
  expect(keptOf('de')).toEqual([0])
  expect(keptOf('en', 'de', 'de', 'de')).toEqual([1, 0])
})

test('a lesson of nothing is empty', () => {
  expect(lessonOf([])).toMatchObject({ words: [], start: new Float32Array() })
  expect(lessonOf(['', 'xyz'])).toMatchObject({ words: [], corpus: { documents: 0 } })
})

test('a lesson numbers the rows it needs from 0, in the order they come up', () => {
  const { corpus, rows } = lessonOf(['Dog cat dog.'])

  expect(Array.from(rows)).toEqual([1, 0])
  expect(Array.from(corpus.textOf(0))).toEqual([0, 1, 0])
})
