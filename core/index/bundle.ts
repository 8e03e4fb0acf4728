/**
 * A whole index as one run of bytes: the manifest, then its shards end to end.
 *
 * A worker imports it as one module, so that manifest and shards can never come
 * from two different builds, not even for the moment in which a development server
 * has noticed one of two changed files.
 *
 *   0  byte length of the manifest, u32    8  the manifest, JSON in UTF-8, padded with
 *                                             spaces to a multiple of 8; then the shards
 */
import { BadIndex } from '../sections.ts'
import { type Manifest, parseManifest } from './manifest.ts'

/** The bytes of an index; shards in the manifest's order, each a multiple of 8 long. */
export function encodeBundle(
  manifest: Manifest,
  shards: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(manifest))
  const start = 8 + Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(shards.reduce((sum, shard) => sum + shard.length, start))
  new DataView(bytes.buffer).setUint32(0, start - 8, true)
  bytes.fill(0x20, 8, start)
  bytes.set(json, 8)
  let at = start
  for (const shard of shards) {
    bytes.set(shard, at)
    at += shard.length
  }
  return bytes
}

/**
 * The manifest and the shards in `bytes`, the shards as views.
 *
 * @throws BadIndex
 */
export function decodeBundle(bytes: Uint8Array<ArrayBuffer>): {
  manifest: Manifest
  shards: Uint8Array<ArrayBuffer>[]
} {
  if (bytes.length < 8) throw new BadIndex('The index is empty. Run npm run build.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 8 + view.getUint32(0, true)
  const manifest = parseManifest(new TextDecoder().decode(bytes.subarray(8, at)))
  const shards = manifest.shards.map((shard) => {
    at += shard.bytes
    return bytes.subarray(at - shard.bytes, at)
  })
  if (at !== bytes.length) {
    throw new BadIndex(
      `The index has ${bytes.length} bytes; it should have ${at}. Run npm run build.`,
    )
  }
  return { manifest, shards }
}
