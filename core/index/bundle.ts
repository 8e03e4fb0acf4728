/**
 * The part of an index that a worker holds, as one run of bytes: the manifest, then files end to end.
 *
 * A worker imports it as one module, so that manifest and files can never come
 * from two different builds, not even for the moment in which a development server
 * has noticed one of two changed files.
 *
 *   0  byte length of the manifest, u32    8  the manifest, JSON in UTF-8, padded with
 *                                             spaces to a multiple of 8; then the shards
 *                                             and, where the index has them, patch and columns
 */
import { BadIndex } from '../sections.ts'
import { bundledFiles, type Manifest, parseManifest } from './manifest.ts'

/** The bytes of an index; files in the manifest's order (`bundledFiles`), each a multiple of 8 long. */
export function encodeBundle(
  manifest: Manifest,
  files: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(manifest))
  const start = 8 + Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(files.reduce((sum, file) => sum + file.length, start))
  new DataView(bytes.buffer).setUint32(0, start - 8, true)
  bytes.fill(0x20, 8, start)
  bytes.set(json, 8)
  let at = start
  for (const file of files) {
    bytes.set(file, at)
    at += file.length
  }
  return bytes
}

/**
 * The manifest in `bytes`, and views of its files; patch and columns are null if the index has none.
 *
 * @throws BadIndex
 */
export function decodeBundle(bytes: Uint8Array<ArrayBuffer>): {
  manifest: Manifest
  shards: Uint8Array<ArrayBuffer>[]
  patch: Uint8Array<ArrayBuffer> | null
  columns: Uint8Array<ArrayBuffer> | null
} {
  if (bytes.length < 8) throw new BadIndex('The index is empty. Run npm run build.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 8 + view.getUint32(0, true)
  const manifest = parseManifest(new TextDecoder().decode(bytes.subarray(8, at)))
  const files = bundledFiles(manifest).map((file) => {
    at += file.bytes
    return bytes.subarray(at - file.bytes, at)
  })
  if (at !== bytes.length) {
    throw new BadIndex(
      `The index has ${bytes.length} bytes; it should have ${at}. Run npm run build.`,
    )
  }
  const shards = files.splice(0, manifest.shards.length)
  const patch = manifest.model.patch && (files.shift() ?? null)
  return { manifest, shards, patch, columns: files.shift() ?? null }
}
