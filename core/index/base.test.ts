import { describe, expect, test } from 'vitest'
import { createDocument } from '../../test/support.ts'
import {
  type Base,
  decodeColumns,
  decodeHashes,
  encodeColumns,
  encodeHashes,
  readFilesOf,
} from './base.ts'
import { encodeDays, encodeField } from './encode-segment.ts'
import { bundledFiles, filesOf, type Manifest } from './manifest.ts'
import { stringAt } from './strings.ts'

describe('columns', () => {
  test('give back what was written', () => {
    const documents = [
      createDocument({ fields: { topic: ['b', 'a'] }, date: '1970-01-02' }),
      createDocument({ fields: { topic: ['b'] } }),
    ]
    const columns = {
      lengths: Uint32Array.of(5, 70_000),
      days: encodeDays(documents),
      passageStarts: Uint32Array.of(0, 3, 4),
      places: Uint32Array.of(1, 0),
    }
    const bytes = encodeColumns(columns, encodeField(documents, 'topic'))
    const { fields, ...read } = decodeColumns('columns', bytes, ['topic'])
    const topic = fields.get('topic')

    expect(read).toEqual(columns)
    expect(topic && [0, 1].map((value) => stringAt(topic.values, value))).toEqual(['a', 'b'])
    expect(topic && [[...topic.rows], [...topic.documents]]).toEqual([
      [0, 1, 3],
      [0, 0, 1],
    ])
  })
})

test('hashes give back what was written', () => {
  const hashes = Uint8Array.from({ length: 24 }, (_, i) => i * 11)

  expect(decodeHashes('hashes', encodeHashes(hashes))).toEqual(hashes)
})

describe('the files of a base', () => {
  const named = (file: string) => ({ file, bytes: 8, sha256: '' })
  const inOrder = (file: string) => ({ ...named(file), first: 0, rows: 1 })
  const base: Base = {
    documents: 1,
    passages: 1,
    words: 1,
    tokens: 1,
    removed: [],
    columns: named('columns'),
    vectors: { kind: 'exact', files: [inOrder('vectors')] },
    postings: [{ ...named('words'), first: 'a' }],
    texts: [{ ...named('texts'), first: 0 }],
    ids: [{ ...named('ids'), first: 'a' }],
    urls: [],
    hashes: named('hashes'),
  }
  const cells = {
    kind: 'cells' as const,
    coarse: [named('coarse')],
    cells: [inOrder('cell')],
    centres: named('centres'),
    ...{ error: 0, reads: 1, recall: [] },
  }
  const names = (files: readonly { file: string }[]) => files.map(({ file }) => file)

  test('read by a query are all but columns and hashes', () => {
    expect(names(readFilesOf(base))).toEqual(['vectors', 'words', 'texts', 'ids'])
    expect(names(readFilesOf({ ...base, vectors: cells })).slice(0, 3)).toEqual([
      'centres',
      'coarse',
      'cell',
    ])
  })

  test('belong to the index; the columns alone are held, with shards and patch', () => {
    const model = { patch: named('patch') } as Manifest['model']
    const manifest = { shards: [named('segment')], model, base }

    expect(names(bundledFiles(manifest))).toEqual(['segment', 'patch', 'columns'])
    expect(names(filesOf(manifest))).toEqual([
      ...names(bundledFiles(manifest)),
      ...names(readFilesOf(base)),
      'hashes',
    ])
    expect(names(bundledFiles({ ...manifest, base: null }))).toEqual(['segment', 'patch'])
  })
})
