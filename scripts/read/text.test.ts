import { describe, expect, test } from 'vitest'
import { readText } from './text.ts'

const textsOf = (source: string) => readText(source).blocks.map(({ text }) => text)
const long = 'This is a line of about eighty characters that its author has wrapped by hand'

describe('readText', () => {
  test('separates blocks at blank lines', () => {
    expect(textsOf('One.\n\n \t\n Two.\n')).toEqual(['One.', 'Two.'])
  })

  test('joins wrapped lines', () => {
    expect(textsOf(`${long}\n${long}\nto its end.`)).toEqual([`${long} ${long} to its end.`])
  })

  test('reads each unwrapped line as a paragraph', () => {
    const paragraph = `${long} ${long}`

    expect(textsOf(`${paragraph}\n${paragraph}\nRead Next\nOne.`)).toEqual([
      paragraph,
      paragraph,
      'Read Next',
      'One.',
    ])
  })

  test('ends a wrapped paragraph at its short last line', () => {
    expect(textsOf(`${long}\n${long}\nends here.\nNext.`)).toEqual([
      `${long} ${long} ends here.`,
      'Next.',
    ])
  })

  test('ends a paragraph at a line on which the next word would have fitted', () => {
    const short = long.slice(0, 55)

    expect(textsOf(`${long}\n${short}\nNext.`)).toEqual([`${long} ${short}`, 'Next.'])
  })

  test('keeps a list together', () => {
    expect(textsOf('Two:\n- one\n  goes on\n- two\nEnd')).toEqual([
      'Two:',
      '- one goes on\n- two',
      'End',
    ])
  })

  test('reads a first line on its own as the title', () => {
    expect(readText('\nA title\n\nText.').blocks[0]).toEqual({
      kind: 'heading',
      text: 'A title',
      depth: 1,
      anchor: '',
    })
  })

  test.each([
    'A sentence.\n\nText',
    '“Why?”\n\nText',
    'Two\nlines\n\nText',
    'Alone\n\n',
    `${'a'.repeat(121)}\n\nText`,
  ])('sees no title in %j', (source) => {
    expect(readText(source).blocks.map(({ kind }) => kind)).not.toContain('heading')
  })

  test.each(['---\ntitle: x\n---\n', '+++\ntitle = "x"\n+++\n'])(
    'reads the front matter %j',
    (fenced) => {
      const { front, blocks } = readText(`${fenced}Text.\n\nMore.`)

      expect(front.get('title')).toEqual({ value: 'x', line: 2 })
      expect(blocks.map(({ text }) => text)).toEqual(['Text.', 'More.'])
    },
  )

  test.each([
    ['---', 'Once: a rule', 'that nothing closes'],
    ['---', 'A rule above', '---'],
    ['---', '- a list', '---'],
    ['---', '# nothing', '---'],
    ['---', 'A: he said: no', '---'],
    ['{', '"a": 1', '}'],
  ])('reads %s, %s, %s as text', (...lines) => {
    expect(readText(lines.join('\n')).front.size).toBe(0)
    expect(textsOf(lines.join('\n')).join('\n')).toBe(lines.join('\n'))
  })
})
