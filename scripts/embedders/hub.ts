/**
 * Copies a model's files from huggingface.co, or says what to do if it cannot.
 *
 * A file has another name until it is whole, so a file that is there is whole. The token for
 * models that require an account comes from the environment (`HF_TOKEN`), as does a mirror
 * (`HF_ENDPOINT`).
 */
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { UserError } from '../command.ts'
import { createProgress } from '../progress.ts'

/** Where a model's files lie, or will. */
export interface ModelPlace {
  /** Name for the manifest: the name on the hub, or the folder's. */
  readonly id: string
  readonly folder: string
  /** What the hub is asked for; null for a user's folder, to which nothing is copied. */
  readonly hub: { readonly name: string; readonly revision: string } | null
}

/** Copies a file from the hub; `needed` lists the files that a person would have to bring otherwise. */
export async function fetchFile(
  place: ModelPlace,
  file: string,
  needed: readonly string[],
): Promise<void> {
  if (await fetchOptional(place, file, needed)) return
  const { id, hub } = place
  if (!hub) throw bringing(place, needed)
  throw new UserError(
    `huggingface.co gives no ${file} of ${id} at ${hub.revision}; choose another --dtype or ` +
      '--revision, a copy with ONNX files, or set HF_TOKEN if the model asks for an account.',
  )
}

/** Copies a file that a model may lack; returns whether it came. */
export async function fetchOptional(
  place: ModelPlace,
  file: string,
  needed: readonly string[],
): Promise<boolean> {
  const { hub, folder } = place
  if (!hub) return false
  const response = await askHub(hub, file).catch((cause: unknown) => {
    throw bringing(place, needed, ' and huggingface.co cannot be reached', cause)
  })
  if (!response.ok) {
    await response.body?.cancel()
    if ([401, 403, 404].includes(response.status)) return false
    throw bringing(place, needed, ` and huggingface.co answered with status ${response.status}`)
  }
  await save(response, join(folder, file), `${hub.name}/${file}`).catch((cause: unknown) => {
    throw new UserError(`Copying ${file} of ${hub.name} was interrupted; run the command again.`, {
      cause,
    })
  })
  return true
}

/** The error that says what a person has to do if nothing can be copied. */
function bringing(
  place: ModelPlace,
  needed: readonly string[],
  why = '',
  cause?: unknown,
): UserError {
  const { id, hub, folder } = place
  const missing = missingOf(place, needed)
  const files = new Intl.ListFormat('en-GB').format(missing) || 'its files'
  const there = hub ? ` from https://huggingface.co/${hub.name}/tree/${hub.revision}` : ''
  return new UserError(
    `Files of ${id} are missing${why}: put ${files}${there} into ${shown(folder)}.`,
    { cause },
  )
}

function askHub({ name, revision }: NonNullable<ModelPlace['hub']>, file: string) {
  const { HF_ENDPOINT = 'https://huggingface.co', HF_TOKEN } = process.env
  const url = `${HF_ENDPOINT}/${name}/resolve/${encodeURIComponent(revision)}/${file}`
  // Uncompressed, so that Content-Length is the length of the file.
  const headers = {
    'Accept-Encoding': 'identity',
    ...(HF_TOKEN && { Authorization: `Bearer ${HF_TOKEN}` }),
  }
  return fetch(url, { headers })
}

/** Saves a response, under another name until it is whole. */
async function save(response: Response, path: string, name: string): Promise<void> {
  if (!response.body) return
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.part`
  const total = Number(response.headers.get('content-length') ?? 0)
  const progress = createProgress(`Downloading ${name}`, 'MB')
  let done = 0
  const counter = new Transform({
    transform(chunk: Uint8Array, _, next) {
      done += chunk.length
      if (total > 0) progress.update(Math.round(done / 1e6), Math.round(total / 1e6))
      next(null, chunk)
    },
  })
  try {
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      counter,
      createWriteStream(part),
    )
    if (total > 0 && done !== total) throw new Error(`${done} of ${total} bytes came`)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    progress.stop()
  }
}

/** The `files` that are not there. */
export function missingOf({ folder }: ModelPlace, files: readonly string[]): string[] {
  return files.filter((file) => !existsSync(join(folder, file)))
}

function shown(folder: string): string {
  const path = relative(process.cwd(), folder)
  return path.startsWith('..') ? folder : path || '.'
}
