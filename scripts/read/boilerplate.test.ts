import { describe, expect, test } from 'vitest'
import { createCensus, marksOf } from './boilerplate.ts'
import type { Block } from './draft.ts'

const text = (text: string): Block => ({ kind: 'text', text })
const heading = (text: string): Block => ({ kind: 'heading', text, depth: 2, anchor: 'a' })

/** Each article without the boilerplate of all of them. */
function clean(...articles: Block[][]) {
  const census = createCensus()
  const marks = articles.map(marksOf)
  for (const some of marks) census.add(some)
  const boilerplate = census.judge()
  return articles.map((blocks, i) => boilerplate.removeFrom(blocks, marks[i]))
}

/** The texts that are left of each article. */
function left(...articles: Block[][]) {
  return clean(...articles).map(({ blocks }) => blocks.map((block) => block.text))
}

describe('boilerplate', () => {
  test('drops a text that stands in three articles, white space aside', () => {
    expect(left([text('a  b'), text('1')], [text('a\u00a0b')], [text(' a b')])).toEqual([
      ['1'],
      [],
      [],
    ])
  })

  test('drops a text that a quarter of the articles have, wherever it stands and however short', () => {
    const box = text('Join our newsletter!')
    const others = Array.from({ length: 9 }, (_, i) => [text(`own ${i}`)])
    const own = ['Apples are red', 'Bread is brown', 'Cheese is gold']
    const having = own.map((own) => [text(own), box, text(`${own}, too`)])

    expect(left(...having, ...others).slice(0, 3)).toEqual([
      ['Apples are red', 'Apples are red, too'],
      ['Bread is brown', 'Bread is brown, too'],
      ['Cheese is gold', 'Cheese is gold, too'],
    ])
    expect(left(...having, ...others, [text('one more')])[0]).toHaveLength(3)
  })

  test('keeps copies of an article in a small corpus, but not what all articles have', () => {
    const footer = text('Copyright Example, all rights reserved, made by hand.')
    const pages = ['install', 'configure', 'upgrade', 'ask'].map((page) => [
      heading(page),
      text(`How to ${page} it.`),
      text(`What to do when you ${page} it again.`),
    ])
    const versions = ['1.0', '2.0', 'next'].map((name) => text(`Version ${name}`))
    const site = (...count: [number, number]) =>
      versions.flatMap((version) => pages.slice(...count).map((page) => [version, ...page, footer]))
    const kept = (articles: Block[][]) =>
      articles.map((blocks) => blocks.filter((block) => block !== footer).map(({ text }) => text))

    expect(left(...site(0, 4))).toEqual(kept(site(0, 4)))
    expect(left(...site(0, 2))).toEqual(kept(site(0, 2)))
  })

  test('drops what more than half of the articles have, even if little is left', () => {
    const footer = text('Copyright Example, all rights reserved, made by hand.')
    const having = ['a', 'b', 'c', 'd'].map((name) => [text(name), footer])
    const others = ['e', 'f', 'g', 'h'].map((name) => [text(name)])

    expect(left(...having, ...others.slice(1)).slice(0, 4)).toEqual([['a'], ['b'], ['c'], ['d']])
    expect(left(...having, ...others)[0]).toHaveLength(2)
  })

  describe('in a large corpus', () => {
    const long = (what: string) => `${what} ${'and so on '.repeat(10)}`.trim()
    const others = Array.from({ length: 50 }, (_, i) => [text(`other ${i}`)])
    const own = (name: string) => text(`${long(name)} ${long('of its own')} ${long('all of it')}`)
    const bio = text(long('Jane writes about cheese'))
    /** The texts that are left of articles beside fifty others. */
    const among = (...articles: Block[][]) => left(...articles, ...others).slice(0, articles.length)

    test('drops long repeats at the edges of an article, but no headings and short repeats', () => {
      const note = text('First published elsewhere.')
      const articles = ['a', 'b', 'c'].map((name) => [bio, own(name), heading('Author'), bio, note])

      expect(among(...articles)).toEqual(
        ['a', 'b', 'c'].map((name) => [own(name).text, 'Author', note.text]),
      )
    })

    test('keeps repeats inside articles, and short ones', () => {
      const step = text(long('Preheat the oven'))
      const end = text('Serve at once.')
      const articles = ['a', 'b', 'c', 'd'].map((name) => [
        own(name),
        step,
        own(`${name}, too`),
        end,
      ])

      expect(among(...articles)).toEqual(articles.map((blocks) => blocks.map(({ text }) => text)))
    })

    /**
     * How many blocks are left of an article with a repeated box of so many letters, and so many letters of its own.
     */
    const leftOf = (box: number, own: number) => {
      const articles = ['a', 'b', 'c'].map((name) => [
        text('x'.repeat(box)),
        text(name.repeat(own)),
      ])
      return among(...articles)[0].length
    }

    test('counts a hundred letters as long', () => {
      expect([leftOf(99, 200), leftOf(100, 200)]).toEqual([2, 1])
    })

    test('drops half of an article, and no more', () => {
      expect([leftOf(200, 200), leftOf(200, 199)]).toEqual([1, 2])
    })

    test('keeps copies of an article whole, changed in the middle or not at all', () => {
      const [before, behind] = [text(long('How to install it')), text(long('How to run it'))]
      const versions = ['1', '2', '3'].map((name) => [before, text(name), behind])
      const copies = Array.from({ length: 3 }, () => [text(long('A game')), text('Two play it.')])
      const articles = [...versions, ...copies]

      expect(among(...articles)).toEqual(articles.map((blocks) => blocks.map(({ text }) => text)))
    })
  })

  test('keeps a text that only two articles have, however often', () => {
    expect(left([text('a'), text('a')], [text('a')])).toEqual([['a', 'a'], ['a']])
  })

  test('keeps headings that repeat', () => {
    expect(left([heading('a')], [heading('a')], [heading('a')])).toEqual([['a'], ['a'], ['a']])
  })

  test('tells headings from texts that say the same', () => {
    const [h, t] = [[heading('a')], [text('a')]]

    expect(left(h, t, t, t)).toEqual([['a'], [], [], []])
    expect(left(t, h, h, h)).toEqual([['a'], ['a'], ['a'], ['a']])
  })

  test('returns what it drops', () => {
    const [{ removed }] = clean([text('Read  Next'), heading('Leave a comment'), text('a')])

    expect(removed).toEqual(['Read Next', 'Leave a comment'])
  })

  test.each([
    'Read Next',
    'READ MORE…',
    'Related posts',
    'You may also like:',
    'Leave a Comment',
    'Leave a Reply Cancel reply',
    'Your email address will not be published. Required fields are marked *',
    'Your email address will not be published. Required fields are marked with *',
    'Save my name, email, and website in this browser for the next time I comment.',
    'Share this:',
    'Share on Facebook',
    'Click to share on X (Opens in new window)',
    'Subscribe to our weekly newsletter!',
    'About the author',
    'Latest posts by Rabia Anwaar (see all)',
    'Author Recent Posts Rabia Anwaar Latest posts by Rabia Anwaar (see all) One – January 9, 2025',
    '- One: a story - January 9, 2025\n- Two: a story - January 6, 2025',
  ])('drops %j anywhere', (phrase) => {
    expect(left([text(phrase)], [heading(phrase)])).toEqual([[], []])
  })

  test.each([
    'Read next week’s issue for more.',
    'He asked them to leave a comment.',
    'Share prices fell.',
    'Related work',
    'Comments',
    'Author',
    'The treaty was signed - January 9, 2025',
    '',
  ])('keeps %j', (phrase) => {
    expect(left([text(phrase)])).toEqual([[phrase]])
  })
})
