/**
 * The files of an index on disk: written so that a stop at any moment leaves a whole
 * index behind, and read with every SHA-256 checked.
 *
 * Shards are named by their hash, so new ones never touch old ones; the
 * manifest is renamed into place last, and only then are files removed that it
 * does not name.
 */
import { access, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  filesOf,
  type Manifest,
  type ManifestModel,
  parseManifest,
} from '../../core/index/manifest.ts'
import type { Shard } from '../../core/index/shard.ts'
import type { Embedder } from '../../core/model/embedder.ts'
import { encodePath } from '../../core/protocol.ts'
import { type Engine, openEngine } from '../../core/search/engine.ts'
import type { ReadFile } from '../../core/search/rooms.ts'
import { BadIndex } from '../../core/sections.ts'
import { readAligned, replaceFile, sha256 } from '../files.ts'
import { modelFile, readKernel, readModel } from '../project.ts'

/** Writes a file named by kind and hash into `folder`; returns its entry in a manifest. */
export async function writeShard(
  folder: string,
  bytes: Uint8Array,
  kind = 'segment',
): Promise<Shard> {
  const hash = sha256(bytes)
  const file = `${kind}-${hash.slice(0, 12)}.bin`
  await mkdir(folder, { recursive: true })
  await replaceFile(join(folder, file), bytes)
  return { file, bytes: bytes.length, sha256: hash }
}

/** Names of files that a build may have written; no others are removed or read. */
const isOurs =
  /^(?:(?:segment|patch|columns|vectors|cell|coarse|centres|words|texts|ids|urls|hashes)-[0-9a-f]{12}\.bin(?:\.part)?|manifest\.json\.part|shelf-[0-9a-f-]{36}\.part)$/

/** Completes a manifest with its version, writes it into `folder` and removes files that it does not name. */
export async function writeManifest(
  folder: string,
  manifest: Omit<Manifest, 'version'>,
): Promise<Manifest> {
  const version = sha256(JSON.stringify(manifest)).slice(0, 12)
  const { format, ...rest } = manifest
  const whole: Manifest = { format, version, ...rest }
  await mkdir(folder, { recursive: true })
  const files = filesOf(whole).map((shard) => shard.file)
  // Another build may have removed some.
  for (const file of files) await access(join(folder, file))
  await replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(whole, null, 1)}\n`)
  const named = new Set(['manifest.json', ...files])
  for (const name of await readdir(folder)) {
    if (isOurs.test(name) && !named.has(name)) await rm(join(folder, name))
  }
  return whole
}

/** The files of an index that are held in memory, each checked by its SHA-256. */
export interface IndexFiles {
  readonly manifest: Manifest
  /** In the manifest's order. */
  readonly shards: readonly Uint8Array<ArrayBuffer>[]
  readonly model: Uint8Array<ArrayBuffer>
  /** What the articles taught the model; null for nothing. */
  readonly patch: Uint8Array<ArrayBuffer> | null
  /** The columns of the base's articles; null if there is no base. */
  readonly columns: Uint8Array<ArrayBuffer> | null
  /** The folder of these files and of the base's other files, which are checked when they are laid out. */
  readonly folder: string
}

/**
 * The index in `folder` and the model it was made with.
 *
 * @throws BadIndex for a file that is missing or is not what the manifest says
 */
export async function readIndex(folder: string): Promise<IndexFiles> {
  const manifest = await readManifest(folder)
  const shards: Uint8Array<ArrayBuffer>[] = []
  for (const shard of manifest.shards) shards.push(await readShard(folder, shard))
  const patch = manifest.model.patch && (await readShard(folder, manifest.model.patch))
  const columns = manifest.base && (await readShard(folder, manifest.base.columns))
  const model = await readModel()
  if (sha256(model) !== manifest.model.sha256) {
    throw new BadIndex(
      `${folder} was built with another ${manifest.model.id} than ${modelFile}. Run npm run build.`,
    )
  }
  return { manifest, shards, model, patch, columns, folder }
}

/**
 * A file of the index in `folder`.
 *
 * @throws BadIndex for one that is missing or is not what the manifest says
 */
export async function readShard(
  folder: string,
  { file, sha256: wanted }: Shard,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readAligned(join(folder, file), 'Run npm run build.')
  if (sha256(bytes) !== wanted) {
    throw new BadIndex(`${join(folder, file)} is not what its manifest says. Run npm run build.`)
  }
  return bytes
}

/**
 * The manifest in `folder`.
 *
 * @throws BadIndex if there is none, it cannot be read, or it names a file that no build writes: a path in an index of
 * somebody else could lead out of the folder
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const json = await readAligned(join(folder, 'manifest.json'), 'Run npm run build.')
  const manifest = parseManifest(new TextDecoder().decode(json))
  const odd = filesOf(manifest).find(({ file }) => !isOurs.test(file))
  if (!odd) return manifest
  throw new BadIndex(
    `${join(folder, 'manifest.json')} names ${JSON.stringify(odd.file)}, which no build writes. Run npm run build.`,
  )
}

/**
 * Reads the files of the index in `folder` that a query needs; its promises reject with BadIndex
 * for a file that is not there.
 */
export function createFileReader(folder: string): ReadFile {
  return async ({ file, bytes }, room) => {
    const path = join(folder, file)
    const handle = await open(path).catch((cause: unknown) => {
      throw new BadIndex(`${path} cannot be read. Run npm run build.`, { cause })
    })
    try {
      const { bytesRead } = await handle.read(new Uint8Array(room), 0, bytes, 0)
      return new Uint8Array(room, 0, bytesRead)
    } finally {
      await handle.close()
    }
  }
}

/** An engine of the index in `folder`; what `findEncoder` gives embeds its queries. */
export async function openIndexFolder(
  folder: string,
  findEncoder?: (model: ManifestModel) => Promise<Embedder | undefined>,
): Promise<Engine> {
  const { manifest, shards, model, patch, columns } = await readIndex(folder)
  const encoder = await findEncoder?.(manifest.model)
  const files = { patch, columns, read: createFileReader(folder) }
  return openEngine(manifest, shards, model, { ...files, kernel: await readKernel(), encoder })
}

/** Address of an article in a search without a deployment: its own, or the path of its page here. */
export function localUrlOf(id: string, url: string | null): string {
  return url ?? `/articles/${encodePath(id)}`
}
