/**
 * What embeds the queries of a worker on this machine: the worker itself for the embedded model,
 * otherwise a server that was named, or the model, served from this process.
 */
import { keyName } from '../embedders/http.ts'
import type { ModelSettings } from '../embedders/models.ts'
import { type OpenEmbedder, openEmbedder } from '../embedders/open.ts'
import { isServer } from '../embedders/place.ts'
import { findQueryModel } from '../embedders/query.ts'
import { readManifest } from '../index/index-files.ts'
import type { Site } from '../site/site.ts'
import { startEmbeddingServer } from './embedding-server.ts'

/** How a worker reaches what embeds its queries. */
export interface QuerySide {
  /**
   * Address of a server with `/v1/embeddings`, perhaps followed by `#` and its name for the
   * model; null if none is needed.
   */
  readonly address: string | null
  readonly key?: string
  /** Changes to the model of an index that was rebuilt, as far as a running worker allows. */
  readonly follow: (site: Site) => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts what the site's index needs; with `always`, also what it may need after a change. */
export async function startQuerySide(site: Site, always = false): Promise<QuerySide> {
  const settings = await queryModelOf(site)
  const key = process.env[keyName] || undefined
  if (settings && isServer(settings.id)) {
    return { address: settings.id, key, follow: askForRestart, close: async () => {} }
  }
  if (!settings && !always) {
    return { address: null, follow: async () => {}, close: async () => {} }
  }
  return serveHere(settings)
}

/** Runs the model in this process, behind a server of its own. */
async function serveHere(first: ModelSettings | undefined): Promise<QuerySide> {
  let settings = first
  let embedder = settings ? await openEmbedder(settings) : null
  const server = await startEmbeddingServer(embedder)
  const replace = async (other: OpenEmbedder | null) => {
    server.serve(other)
    await embedder?.close()
    embedder = other
  }
  return {
    address: server.address,
    async follow(site) {
      const now = await queryModelOf(site)
      if (now && isServer(now.id)) return askForRestart()
      if (JSON.stringify(now) === JSON.stringify(settings)) return
      await replace(now ? await openEmbedder(now) : null)
      // Not before: a model that could not be opened is tried again after the next change.
      settings = now
    },
    async close() {
      await server.close()
      await embedder?.close()
    },
  }
}

/** Since a running worker cannot be given another address. */
async function askForRestart(): Promise<void> {
  console.error('If another server embeds queries now, start this command again.')
}

async function queryModelOf({ folder, settings }: Site): Promise<ModelSettings | undefined> {
  const { model } = await readManifest(folder)
  return findQueryModel(folder, model, settings.model)
}
