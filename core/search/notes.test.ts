import { expect, test } from 'vitest'
import { notesOn } from './notes.ts'

const degraded = { leg: 'semantic', reason: 'It is away.' } as const

test('says nothing of an answer that is complete', () => {
  expect(notesOn({ mode: 'hybrid' })).toEqual([])
  expect(notesOn({ mode: 'words' })).toEqual([])
})

test('says which leg ranked alone, but not where a fallback ranked', () => {
  expect(notesOn({ mode: 'words', degraded })).toEqual(['Ranked by words alone. It is away.'])
  expect(notesOn({ mode: 'hybrid', degraded })).toEqual(['It is away.'])
  expect(notesOn({ mode: 'semantic', degraded })).toEqual(['It is away.'])
  expect(notesOn({ mode: 'semantic', degraded: { ...degraded, leg: 'words' } })).toEqual([
    'Ranked by meaning alone. It is away.',
  ])
})

test('says how words were read, and which values no article has', () => {
  const unknownValues = { topic: ['Trade', 'سفر'] }

  expect(
    notesOn({ mode: 'hybrid', corrected: 'iron', suggestion: 'irony', unknownValues }),
  ).toEqual(['Results for “iron”.', 'Did you mean “irony”?', 'No article has topic Trade or سفر.'])
})
