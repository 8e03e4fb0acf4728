/**
 * A model's files: where they lie, how they are copied there, and their hashes.
 *
 * Every model runs from a folder, given by its path or below .edgewise/models, where files
 * of huggingface.co are copied once. @xenova/transformers could download them as well, but
 * it requests files that it has, and another revision than it was given, so it only ever
 * gets a folder. Once all files are there, nothing here touches a network.
 */
import { existsSync, readdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { suggestion } from '../../core/nearest-name.ts'
import { UserError } from '../command.ts'
import { hashFiles } from '../files.ts'
import { builtFolder } from '../project.ts'
import { fetchFile, fetchOptional, type ModelPlace, missingOf } from './hub.ts'
import { type Dtype, findModel, knownModels } from './models.ts'
import { isFolder } from './place.ts'

/** Folder of copied models; git ignores it, and `npm ci` leaves it alone. */
export const modelsFolder = join(builtFolder, 'models')

/** A model whose files are there. */
export interface ModelFiles {
  /** Folder in `place.folder` that holds the weights. */
  readonly subfolder: string
  /** The commit that was asked for, else `sha256:` and a hash of the weights. */
  readonly revision: string
  /** SHA-256 of `tokenizer.json`. */
  readonly tokenizer: string
}

/** Where the files of the model `id` lie, which is a path, a name on the hub, or a known short name. */
export function placeOf(id: string, revision = 'main'): ModelPlace {
  if (isFolder(id)) return { id: basename(id), folder: id, hub: null }
  const name = id.includes('/') ? id : findModel(id)?.hub
  if (name === undefined) {
    const names = knownModels.map((model) => model.name)
    throw new UserError(
      `--model is "${id}", which is not a model known here; ${suggestion(id, names)}. Others are wanted ` +
        `as owner/name on huggingface.co, as a folder like ./${id}, or as the address of a server.`,
    )
  }
  const isName = /^[\w.-]+\/[\w.-]+$/.test(name) && /^[\w./-]+$/.test(revision)
  if (!isName || `${name}/${revision}`.includes('..')) {
    throw new UserError(`--model ${id} at revision ${revision} is not a name on huggingface.co.`)
  }
  const folder = join(modelsFolder, name, ...(revision === 'main' ? [] : [revision]))
  return { id: name, folder, hub: { name, revision } }
}

const smallFiles = ['config.json', 'tokenizer.json', 'tokenizer_config.json']
/** Files that suggest how to call a model that is not known here. */
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

/** File name of the weights of a dtype. */
function weightsOf(dtype: Dtype): string {
  return `model${suffixes[dtype]}.onnx`
}

/**
 * Copies all missing files but the weights. Optional ones come first: once the needed files
 * are there, the hub is not asked again.
 */
export async function fetchConfig(place: ModelPlace, dtype: Dtype): Promise<void> {
  const missing = missingOf(place, smallFiles)
  if (missing.length === 0) return
  const needed = [...smallFiles, `onnx/${weightsOf(dtype)}`]
  for (const file of helpfulFiles) await fetchOptional(place, file, needed)
  for (const file of missing) await fetchFile(place, file, needed)
}

/** Copies the weights if they are missing, and says which they are. */
export async function fetchWeights(place: ModelPlace, dtype: Dtype): Promise<ModelFiles> {
  const name = weightsOf(dtype)
  const found = ['onnx', ''].find((folder) => existsSync(join(place.folder, folder, name)))
  if (found === undefined) await fetchGraph(place, `onnx/${name}`)
  const subfolder = found ?? 'onnx'
  return {
    subfolder,
    revision: await revisionOf(place, join(place.folder, subfolder), name),
    tokenizer: await hashFiles(join(place.folder, 'tokenizer.json')),
  }
}

/**
 * Copies a graph, and before it the weights that some models keep in files beside it: once
 * the graph is there, all is whole, however often copying broke off.
 */
async function fetchGraph(place: ModelPlace, graph: string): Promise<void> {
  let part = 0
  while (await fetchOptional(place, `${graph}_data${part === 0 ? '' : `_${part}`}`, [graph])) part++
  await fetchFile(place, graph, [graph])
}

/** The commit if one was asked for, else a hash of the weights, since files of a branch may change. */
async function revisionOf({ hub }: ModelPlace, folder: string, name: string): Promise<string> {
  if (hub && /^[0-9a-f]{40}$/.test(hub.revision)) return hub.revision
  const files = readdirSync(folder).filter(
    (file) => file === name || file.startsWith(`${name}_data`),
  )
  return `sha256:${await hashFiles(...files.sort().map((file) => join(folder, file)))}`
}

/** Names of the models in `.edgewise/models`, with the bytes of all their files. */
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
