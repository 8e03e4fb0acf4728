import { describe, expect, test } from 'vitest'
import { BadIndex } from '../sections.ts'
import { createRooms, createRoomsFor, type ReadFile, roomBytes, visitFiles } from './rooms.ts'

const content = () => ({})

describe('rooms', () => {
  test('keep what was used last and give the room of what was used longest ago', () => {
    const rooms = createRooms<object>(16, 8)
    const [a, b] = [rooms.take(8), rooms.take(8)]
    rooms.keep('a', content(), a)
    rooms.keep('b', content(), b)
    rooms.recall('a')

    expect(rooms.take(8)).toBe(b)
    expect(rooms.recall('b')).toBeUndefined()
    expect(rooms.recall('a')).toBeDefined()
  })

  test('exceed the limit only while more are being read into', () => {
    const rooms = createRooms<object>(8, 8)
    const [a, b] = [rooms.take(8), rooms.take(8)]
    rooms.keep('b', content(), b)
    rooms.keep('a', content(), a)

    expect(rooms.recall('b')).toBeUndefined()
    expect(rooms.take(8)).toBe(a)
  })

  test('keep a file that two queries read at the same time once', () => {
    const rooms = createRooms<object>(16, 8)
    const [a, again] = [rooms.take(8), rooms.take(8)]
    const first = content()
    rooms.keep('a', first, a)
    rooms.keep('a', content(), again)

    expect(rooms.recall('a')).toBe(first)
    expect(rooms.take(8)).toBe(again)
  })

  test('have a multiple of a unit, and a larger one takes the place of several', () => {
    const rooms = createRooms<object>(24, 8)
    const [a, b, c] = [rooms.take(5), rooms.take(8), rooms.take(1)]
    for (const [name, room] of Object.entries({ a, b, c })) rooms.keep(name, content(), room)
    const large = rooms.take(9)

    expect([a, large].map(({ byteLength }) => byteLength)).toEqual([8, 16])
    expect(['a', 'b', 'c'].filter((name) => rooms.recall(name))).toEqual(['c'])

    rooms.keep('large', content(), large)
    expect(rooms.take(3)).toBe(c)
  })

  test('that were larger than needed are used again', () => {
    const rooms = createRooms<object>(16, 8)
    const large = rooms.take(16)
    rooms.keep('large', content(), large)

    expect(rooms.take(8)).toBe(large)
  })
})

test('a room is as large as the largest file, unless only a few are so large', () => {
  const sizes = (...bytes: number[]) => roomBytes(bytes.map((bytes) => ({ bytes })))

  expect(sizes(9, 5, 7)).toBe(9)
  expect(sizes(...Array.from({ length: 20 }, (_, i) => 100 + i), 1000)).toBe(118)
})

test('a share of all files is kept, and at least so many bytes', () => {
  const files = [{ bytes: 100 }, { bytes: 300 }]

  expect(createRoomsFor(files, 0.5, 0).limit).toBe(200)
  expect(createRoomsFor(files, 0.5, 300).limit).toBe(300)
})

test('keeps as many files as before after some could not be read', async () => {
  const rooms = createRooms<number>(8, 8)
  let isBroken = true
  const read: ReadFile = async (_, room) => {
    // As a runtime does that transfers the buffer it reads into.
    const moved = structuredClone(room, { transfer: [room] })
    if (isBroken) throw new BadIndex('a.bin is not there.')
    return new Uint8Array(moved)
  }
  const kind = { read, rooms, decode: () => 7 }
  const visit = () => visitFiles([{ file: 'a.bin', bytes: 8 }], kind, () => {})
  for (let i = 0; i < 3; i++) await expect(visit()).rejects.toThrow('a.bin is not there.')
  isBroken = false

  expect(await visit()).toBe(1)
  expect(await visit()).toBe(0)
})

test('visits what is there before it evicts anything for what is not', async () => {
  const rooms = createRooms<string>(16, 8)
  const read: ReadFile = async (_, room) => new Uint8Array(room)
  const kind = { read, rooms, decode: (name: string) => name }
  const visit = (...names: string[]) =>
    visitFiles(
      names.map((file) => ({ file, bytes: 8 })),
      kind,
      () => {},
    )
  await visit('a', 'b')

  expect(await visit('c', 'a')).toBe(1)
})

test('gives a file that is larger than all rooms memory of its own, each time', async () => {
  const rooms = createRooms<number>(8, 8)
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
