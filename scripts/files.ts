/** Files read whole, hashed, and written so that a stop at any moment leaves the old one or the new one. */
import { createHash, hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { BadIndex } from '../core/sections.ts'

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes)
}

/** SHA-256, in hexadecimal, of files end to end, which need not fit in memory. */
export async function hashFiles(...paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  }
  return hash.digest('hex')
}

/**
 * The bytes of a file, aligned to 8 bytes.
 *
 * @throws BadIndex with the remedy if it cannot be read
 */
export async function readAligned(path: string, remedy: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await readFile(path)
    // Node reads all but small files into aligned buffers of their own: no copy is needed.
    const isAligned = file.byteOffset % 8 === 0
    return isAligned
      ? new Uint8Array(file.buffer, file.byteOffset, file.length)
      : new Uint8Array(file)
  } catch (cause) {
    throw new BadIndex(`${path} cannot be read. ${remedy}`, { cause })
  }
}

/** Writes a file unless it has that content already, since a running host reloads what is written. */
export async function writeIfChanged(path: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const old = await readFile(path).catch(() => null)
  if (!old?.equals(bytes)) await replaceFile(path, bytes)
}

/** Writes a file so that a stop at any moment leaves the old one or the new one. */
export async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.part`, content)
  await rename(`${path}.part`, path)
}
