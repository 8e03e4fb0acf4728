/**
 * Whoever embeds the queries while a worker runs on this machine: nobody for the embedded model,
 * a server that was named, or the model itself, served from this process.
 */
import { keyName } from './embedders/http.ts'
import { type OpenEmbedder, openEmbedder } from './embedders/open.ts'
import { isServer } from './embedders/place.ts'
import { findQueryModel } from './embedders/query.ts'
import { type EmbeddingServer, startEmbeddingServer } from './embedding-server.ts'
import { readManifest } from './index-files.ts'
import type { ModelSettings } from './settings.ts'
import type { Site } from './site.ts'

/** What a worker is told of it. */
export interface QuerySide {
  /**
   * Address of a server with `/v1/embeddings`, perhaps with what it calls the model behind `#`;
   * null where nothing is needed.
   */
  readonly address: string | null
  readonly key?: string
  /** Follows an index that was built anew, as far as a running worker can. */
  readonly follow: (site: Site) => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts what the site's index needs; with `always`, also what it may need after a change. */
export async function startQuerySide(site: Site, always = false): Promise<QuerySide> {
  const settings = await queryModelOf(site)
  const key = process.env[keyName] || undefined
  if (settings && isServer(settings.id)) {
    return { address: settings.id, key, follow: ask, close: async () => {} }
  }
  if (!settings && !always) {
    return { address: null, follow: async () => {}, close: async () => {} }
  }
  return serveHere(settings)
}

/** The model in this process, with a server of its own. */
async function serveHere(first: ModelSettings | undefined): Promise<QuerySide> {
  let settings = first
  let embedder = settings ? await openEmbedder(settings) : null
  const server: EmbeddingServer = await startEmbeddingServer(embedder)
  const replace = async (other: OpenEmbedder | null) => {
    server.serve(other)
    await embedder?.close()
    embedder = other
  }
  return {
    address: server.address,
    async follow(site) {
      const now = await queryModelOf(site)
      if (now && isServer(now.id)) return ask()
      if (JSON.stringify(now) === JSON.stringify(settings)) return
      await replace(now ? await openEmbedder(now) : null)
      // Not before: one that could not be opened is tried again after the next change.
      settings = now
    },
    async close() {
      await server.close()
      await embedder?.close()
    },
  }
}

/** A worker that runs is told no other address. */
async function ask(): Promise<void> {
  console.error('If another server embeds queries now, start this command again.')
}

async function queryModelOf({ folder, settings }: Site): Promise<ModelSettings | undefined> {
  const { model } = await readManifest(folder)
  return findQueryModel(folder, model, settings.model)
}
