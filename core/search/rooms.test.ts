import { expect, test } from 'vitest'
import { BadIndex } from '../sections.ts'
import { createRooms, type ReadFile, visitFiles } from './rooms.ts'

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

test('keeps as many files as ever after some could not be read', async () => {
  const rooms = createRooms<number>(1, 8)
  let isBroken = true
  const read: ReadFile = async (_, room) => {
    if (isBroken) throw new BadIndex('a.bin is not there.')
    return new Uint8Array(room)
  }
  const kind = { read, rooms, decode: () => 7 }
  const visit = () => visitFiles([{ file: 'a.bin', bytes: 8 }], kind, () => {})
  for (let i = 0; i < 3; i++) await expect(visit()).rejects.toThrow('a.bin is not there.')
  isBroken = false

  expect(await visit()).toBe(1)
  expect(await visit()).toBe(0)
})

test('gives a file that is larger than a room memory of its own, each time', async () => {
  const rooms = createRooms<number>(1, 8)
  const sizes: number[] = []
  const read: ReadFile = async ({ bytes }, room) => {
    sizes.push(room.byteLength)
    return new Uint8Array(room, 0, bytes)
  }
  const kind = { read, rooms, decode: (_: string, { length }: Uint8Array) => length }
  const visit = (file: string, bytes: number) => visitFiles([{ file, bytes }], kind, () => {})
  await visit('small', 8)

  expect([await visit('large', 9), await visit('large', 9), await visit('small', 8)]).toEqual([
    1, 1, 0,
  ])
  expect(sizes).toEqual([8, 9, 9])
})
