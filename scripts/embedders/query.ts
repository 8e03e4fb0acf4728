/**
 * Finds the model that embedded the passages of an index, to embed its queries on this
 * machine.
 *
 * The place is taken from the command, else from the notes of the build, else from the
 * manifest. Whether the model is the right one is not decided here: the engine holds it
 * to the index's probes.
 */
import type { ManifestModel } from '../../core/index/manifest.ts'
import type { ModelSettings } from './models.ts'
import { readNotes } from './notes.ts'
import { type OpenEmbedder, openEmbedder } from './open.ts'
import { isServer } from './place.ts'

/** The server for queries that is set in the environment, by the same name as for a worker. */
export function serverFromEnvironment(): string | undefined {
  return process.env.EDGEWISE_EMBEDDINGS_URL || undefined
}

/**
 * The embedder for queries of the index in `folder`; undefined if that is the embedded
 * model, or a server that nobody named.
 */
export async function openQueryEmbedder(
  folder: string,
  model: ManifestModel,
  asked?: ModelSettings,
): Promise<OpenEmbedder | undefined> {
  const settings = await findQueryModel(folder, model, asked)
  return settings && openEmbedder(settings)
}

/** The settings of that embedder; undefined as above. */
export async function findQueryModel(
  folder: string,
  model: ManifestModel,
  asked?: ModelSettings,
): Promise<ModelSettings | undefined> {
  if (model.kind === 'static') return undefined
  const server = serverFromEnvironment()
  if (server) return { ...settingsOf({ ...model, kind: 'http' }), id: serverAddress(server, model) }
  if (asked) return asked
  const noted = (await readNotes(folder))?.model
  if (noted) return noted
  return model.kind === 'http' ? undefined : settingsOf(model)
}

/** A server's address, with the name of the model behind `#` unless it has one. */
function serverAddress(address: string, { id }: ManifestModel): string {
  return address.includes('#') || !isServer(address) ? address : `${address}#${id}`
}

function settingsOf(model: ManifestModel): ModelSettings {
  const { id, kind, revision, dtype, pooling, prefixes, dimensions } = model
  const shared = { id, queryPrefix: prefixes.query, passagePrefix: prefixes.passage, dimensions }
  if (kind !== 'transformers') return shared
  const isCommit = revision !== null && /^[0-9a-f]{40}$/.test(revision)
  return {
    ...shared,
    ...(isCommit && { revision }),
    ...(dtype !== null && { dtype: dtype as ModelSettings['dtype'] }),
    ...(pooling !== null && { pooling }),
  }
}
