import { describe, expect, test } from 'vitest'
import { openTinyBase, type TinyBase } from '../../../test/base.ts'
import { createDocument, createHeading, openTinyIndex, tinyModel } from '../../../test/support.ts'
import { withWords } from '../../model/vocabulary.ts'
import type { Library } from '../articles.ts'
import { readSpelling } from './spelling.ts'

const { vocabulary } = tinyModel({
  military: [1, 0],
  soldiers: [1, 0],
  submarine: [1, 0],
  submarines: [1, 0],
  martini: [1, 0],
  government: [1, 0],
  university: [1, 0],
  solid: [1, 0],
  rally: [1, 0],
})
const longWord = 'abcdefghij'.repeat(4)
const documents = [
  `Militaries of Krasnoyarsk. ${longWord}`,
  'Pakistan has submarines. Bajwa leads its military.',
  'Pakistan and the valley of Kashmir. The government rallies.',
  'A solid ministry. Zaïre. Martina. Xylofon3. Свобода слова. Чайник.',
  'A month-long stay, 640,000 people, an F-16, O’Connor and node.js.',
].map((text, i) => createDocument({ id: `d${i}`, text }))
const headed = { title: 'Özbekistan', headings: [createHeading(0, 'Tädschikistan')] }
documents.push(createDocument({ id: 'headed', text: 'Countries.', ...headed }))

const held: Library = { index: openTinyIndex(documents), base: null }
const read = (question: string, isTyped = false, library = held) =>
  readSpelling(library, vocabulary, question, isTyped)

