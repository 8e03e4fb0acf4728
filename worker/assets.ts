/**
 * The files of an index's base, as the worker reads them: static assets that only the worker may
 * fetch (`run_worker_first` in wrangler.toml sends all other requests to the worker, which has no such route).
 */
import type { ReadFile } from '../core/search/rooms.ts'
import { BadIndex } from '../core/sections.ts'

/** The platform's binding for static assets. */
export interface Assets {
  fetch(url: string): Promise<Response>
}

/** A reader of bytes with the option to wait for all of them, which the platform's types leave out. */
interface WholeReader {
  read(
    room: Uint8Array<ArrayBuffer>,
    options: { readonly min: number },
  ): Promise<{ readonly value?: Uint8Array<ArrayBuffer> }>
  cancel(): Promise<void>
}

/** Where the files lie; the binding ignores the host. */
const folder = 'https://assets/_index/'

/**
 * Reads a file straight into the memory it is kept in.
 *
 * @param assets undefined where none are bound; then a base cannot be read
 */
export function createAssetReader(assets: Assets | undefined): ReadFile {
  return async ({ file, bytes }, room) => {
    const body = await openAsset(assets, file)
    const reader = body.getReader({ mode: 'byob' }) as unknown as WholeReader
    try {
      // All at once: a file comes in seven parts, and waiting for each costs about as much as copying it.
      const { value } = await reader.read(new Uint8Array(room, 0, bytes), { min: bytes })
      if (value?.length === bytes) return value
      throw new BadIndex(`${file} ends after ${value?.length ?? 0} of ${bytes} bytes.`)
    } finally {
      // Whatever is left unread would hold on to the connection.
      await reader.cancel()
    }
  }
}

async function openAsset(
  assets: Assets | undefined,
  file: string,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  if (!assets) {
    throw new BadIndex(
      'The index has files that are read by query, and no assets are bound. Put binding = ' +
        '"ASSETS" into [assets] of wrangler.toml.',
    )
  }
  const response = await assets.fetch(folder + file)
  if (response.ok && response.body) return response.body as ReadableStream<Uint8Array<ArrayBuffer>>
  await response.body?.cancel()
  throw new BadIndex(`${file} is not among the assets (${response.status}). Run npm run build.`)
}
