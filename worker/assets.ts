/**
 * The files of an index's base, as the worker reads them: static assets that only the worker may
 * fetch (`run_worker_first` in wrangler.toml sends everybody else to a route that is not there).
 */
import type { ReadFile } from '../core/search/rooms.ts'
import { BadIndex } from '../core/sections.ts'

/** The platform's binding for static assets. */
export interface Assets {
  fetch(url: string): Promise<Response>
}

/** Where the files lie; their host is nobody's. */
const folder = 'https://assets/_index/'

/**
 * Reads a file straight into the memory it is kept in.
 *
 * @param assets left out where nothing binds them; then a base cannot be read
 */
export function createAssetReader(assets: Assets | undefined): ReadFile {
  return async ({ file, bytes }, room) => {
    const body = await openAsset(assets, file)
    const reader = body.getReader({ mode: 'byob' })
    let buffer = room
    for (let at = 0; at < bytes; ) {
      const { value } = await reader.read(new Uint8Array(buffer, at, bytes - at))
      if (!value?.length) throw new BadIndex(`${file} ends after ${at} of ${bytes} bytes.`)
      buffer = value.buffer
      at += value.length
    }
    // Whatever is left unread would hold on to the connection.
    await reader.cancel()
    return new Uint8Array(buffer, 0, bytes)
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
  throw new BadIndex(`${file} is not among the assets (${response.status}). Run npm run build.`)
}
