import { expect, test } from 'vitest'
import { joinLists, startsOf } from './lists.ts'

test('lists begin where the ones before end', () => {
  expect(startsOf([2, 0, 3])).toEqual(Uint32Array.of(0, 2, 2, 5))
  expect(startsOf([])).toEqual(Uint32Array.of(0))
})

test('lists lie end to end in an array of the wanted kind', () => {
  const lists = [Uint16Array.of(7, 8), [], [65_535]]

  expect(joinLists(lists, Uint16Array)).toEqual({
    starts: Uint32Array.of(0, 2, 2, 3),
    all: Uint16Array.of(7, 8, 65_535),
  })
  expect(joinLists([], Uint8Array).all).toEqual(new Uint8Array())
})
