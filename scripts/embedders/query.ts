/**
 * What embeds the queries of an index on this machine: the model that embedded its passages,
 * found again.
 *
 * It is looked for where a command says, else where the build noted it, else by what the
 * manifest says. Whether it is the right one is not decided here: the engine holds it
 * to the index's probes.
 */
import type { ManifestModel } from '../../core/index/manifest.ts'
import type { ModelSettings } from '../settings.ts'
import { readNotes } from './notes.ts'
import { type OpenEmbedder, openEmbedder } from './open.ts'
import { isServer } from './place.ts'

/** A server for queries that is set in the environment, as it is for a worker. */
export function serverFromEnvironment(): string | undefined {
  return process.env.EDGEWISE_EMBEDDINGS_URL || undefined
}

/**
 * What embeds the queries of the index in `folder`; undefined where the embedded model does,
 * or only a server could that nobody named.
 */
export async function openQueryEmbedder(
  folder: string,
  model: ManifestModel,
  asked?: ModelSettings,
): Promise<OpenEmbedder | undefined> {
  const settings = await findQueryModel(folder, model, asked)
  return settings && openEmbedder(settings)
}

/** Settings of what embeds the queries of the index in `folder`; undefined as above. */
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

/** A server's address with the name of the model behind `#`, unless that is there. */
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