describe('readSpelling', () => {
  test.each([
    ['pakitsan', 'pakistan'],
    ['pakistn', 'pakistan'],
    ['paakistan', 'pakistan'],
    ['pakiztan', 'pakistan'],
    // Spelt like a word of the model or of an article, never like a stem.
    ['militery', 'military'],
    ['submarnes', 'submarines'],
    ['minnistry', 'ministry'],
    ['goverment', 'government'],
    // Two slips from nine letters on.
    ['goevrnmetn', 'government'],
    ['свободо', 'свобода'],
    ['zaire', null],
    ['zaiire', 'zaïre'],
    ['ozbekistn', 'özbekistan'],
    ['tadschikistaan', 'tädschikistan'],
  ])('%s is read as %s', async (word, meant) => {
    expect(await read(word)).toBe(meant)
  })

  test.each([
    ['monthlong stay', 'month long stay'],
    ['640000', '640 000'],
    ['the F16', 'the F 16'],
    ['OConnor', 'O connor'],
    // Between these, articles have no character, or more than one.
    ['stay people', null],
    ['staylong', null],
    ['16oconnor', null],
    // Too few characters for two words.
    ['o16', null],
  ])('%s is read as %s, where articles write two words for one', async (word, meant) => {
    expect(await read(word)).toBe(meant)
  })

  test('splits no word that may be unfinished', async () => {
    expect(await read('monthlong', true)).toBeNull()
  })

  test('leaves a question of four words or more, half of which are unknown', async () => {
    expect(await read('pakitsan militery')).toBe('pakistan military')
    expect(await read('pakitsan bajwa militery')).toBe('pakistan bajwa military')
    expect(await read('bajwa pakitsan kashmir militery')).toBeNull()
    expect(await read('bajwa pakitsan kashmir military')).toBe('bajwa pakistan kashmir military')
  })

  test.each([
    ['a word that an article has', 'Bajwa'],
    ['a word that the model knows and no article has', 'martini'],
    ['a word that the model knows without its accent', 'martíni'],
    ['a word that is like one that only the model knows', 'soldierss'],
    ['a word with two slips and fewer than nine letters', 'pkaisatn'],
    ['a word whose first letter is wrong', 'bakistan'],
    ['a word of four letters', 'bjwa'],
    ['a word with a digit', 'pakistan1'],
    ['a word that is like one with a digit', 'xylofon'],
    ['a word longer than can be measured', `${longWord}z`],
    ['a word that is like no other', 'zimbabwe'],
    ['stop words and signs', 'the of — ?'],
    ['nothing', ''],
    ['more unknown words than a question has slips', 'pakitsan militery submarnes vallley'],
  ])('leaves %s', async (_, question) => {
    expect(await read(question)).toBeNull()
  })

  test('leaves the rest of a question as it was written, and capitals', async () => {
    expect(await read('Does  Pakitsan’s “militery” know?')).toBe(
      'Does  Pakistan’s “military” know?',
    )
  })

  test('of equally near words takes the one that articles say most', async () => {
    const texts = ['Marten', 'Martin', 'Martin', 'Karten']
    const index = openTinyIndex(texts.map((text, i) => createDocument({ id: `${i}`, text })))

    expect(await read('martyn', false, { index, base: null })).toBe('martin')
  })

  test.each([
    ['source', { source: 'Åsa Jürgens' }],
    ['filter field', { fields: { author: ['Åsa Jürgens'] } }],
  ])('writes a word that stands in no text as its %s does', async (_, parts) => {
    const keywords = ['Åsa Jürgens']
    const index = openTinyIndex([createDocument({ text: 'Tea.', keywords, ...parts })])

    expect(await read('juergens', false, { index, base: null })).toBe('jürgens')
  })

  test('of equally near words takes one that is near as a whole, and not its stem alone', async () => {
    // Its stem is `seper`, and that of *several* `sever`.
    const texts = ['Several.', 'Several more.', 'Keep it separate.']
    const index = openTinyIndex(texts.map((text, i) => createDocument({ id: `${i}`, text })))
    const known = tinyModel({ several: [1, 0], separate: [1, 0] }).vocabulary

    expect(await readSpelling({ index, base: null }, known, 'seperate')).toBe('separate')
  })

  test('takes fewer slips before what is said more often', async () => {
    const texts = ['Krasnoyarsk', 'Krasnoyarkov', 'Krasnoyarkov']
    const index = openTinyIndex(texts.map((text, i) => createDocument({ id: `${i}`, text })))

    expect(await read('krasnoyarks', false, { index, base: null })).toBe('krasnoyarsk')
  })

  test('leaves stop words of the articles’ languages, which neither model nor articles need know', async () => {
    const texts = ['Ein weicher Stoff ohne Pakistan']
    const index = openTinyIndex(
      texts.map((text) => createDocument({ id: text, text, language: 'de' })),
      { languages: ['de'] },
    )

    expect(await read('welcher Stoff', false, { index, base: null })).toBeNull()
    expect(await read('welche andere einige Pakitsan', false, { index, base: null })).toBe(
      'welche andere einige Pakistan',
    )
  })

  test('keeps the words that a corpus taught', async () => {
    const taught = withWords(vocabulary, ['pakitsan', 'чайнык'])

    expect(await read('чайнык')).toBe('чайник')
    expect(await readSpelling(held, taught, 'pakitsan чайнык')).toBeNull()
  })

  describe('of a word that is still being typed', () => {
    test.each([
      ['begins as a word of an article does', 'pakis', null],
      ['begins as a word of the model does', 'soldi', null],
      ['begins nearly as one does', 'pakitsa', 'pakistan'],
      ['begins nearly as a much longer one does', 'pakit', 'pakistan'],
      ['begins nearly as one of the model does', 'govrn', 'government'],
      ['is complete, since a space follows it', 'pakitsa ', null],
    ])('%s', async (_, question, meant) => {
      expect(await read(question, true)).toBe(meant)
    })
  })

  describe('where terms lie in files', () => {
    // Words so long that files of terms end before them.
    const long = ['a', 'gof', 'pakis'].map((beginning) => beginning + 'a'.repeat(300_000))
    const spread = [...documents, createDocument({ id: 'long', text: `Pakasia ${long.join(' ')}` })]
    const layouts: [string, TinyBase][] = [
      ['all', {}],
      ['some', { fresh: 2 }],
    ]
    test.each(layouts)('reads the same of them: %s', async (_, layout) => {
      const based = await openTinyBase(spread, layout)
      for (const word of ['pakitsan', 'goevrnmetn', 'Bajwa', 'soldiers', 'zimbabwe', 'zaire'])
        expect(await read(word, false, based)).toBe(await read(word))
      for (const word of ['pakis', 'pakitsa', 'soldi'])
        expect(await read(word, true, based)).toBe(await read(word, true))
    })

    test('a slip is found among many words that articles have and the model does not know', async () => {
      const based = await openTinyBase(documents)
      const held = 'Bajwa, Zaïre, Martina, Kashmir, Krasnoyarsk'

      expect(await read(`${held} and Pakitsan`, false, based)).toBe(`${held} and Pakistan`)
    })

    test('a word whose file is one too many to be read is left as it is', async () => {
      // Each file ends before a long word, so each of the rare ones lies in another.
      const between = 'abcdef'.split('').map((letter) => letter.repeat(300_000))
      const rare = ['Azurre', 'Bzure', 'Czure', 'Dzure', 'Ezure', 'Goverly']
      const [before, unread] = [`governa${'a'.repeat(300_000)}`, 'governmend']
      const text = [...between, ...rare, before, unread].join(' ')
      const based = await openTinyBase([...documents, createDocument({ id: 'rare', text })])

      expect(await read(`${rare.slice(1).join(' ')} goverment`, false, based)).toMatch(
        /government$/,
      )
      expect(await read(`${rare.join(' ')} ${unread}`, false, based)).toBeNull()
    })

    test('a word that no article in memory has keeps the ending that was typed, if that makes a word of its stem', async () => {
      const based = await openTinyBase(documents)
      const { vocabulary: other } = tinyModel({ cat: [1, 0] })

      expect(await readSpelling(based, other, 'submarnes')).toBe('submarines')
      expect(await readSpelling(based, other, 'minnistry')).toBe('ministry')
      expect(await readSpelling(based, other, 'submarinys')).toBe('submarin')
      expect(await readSpelling(based, other, 'zaiire')).toBe('zaire')
      expect(await readSpelling(based, other, 'krasnoyarks')).toBe('krasnoyarsk')
    })
  })
})
