/** A file of the index. */
export interface Shard {
  /** Name with the first 12 hex digits of its SHA-256 in it. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

/** Bytes of all of `files` together. */
export function totalBytes(files: readonly Pick<Shard, 'bytes'>[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
