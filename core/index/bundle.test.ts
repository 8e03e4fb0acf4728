import { describe, expect, test } from 'vitest'
import {
  buildTinyIndex,
  createDocument,
  randomDocuments,
  seededRandom,
} from '../../test/support.ts'
import { BadIndex } from '../sections.ts'
import type { Base } from './base.ts'
import { decodeBundle, encodeBundle } from './bundle.ts'
import { openIndex } from './open.ts'

const files = buildTinyIndex(randomDocuments(seededRandom(1), 3), { perSegment: 1 })
const bundle = encodeBundle(files.manifest, files.shards)

describe('a bundle', () => {
  test('gives back manifest and shards', () => {
    expect(decodeBundle(bundle)).toEqual({ ...files, patch: null, columns: null })
  })

  test('gives back the patch behind the shards', () => {
    const patch = Uint8Array.from({ length: 16 }, (_, i) => i)
    const named = { file: 'patch.bin', bytes: 16, sha256: '' }
    const manifest = { ...files.manifest, model: { ...files.manifest.model, patch: named } }

    expect(decodeBundle(encodeBundle(manifest, [...files.shards, patch]))).toEqual({
      manifest,
      shards: files.shards,
      patch,
      columns: null,
    })
    expect(() => decodeBundle(encodeBundle(manifest, files.shards))).toThrow(BadIndex)
  })

  test('gives back the columns of a base, behind a patch and without one', () => {
    const columns = Uint8Array.from({ length: 8 }, (_, i) => i)
    const base = { columns: { file: 'columns.bin', bytes: 8, sha256: '' } } as Base
    for (const patch of [null, Uint8Array.from({ length: 16 }, (_, i) => 40 + i)]) {
      const named = patch && { file: 'patch.bin', bytes: 16, sha256: '' }
      const manifest = { ...files.manifest, model: { ...files.manifest.model, patch: named }, base }
      const held = [...files.shards, ...(patch ? [patch] : []), columns]

      expect(decodeBundle(encodeBundle(manifest, held))).toMatchObject({
        shards: files.shards,
        patch,
        columns,
      })
    }
  })

  test('opens as an index where it stands', () => {
    const { manifest, shards } = decodeBundle(bundle)

    expect(openIndex(manifest, shards).documents).toBe(3)
    for (const shard of shards) {
      expect(shard.buffer).toBe(bundle.buffer)
      expect(shard.byteOffset % 8).toBe(0)
    }
  })

  test('pads a manifest of any length to a multiple of 8', () => {
    for (let length = 0; length < 9; length++) {
      const title = '😀'.repeat(length % 3) + 'x'.repeat(length)
      const manifest = { ...files.manifest, site: { title, cors: [] } }
      const read = decodeBundle(encodeBundle(manifest, files.shards))

      expect(read.manifest.site.title).toBe(title)
      expect(read.shards[0].byteOffset % 8, `${length}`).toBe(0)
    }
  })

  test('may hold no shards', () => {
    const empty = buildTinyIndex([])

    expect(decodeBundle(encodeBundle(empty.manifest, []))).toEqual({
      ...empty,
      patch: null,
      columns: null,
    })
  })

  test('is read from the middle of a buffer', () => {
    const buffer = new Uint8Array(bundle.length + 16)
    buffer.set(bundle, 8)

    expect(decodeBundle(buffer.subarray(8, 8 + bundle.length))).toEqual({
      ...files,
      patch: null,
      columns: null,
    })
  })

  test('is refused when it is cut short, wherever, or too long', () => {
    const { manifest, shards } = buildTinyIndex([createDocument()])
    const bytes = encodeBundle(manifest, shards)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeBundle(bytes.slice(0, length)), `${length} bytes`).toThrow(BadIndex)
    }
    expect(() => decodeBundle(Uint8Array.of(...bytes, 0))).toThrow(
      `The index has ${bytes.length + 1} bytes; it should have ${bytes.length}.`,
    )
  })

  test('of no bytes says so', () => {
    expect(() => decodeBundle(new Uint8Array())).toThrow('The index is empty. Run npm run build.')
  })
})
