/**
 * A model's files: where they lie, how they come there, and which they are.
 *
 * Every model runs from a folder, one given by its path or one below .edgewise/models, into
 * which files of huggingface.co are copied once. The library could download as well, but
 * asks the network for a file it has, and for another revision than it was told, so it is
 * only ever given a folder. With all files there, nothing here touches a network.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { UserError } from '../command.ts'
import { type Dtype, findModel, nearestModel } from '../models.ts'
import { createProgress } from '../progress.ts'
import { isFolder } from './place.ts'

const root = join(import.meta.dirname, '../..')
/** Where copies of models lie; git ignores it, and `npm ci` leaves it. */
export const modelsFolder = join(root, '.edgewise/models')

/** Where a model's files lie, or will. */
export interface ModelPlace {
  /** Name for the manifest: that on the hub, or the folder's. */
  readonly id: string
  readonly folder: string
  /** What the hub is asked for; null for a folder, which is complete or not. */
  readonly hub: { readonly name: string; readonly revision: string } | null
}

/** A model that is there. */
export interface ModelFiles {
  /** Folder below `place.folder` that holds the weights, as the library wants it. */
  readonly subfolder: string
  /** The commit that was asked for, else `sha256:` and a hash of the weights. */
  readonly revision: string
  /** SHA-256 of `tokenizer.json`. */
  readonly tokenizer: string
}

/** Where the files of the model `id` lie: an absolute path, a hub's name, or a known short one. */
export function placeOf(id: string, revision = 'main'): ModelPlace {
  if (isFolder(id)) return { id: basename(id), folder: id, hub: null }
  const name = id.includes('/') ? id : findModel(id)?.hub
  if (name === undefined) {
    throw new UserError(
      `--model is "${id}"; the nearest name known here is ${nearestModel(id)}. Others are wanted as ` +
        `owner/name on huggingface.co, as a folder like ./${id}, or as the address of a server.`,
    )
  }
  const isName = /^[\w.-]+\/[\w.-]+$/.test(name) && /^[\w./-]+$/.test(revision)
  if (!isName || `${name}/${revision}`.includes('..')) {
    throw new UserError(`--model ${id} at revision ${revision} is no name on huggingface.co.`)
  }
  const folder = join(modelsFolder, name, ...(revision === 'main' ? [] : [revision]))
  return { id: name, folder, hub: { name, revision } }
}

const smallFiles = ['config.json', 'tokenizer.json', 'tokenizer_config.json']
/** What helps with a model nobody told us about. */
const helpfulFiles = [
  '1_Pooling/config.json',
  'sentence_bert_config.json',
  'config_sentence_transformers.json',
]

const suffixes: Readonly<Record<Dtype, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
}

/** Name of the weights in numbers of a kind. */
function weightsOf(dtype: Dtype): string {
  return `model${suffixes[dtype]}.onnx`
}

/** Sees to it that everything but the weights is there. */
export async function fetchConfig(place: ModelPlace, dtype: Dtype): Promise<void> {
  const missing = missingOf(place, smallFiles)
  if (missing.length === 0) return
  for (const file of missing)
    await fetchFile(place, file, [...smallFiles, `onnx/${weightsOf(dtype)}`])
  for (const file of helpfulFiles) await fetchFile(place, file, null)
}

/** Sees to it that the weights are there, and says which they are. */
export async function fetchWeights(place: ModelPlace, dtype: Dtype): Promise<ModelFiles> {
  const name = weightsOf(dtype)
  const subfolder = ['onnx', ''].find((folder) => existsSync(join(place.folder, folder, name)))
  if (subfolder === undefined) {
    await fetchFile(place, `onnx/${name}`, [`onnx/${name}`])
    // Weights above 2 GB lie beside their graph; smaller models have no such file.
    await fetchFile(place, `onnx/${name}_data`, null)
  }
  return {
    subfolder: subfolder ?? 'onnx',
    revision: await revisionOf(place, join(place.folder, subfolder ?? 'onnx'), name),
    tokenizer: await sha256Of([join(place.folder, 'tokenizer.json')]),
  }
}

