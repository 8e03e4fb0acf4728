import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { element, pages } from '../../messages/english.ts'
import { english, say } from '../../widget/messages.ts'
import { placePanel } from '../../widget/placement.ts'

const folder = join(import.meta.dirname, '../../messages')
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

describe.each(files)('%s', (file) => {
  const read: Record<string, object> = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const texts: Record<string, unknown> = { ...read.element, ...read.pages }
  const code = file.replace('.json', '')

  test('is named by a language', () => {
    expect(Intl.getCanonicalLocales(code)).toEqual([code])
    expect(new Intl.DisplayNames('en', { type: 'language' }).of(code)).not.toBe(code)
  })

  test('has the texts of English, and no others', () => {
    const keysOf = (parts: object) =>
      Object.entries(parts).map(([name, part]) => [name, Object.keys(part).sort()])
    expect(Object.fromEntries(keysOf(read))).toEqual(Object.fromEntries(keysOf({ element, pages })))
  })

  test('has the placeholders of English in every form of every text, and no empty text', () => {
    for (const [name, text] of Object.entries<string | object>({ ...element, ...pages })) {
      const blanksOf = (form: string) => (form.match(/\{\w+\}/g) ?? []).sort()
      const formsOf = (value: unknown): string[] =>
        typeof value === 'string' ? [value] : Object.values(value as object)
      expect(typeof texts[name], name).toBe(typeof text)
      for (const form of formsOf(texts[name])) {
        expect(blanksOf(form), name).toEqual(blanksOf(formsOf(text)[0]))
        expect(form.replace(/\{\w+\}/g, '').trim() !== '' || name === 'with', name).toBe(true)
      }
    }
  })

  test('has all plural forms, and its writing direction', () => {
    const wanted = new Intl.PluralRules(code).resolvedOptions().pluralCategories.sort()
    for (const [name, text] of Object.entries(texts)) {
      if (typeof text === 'object') expect(Object.keys(text as object).sort(), name).toEqual(wanted)
    }
    const { language } = new Intl.Locale(code)
    expect(texts.direction).toBe(['ar', 'fa', 'he', 'ur'].includes(language) ? 'rtl' : 'ltr')
  })
})

describe('say', () => {
  test.each([
    ['en', 1, '1 article found'],
    ['en', 0, '0 articles found'],
    ['en', 1200, '1,200 articles found'],
    ['de', 1200, '1.200 articles found'],
    ['zh', 1, '1 articles found'],
  ])('counts in %s, %d', (locale, n, sentence) => {
    expect(say(english.found, locale, { n })).toBe(sentence)
  })

  test('inserts a host and a question as they are, even with placeholders in them', () => {
    expect(say(english.elsewhere, 'en', { host: '$&.example' })).toBe('Search at $&.example')
    expect(say(english.corrected, 'de', { query: '{n} $1' })).toBe('Results for “{n} $1”.')
  })

  test('leaves unknown placeholders', () => {
    expect(say('{n} {name} {toString}', 'en', { n: 2 })).toBe('2 {name} {toString}')
  })
})

describe('placePanel', () => {
  test.each([
    ['a wide box', { left: 100, width: 800 }, 1000, false, { left: 0, width: 800 }],
    ['a narrow box', { left: 100, width: 200 }, 1000, false, { left: 0, width: 560 }],
    [
      'a narrow box on the right',
      { left: 780, width: 200 },
      1000,
      false,
      { left: -360, width: 560 },
    ],
    ['a narrow box on a phone', { left: 60, width: 240 }, 390, false, { left: -48, width: 366 }],
    ['a box as wide as the window', { left: 0, width: 390 }, 390, false, { left: 0, width: 390 }],
    [
      'a narrow box, right to left',
      { left: 700, width: 200 },
      1000,
      true,
      { left: -360, width: 560 },
    ],
    [
      'one on the left, right to left',
      { left: 20, width: 200 },
      1000,
      true,
      { left: 0, width: 560 },
    ],
  ])('below %s', (_, box, windowWidth, isRtl, place) => {
    expect(placePanel(box, windowWidth, isRtl)).toEqual(place)
  })
})
