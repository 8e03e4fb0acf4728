/** The lines of a text file, one after another, since a file may be longer than a string can be. */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createZstdDecompress } from 'node:zlib'
import { UserError } from './command.ts'

/**
 * The lines of a file in UTF-8, which zstd may have packed (`.zst`), without a byte order mark; node:readline would also
 * break at U+2028, which JSON may contain.
 *
 * @throws UserError if it cannot be read
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  const packed = createReadStream(file)
  const unpack = file.endsWith('.zst') ? createZstdDecompress() : null
  // What goes wrong in the first comes out of the second.
  const stream = unpack ? pipeline(packed, unpack, () => {}) : packed
  let rest = ''
  let isFirst = true
  try {
    for await (const chunk of stream.setEncoding('utf8')) {
      const lines = (isFirst ? chunk.replace(/^\ufeff/, '') : chunk).split('\n')
      isFirst = false
      // What is left of the last chunk has no line break, and may be long.
      lines[0] = rest + lines[0]
      rest = lines.pop() as string
      yield* lines
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new UserError(`${file} cannot be read (${code}). Name a file that can be.`, { cause })
  }
  // Node ends with the first frame, as if there were no other.
  if (unpack && unpack.bytesWritten < packed.bytesRead)
    throw new UserError(
      `${file} is packed in several frames, and one is wanted. Pack it as a whole.`,
    )
  if (rest !== '') yield rest
}
