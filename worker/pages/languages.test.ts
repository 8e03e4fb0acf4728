/** Every page in every language: no English is left, and all texts are in that language. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../core/search/engine.ts'
import { element, type Plural, pages } from '../../messages/english.ts'
import { createTestApp, openTestEngine, type TestArticle } from '../test-engine.ts'
import { chooseVoice, english, type Voice, voices } from './voices.ts'

/** Enough for every text there is: values to fold away, several pages, a word that no model knows, and one that hardly any article has. */
const articles: TestArticle[] = Array.from({ length: 120 }, (_, i) => ({
  id: `a${i}`,
  title: '…',
  ...{ date: '2022-06-12', source: '…', url: i === 0 ? 'https://example.org/0' : null },
  fields: { topic: [`x${i % 14}`] },
  text: i === 5 ? 'Road, road, 42 schol.' : 'Road, road, 42, school.',
}))

const paths = [
  '/',
  '/?q=road',
  '/?q=road&sort=date',
  '/?q=road&k=1&filter.topic=x1&filter.topic=x2&from=2021&to=2022-07',
  '/?q=road&k=30&offset=90',
  '/?q=road&offset=90&filter.topic=x1',
  '/?q=schol',
  '/?q=zzz',
  '/?q=zzz&filter.topic=x1',
  '/?q=42&filter.topic=none&filter.topic=nil',
  '/?q=rocket',
  '/?q=rocket&mode=semantic',
  '/?q=',
  '/?to=1999',
  '/?q=road&k=999',
  '/articles/a0',
  '/articles/a1',
  '/articles/none',
  '/nowhere',
]

/** As a browser asks. */
const asPage = { headers: { Accept: 'text/html' } }

/** What readers of a page are told: its words and what its attributes say, without what is marked as English. */
function wordsOf(page: string): string {
  return page
    .replaceAll(/<(p|span)[^>]* lang="en" dir="ltr">.*?<\/\1>/g, '')
    .replaceAll(/<[^>]*?(?: aria-label="([^"]*)"[^>]*)?>/g, (_, label = '') => `\n${label}\n`)
}

/** The words of a text around its blanks. */
function partsOf(text: string | Plural): string[] {
  const forms = typeof text === 'string' ? [text] : Object.values(text)
  const parts = forms.flatMap((form) => form.split(/\{\w+\}/))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** Finds a part, and not in the middle of a word; many end with a stop. */
function wholeWords(part: string): RegExp {
  return new RegExp(`(?<!\\w)${part.replaceAll(/[.?]/g, '\\$&')}(?!\\w)`)
}

const others = [...voices.values()].filter((voice) => voice !== english)

describe.each(others)('in $language', (voice: Voice) => {
  let engine: Engine
  let unsure: Engine
  beforeAll(async () => {
    const changes = { languages: [voice.language, 'en'], site: { title: '…', cors: [] } }
    engine = await openTestEngine(articles, changes)
    unsure = await openTestEngine(articles, {
      ...changes,
      confidence: { floor: 0.1, threshold: 9 },
    })
  })

  test('a page is said to be in the language, and has no English in it', async () => {
    for (const path of paths) {
      for (const opened of [engine, unsure]) {
        const page = await (await createTestApp(opened).request(path, asPage)).text()
        expect(page, path).toContain(`<html lang="${voice.language}" dir="${voice.direction}">`)
        const words = wordsOf(page)
        for (const [name, text] of Object.entries<string | Plural>({ ...element, ...pages })) {
          const own = partsOf(voice.texts[name as keyof Voice['texts']])
          for (const part of partsOf(text)) {
            if (part.length < 3 || own.includes(part)) continue
            expect(words, `${path}: ${name}`).not.toMatch(wholeWords(part))
          }
        }
      }
    }
  })

  test('a field, which a site may call "Written by", stands in no sentence with its value', () => {
    expect(voice.texts.with).toMatch(/^\{field\}\s?[:：] ?\{value\}$/)
  })

  test('every text of the pages is said on one of them', async () => {
    const shown = await Promise.all(
      paths.flatMap((path) =>
        [engine, unsure].map(async (opened) =>
          (await createTestApp(opened).request(path, asPage)).text(),
        ),
      ),
    )
    const words = shown.map(wordsOf).join('\n')
    for (const [name, text] of Object.entries({ ...voice.texts } as Record<
      string,
      string | Plural
    >)) {
      if (!(name in pages) || name === 'about' || name === 'aboutRight') continue
      const parts = partsOf(text)
      expect(
        parts.some((part) => words.includes(part)),
        name,
      ).toBe(true)
    }
  })
})

test('pages speak the first language of the articles, or English', () => {
  expect(chooseVoice(['de', 'en']).language).toBe('de')
  expect(chooseVoice(['en', 'de']).language).toBe('en')
  expect(chooseVoice(['tr', 'de'])).toBe(english)
  expect(chooseVoice(['constructor'])).toBe(english)
})
