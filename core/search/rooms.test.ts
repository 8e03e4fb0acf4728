import { expect, test } from 'vitest'
import { createRooms } from './rooms.ts'

const content = () => ({})

test('keeps what was used last and gives the room of what was used longest ago', () => {
  const rooms = createRooms<object>(2, 8)
  const [a, b] = [rooms.take(), rooms.take()]
  rooms.keep('a', content(), a)
  rooms.keep('b', content(), b)
  rooms.recall('a')

  expect(rooms.take()).toBe(b)
  expect(rooms.recall('b')).toBeUndefined()
  expect(rooms.recall('a')).toBeDefined()
})

test('makes more rooms only while more are being filled', () => {
  const rooms = createRooms<object>(1, 8)
  const [a, b] = [rooms.take(), rooms.take()]
  rooms.keep('b', content(), b)
  rooms.keep('a', content(), a)

  expect(rooms.recall('b')).toBeUndefined()
  expect(rooms.take()).toBe(a)
})

test('keeps a file that two queries read at the same time once', () => {
  const rooms = createRooms<object>(2, 8)
  const [a, again] = [rooms.take(), rooms.take()]
  const first = content()
  rooms.keep('a', first, a)
  rooms.keep('a', content(), again)

  expect(rooms.recall('a')).toBe(first)
  expect(rooms.take()).toBe(again)
})

test('loses nothing but a room where a file cannot be read', () => {
  const rooms = createRooms<object>(1, 8)
  rooms.take()

  expect(rooms.take()).toBeInstanceOf(ArrayBuffer)
})
