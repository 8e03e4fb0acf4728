import { expect, test } from 'vitest'
import { piecesOf } from './pieces.ts'

const text = 'The army went by road to school.'

test('cuts a text at its marks, in order, and marks at the ends of what is shown', () => {
  const pieces = piecesOf(
    text,
    [6, 27],
    [
      [17, 21],
      [4, 8],
    ],
    [[25, 31]],
  )

  expect(pieces).toEqual([
    { text: '' },
    { text: 'my', marked: 'said' },
    { text: ' went by ' },
    { text: 'road', marked: 'said' },
    { text: ' to ' },
    { text: 'sc', marked: 'near' },
    { text: '' },
  ])
})

test('is the text itself without marks, or where they lie elsewhere', () => {
  expect(piecesOf(text, [0, text.length], [])).toEqual([{ text }])
  expect(piecesOf(text, [0, 3], [[4, 8]])).toEqual([{ text: 'The' }])
})

test('parts lines that are no sentences by a dot, also where the line before belongs to another piece', () => {
  const rows =
    'Wheel | £18\nBrakes (both)\n\nUp to 5 %\nAsk “us.”\nOr call!\n走る。\nNow, or\nlater'
  const at = rows.indexOf('Now')
  const [answer, rest] = [[0, 11] as const, [11, rows.length] as const]

  expect(piecesOf(rows, answer, [])).toEqual([{ text: 'Wheel | £18' }])
  expect(piecesOf(rows, rest, [[at, at + 3]]).map(({ text }) => text)).toEqual([
    ' · Brakes (both) · Up to 5 % · Ask “us.” Or call! 走る。 ',
    'Now',
    ', or · later',
  ])
})

test('takes any quote for the end of a sentence: closing ones of German and Japanese, too', () => {
  const said = 'Er sagt: „Ja.“\nSie: »Nein.«\n「走る。」\nFin'

  expect(piecesOf(said, [0, said.length], [])).toEqual([
    { text: 'Er sagt: „Ja.“ Sie: »Nein.« 「走る。」 Fin' },
  ])
})

test('cuts a text with a long run of spaces, as code may have', () => {
  const code = `a${' '.repeat(300_000)}b`

  expect(piecesOf(code, [0, code.length], [])).toEqual([{ text: code }])
})
