import { describe, expect, test } from 'vitest'
import type { Result, Span } from '../../core/protocol.ts'
import { excerpt, markedTitle } from './excerpt.ts'

function show(
  text: string,
  sentence: Span,
  marks: readonly Span[] = [],
  near: readonly Span[] = [],
): string {
  const passage: Result['passage'] = { heading: [], anchor: null, text, span: [0, text.length] }
  return String(excerpt({ passage, sentence, marks, near }))
}

describe('excerpt', () => {
  test('shows a short passage whole, with its sentence and its marks', () => {
    const text = 'One two. Three four. Five.'

    expect(
      show(
        text,
        [9, 20],
        [
          [4, 7],
          [9, 14],
          [21, 25],
        ],
      ),
    ).toBe('One <mark>two</mark>. <strong><mark>Three</mark> four.</strong> <mark>Five</mark>.')
  })

  test('shows whole sentences around the one that answers, and says where it goes on', () => {
    const sentence = (letter: string) => `${letter.toUpperCase()}${letter.repeat(148)}.`
    const text = ['a', 'b', 'c', 'd', 'e'].map(sentence).join(' ')

    expect(show(text, [302, 452])).toBe(
      `… <strong>${sentence('c')}</strong> ${sentence('d')}\u00a0…`,
    )
    expect(show(text, [604, 754])).toBe(`… ${sentence('d')} <strong>${sentence('e')}</strong>`)
  })

  test('shows a long sentence to its end', () => {
    const text = `${'word '.repeat(200)}end.`

    expect(show(text, [0, text.length])).toBe(`<strong>${text}</strong>`)
  })

  test('is nothing for an empty passage', () => {
    expect(show('', [0, 0])).toBe('')
  })

  test('is the beginning of a passage of which no sentence answers', () => {
    expect(show('One two. Three.', [0, 0])).toBe('One two. Three.')
  })

  test('marks across the edge of the sentence, in two pieces', () => {
    expect(show('One two. Three.', [0, 8], [[4, 14]])).toBe(
      '<strong>One <mark>two.</mark></strong><mark> Three</mark>.',
    )
  })

  test('marks words that are only near in another way, and keeps both in order', () => {
    const near: Span[] = [
      [0, 3],
      [9, 14],
    ]

    expect(show('One two. Three.', [0, 8], [[4, 7]], near)).toBe(
      '<strong><mark class="near">One</mark> <mark>two</mark>.</strong> ' +
        '<mark class="near">Three</mark>.',
    )
  })

  test('escapes every piece by itself', () => {
    expect(show('a<b> & "c".', [0, 11], [[1, 4]])).toBe(
      '<strong>a<mark>&lt;b&gt;</mark> &amp; &quot;c&quot;.</strong>',
    )
  })
})

describe('markedTitle', () => {
  test('marks what was asked for, and escapes every piece', () => {
    const titleMarks: Span[] = [
      [2, 7],
      [10, 15],
    ]

    expect(String(markedTitle({ id: 'a', title: '& rivers <rise>', titleMarks }))).toBe(
      '&amp; <mark>river</mark>s &lt;<mark>rise&gt;</mark>',
    )
  })

  test('is the id of an article that has none', () => {
    expect(String(markedTitle({ id: 'a<b', title: '', titleMarks: [] }))).toBe('a&lt;b')
  })
})
