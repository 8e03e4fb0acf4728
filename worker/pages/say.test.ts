import { describe, expect, test } from 'vitest'
import type { Plural } from '../../messages/english.ts'
import { arrows, digitsOf, readableDate, say, sayAround, sayNumber } from './say.ts'
import { english, type Voice, voices } from './voices.ts'

const voiceOf = (language: string) => voices.get(language) as Voice

describe.each([...voices.values()])('$language', (voice) => {
  const { language, numbers, texts } = voice
  const counts = [...Array(220).keys(), 999, 1000, 9999, 12345, 1e6, 1000001, 2e6, 1234567]

  test('writes numbers as Intl does', () => {
    const format = new Intl.NumberFormat(language)
    for (const n of counts) expect(digitsOf(voice, n)).toBe(format.format(n))
  })

  test('writes dates as Intl does', () => {
    const parts = { year: 'numeric', month: 'long', timeZone: 'UTC' } as const
    const place = language === 'en' ? 'en-GB' : language
    // Which kind of space stands there depends on the version of Unicode's data.
    const plain = (text: string) => text.replace(/\p{Zs}/gu, ' ')
    const ofMonth = new Intl.DateTimeFormat(place, parts)
    const ofDay = new Intl.DateTimeFormat(place, { ...parts, day: 'numeric' })
    for (let month = 1; month <= 12; month++) {
      const written = `1999-${String(month).padStart(2, '0')}`
      expect(plain(readableDate(voice, written))).toBe(plain(ofMonth.format(new Date(written))))
      for (const day of ['01', '09', '28']) {
        const date = `${written}-${day}`
        expect(plain(readableDate(voice, date))).toBe(plain(ofDay.format(new Date(date))))
      }
    }
  })

  test('has the form of every text that Intl chooses for a number', () => {
    const rules = new Intl.PluralRules(language)
    const plurals = (Object.values(texts) as (string | Plural)[]).filter(
      (text) => typeof text !== 'string',
    )
    expect(plurals.length).toBeGreaterThan(5)
    for (const n of counts) {
      const form = rules.select(n)
      expect(numbers.formOf(n), `${n}`).toBe(form)
      for (const plural of plurals) expect(plural[form], `${n}`).toBeTypeOf('string')
    }
  })
})

describe('say', () => {
  test.each([
    ['en', 0, '0 articles'],
    ['en', 1, '1 article'],
    ['en', 1200, '1,200 articles'],
    ['es', 1200, '1200 artículos'],
    ['fr', 0, '0 article'],
    ['ru', 22, '22 статьи'],
    ['ja', 1, '1件の記事'],
  ])('counts in %s, %d', (language, n, words) => {
    expect(say(voiceOf(language), 'count', { n })).toBe(words)
  })

  test('writes another number than the one that chooses the plural form', () => {
    expect(say(english, 'range', { first: 1, last: 1, n: 1, shown: 'about 1' })).toBe(
      '1 to 1 of about 1 article',
    )
  })

  test('puts texts in as they are, even with blanks in them, and leaves a blank without a value', () => {
    expect(say(english, 'corrected', { query: '{n} $&' })).toBe('Results for “{n} $&”.')
    expect(say(english, 'corrected')).toBe('Results for “{query}”.')
  })
})

test('sayAround escapes texts, and only texts', () => {
  expect(String(sayAround(english, 'with', { field: '<b>', value: english.language }))).toBe(
    '&lt;b&gt;: en',
  )
})

test('sayNumber hides the words before a number and behind it, as far as there are any', () => {
  expect(String(sayNumber(english, 'count', 1200))).toBe(
    '1,200<span class="unseen"> articles</span>',
  )
  expect(String(sayNumber(voiceOf('sv'), 'moreValues', 2))).toBe(
    '2<span class="unseen"> till</span>',
  )
  expect(String(sayNumber(voiceOf('nl'), 'moreValues', 2))).toBe(
    '<span class="unseen">nog </span>2',
  )
})

test('arrows point the way that the language is read', () => {
  expect(arrows(english)).toEqual({ back: '←', forth: '→' })
  expect(arrows(voiceOf('ur'))).toEqual({ back: '→', forth: '←' })
})

describe('readableDate', () => {
  test.each([
    ['en', '2022', '2022'],
    ['en', '2022-06', 'June 2022'],
    ['en', '2022-06-01', '1 June 2022'],
    ['en', '2024-02-29', '29 February 2024'],
    ['en', '2022-13', '2022-13'],
    ['en', 'yesterday', 'yesterday'],
    ['de', '2022-03-01', '1. März 2022'],
    ['ur', '2022-06-01', '1 جون، 2022'],
    ['ja', '2022-06', '2022年6月'],
  ])('says in %s %s', (language, date, words) => {
    expect(readableDate(voiceOf(language), date)).toBe(words)
  })
})
