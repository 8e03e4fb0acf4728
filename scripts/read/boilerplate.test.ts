import { describe, expect, test } from 'vitest'
import { removeBoilerplate } from './boilerplate.ts'
import type { Block } from './draft.ts'

const text = (text: string): Block => ({ kind: 'text', text })
const heading = (text: string): Block => ({ kind: 'heading', text, depth: 2, anchor: 'a' })

/** Texts that are left of each article. */
function left(...articles: Block[][]) {
  const cleaned = removeBoilerplate(articles.map((blocks) => ({ blocks }))).articles
  return cleaned.map(({ blocks }) => blocks.map((block) => block.text))
}

describe('removeBoilerplate', () => {
  test('drops a text that stands in three articles, white space aside', () => {
    expect(left([text('a  b'), text('1')], [text('a\u00a0b')], [text(' a b')])).toEqual([
      ['1'],
      [],
      [],
    ])
  })

  test('keeps a text that stands in two, however often', () => {
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

  test('counts what it drops', () => {
    const articles = [{ blocks: [text('Read Next'), heading('Leave a comment'), text('a')] }]

    expect(removeBoilerplate(articles).removed).toHaveLength(2)
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
