import { describe, expect, test } from 'vitest'
import { readOne } from '../support.ts'
import { dayOf } from './written-date.ts'

describe('a date in words', () => {
  test.each([
    ['de', '3. März 2024', '2024-03-03'],
    ['de', '3.März 2024', '2024-03-03'],
    ['de', '3 MARZ 2024, 14:30 Uhr', '2024-03-03'],
    ['de', '1. Okt. 2024', '2024-10-01'],
    ['de', 'März 2024', '2024-03'],
    ['fr', '3 mars 2024', '2024-03-03'],
    ['fr', '1er février 2024', '2024-02-01'],
    ['fr', '12 Fevr. 2024', '2024-02-12'],
    ['fr', '5\u00a0août 2024', '2024-08-05'],
    ['es', '3 de marzo de 2024', '2024-03-03'],
    ['es', '3 marzo, 2024', '2024-03-03'],
    ['es', '31 de dic. de 2024', '2024-12-31'],
    ['es', 'marzo de 2024', '2024-03'],
    ['it', '1º maggio 2024', '2024-05-01'],
    ['it', '9 gen 2024', '2024-01-09'],
    ['pt', '3 de março de 2024', '2024-03-03'],
    ['nl', '3 maart 2024', '2024-03-03'],
    ['nl', '3 mrt. 2024', '2024-03-03'],
    ['sv', '17 maj 2024', '2024-05-17'],
    ['no', '17. mai 2024', '2024-05-17'],
    ['pl', '3 marca 2024', '2024-03-03'],
    ['pl', '3 listopada 2024', '2024-11-03'],
    ['pl', 'marzec 2024', '2024-03'],
    ['ru', '3 марта 2024', '2024-03-03'],
    ['ru', '3 марта 2024 г.', '2024-03-03'],
    ['ru', 'Май 2024', '2024-05'],
    ['fi', '3. maaliskuuta 2024', '2024-03-03'],
    ['ca', '5 d’abril del 2024', '2024-04-05'],
    ['mr', '3 जाने 2024', '2024-01-03'],
    ['ur', '3 مارچ، 2024', '2024-03-03'],
    ['ja', '2024年3月5日', '2024-03-05'],
    ['zh', '2024年3月', '2024-03'],
    ['ko', '2024년 3월 5일', '2024-03-05'],
  ])('is read in %s: %s', (language, written, day) => {
    expect(dayOf(written, ['en', language])).toBe(day)
  })

  test.each(['de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'no', 'fi', 'pl', 'ru', 'ur', 'vi'])(
    'is read as Intl writes it in %s, for every month',
    (language) => {
      for (const dateStyle of ['long', 'medium'] as const) {
        const format = new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' })
        for (let month = 1; month <= 12; month++) {
          const day = `2024-${String(month).padStart(2, '0')}-21`
          expect(dayOf(format.format(new Date(day)), [language]), day).toBe(day)
        }
      }
    },
  )

  test('is read in English, whatever language articles have', () => {
    expect(dayOf('June 12, 2022', ['de'])).toBe('2022-06-12')
  })

  test.each([
    ['a day that its month lacks', '31. Februar 2024', ['de']],
    ['no day', '0. März 2024', ['de']],
    ['a name of another language', '3. März 2024', ['en', 'fr']],
    ['a name that two languages give to other months', '3 listopada 2024', ['pl', 'hr']],
    ['a number for a name', '5 3 2024', ['fi']],
    ['more than a date', 'am 3. März 2024', ['de']],
    ['two dates', '3. März 2024 4. März 2024', ['de']],
    ['two days', '3. und 4. März 2024', ['de']],
    ['no year', '3. März', ['de']],
    ['a year of two digits', '3. März 24', ['de']],
    ['a month that there is not', '2024年13月5日', ['ja']],
    ['a language that nobody knows', '3 March 2024 г', ['xx']],
  ])('is none with %s', (_, written, languages) => {
    expect(dayOf(written, languages)).toBeNull()
  })
})

test('front matter may have dates in the languages of articles', async () => {
  const front = '---\ndate: 3. März 2024\nexpires: 1 février 2030\n---\nx'

  expect((await readOne(front, { languages: ['de', 'fr'] })).date).toBe('2024-03-03')
  await expect(readOne(front, { languages: ['de'] })).rejects.toThrow(
    'a.md:3: expires is "1 février 2030"; wanted 2022, 2022-06, 2022-06-12 or an ISO date and time. ' +
      'Months are known by their names in English and the languages of edgewise.toml (de).',
  )
  await expect(readOne('---\ndate: 12/13/2022\n---\nx')).rejects.toThrow(/date and time\.$/)
})

test.each([
  ['published: 3 mars 2024', '2024-03-03'],
  ['lastmod: 3 mars 2024', '2024-03-03'],
])('%s is a date, too', async (line, day) => {
  expect((await readOne(`---\n${line}\n---\nx`, { languages: ['fr'] })).date).toBe(day)
})