/** A commit says everything; a branch's name says nothing about its files. */
async function revisionOf({ hub }: ModelPlace, folder: string, name: string): Promise<string> {
  if (hub && /^[0-9a-f]{40}$/.test(hub.revision)) return hub.revision
  const files = readdirSync(folder).filter(
    (file) => file === name || file.startsWith(`${name}_data`),
  )
  return `sha256:${await sha256Of(files.sort().map((file) => join(folder, file)))}`
}

async function sha256Of(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  // Not read whole: weights may be larger than memory has room for twice.
  for (const file of files) {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  }
  return hash.digest('hex')
}

function missingOf({ folder }: ModelPlace, files: readonly string[]): string[] {
  return files.filter((file) => !existsSync(join(folder, file)))
}

/** Copies a file from the hub; `needed` lists what a person would have to bring, null for optional. */
async function fetchFile(
  place: ModelPlace,
  file: string,
  needed: readonly string[] | null,
): Promise<void> {
  const { hub, folder } = place
  const bring = (why: string, cause?: unknown) => {
    const files = missingOf(place, needed ?? [])
    const there = hub ? ` from https://huggingface.co/${hub.name}/tree/${hub.revision}` : ''
    return new UserError(
      `Files of ${place.id} are missing${why}: put ${listed(files)}${there} into ${shown(folder)}.`,
      { cause },
    )
  }
  if (!hub) throw bring('')
  const response = await askHub(hub, file).catch((cause: unknown) => {
    if (needed === null) return null
    throw bring(' and huggingface.co cannot be reached', cause)
  })
  if (!response) return
  if (!response.ok) {
    await response.body?.cancel()
    if (needed === null) return
    if (response.status === 404 || response.status === 401 || response.status === 403) {
      throw new UserError(
        `huggingface.co gives no ${file} of ${hub.name} at ${hub.revision} ` +
          `(status ${response.status}); choose another --dtype or --revision, a copy with ONNX ` +
          'files, or set HF_TOKEN if the model asks for an account.',
      )
    }
    throw bring(` and huggingface.co answered with status ${response.status}`)
  }
  await save(response, join(folder, file), `${hub.name}/${file}`).catch((cause: unknown) => {
    throw new UserError(`Copying ${file} of ${hub.name} broke off; run the command again.`, {
      cause,
    })
  })
}

function askHub({ name, revision }: NonNullable<ModelPlace['hub']>, file: string) {
  const { HF_ENDPOINT = 'https://huggingface.co', HF_TOKEN } = process.env
  const url = `${HF_ENDPOINT}/${name}/resolve/${encodeURIComponent(revision)}/${file}`
  return fetch(url, { headers: HF_TOKEN ? { Authorization: `Bearer ${HF_TOKEN}` } : {} })
}

/** Under another name until it is whole. */
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

/** Names of the models whose weights lie in `.edgewise/models`, with the bytes of all their files. */
export async function listCopies(): Promise<Map<string, number>> {
  const copies = new Map<string, number>()
  if (!existsSync(modelsFolder)) return copies
  for (const file of readdirSync(modelsFolder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    const [owner, name] = relative(modelsFolder, path).split(/[\\/]/)
    const { size } = await stat(path)
    copies.set(`${owner}/${name}`, (copies.get(`${owner}/${name}`) ?? 0) + size)
  }
  return copies
}

function listed(files: readonly string[]): string {
  return files.length < 2
    ? (files[0] ?? 'its files')
    : `${files.slice(0, -1).join(', ')} and ${files.at(-1)}`
}

function shown(folder: string): string {
  const path = relative(process.cwd(), folder)
  return path.startsWith('..') ? folder : path || '.'
}
