/**
 * The search that was deployed with a worker: its index and model, and the encoder that is set for its queries.
 *
 * It is opened once, when an isolate imports this module. This project's worker hands it to `createApp`, and so
 * does a worker of somebody's own.
 */
import { env, waitUntil } from 'cloudflare:workers'
import { decodeBundle } from '../core/index/bundle.ts'
import kernel from '../core/kernels/scan.wasm'
import { type Engine, openEngine, warmUp } from '../core/search/engine.ts'
import type { ReadFile } from '../core/search/rooms.ts'
import index from '../dist/index.bin'
import model from '../dist/model.bin'
import about from '../package.json' with { type: 'json' }
import { type Assets, createAssetReader } from './assets.ts'
import { patience } from './encoders/attempt.ts'
import { chooseEncoder, type EncoderEnv } from './encoders/choose.ts'
import { createLoader } from './load.ts'

const bindings = env as EncoderEnv & {
  readonly ASSETS?: Assets
  readonly CF_VERSION_METADATA?: { readonly id: string }
}

/** The release and, where a host tells it, the deployment: code may change while release and index do not. */
export const version = [about.version, bindings.CF_VERSION_METADATA?.id].filter(Boolean).join('+')

/** Lets `work` continue if the request that began it is cancelled: others wait for it or need what it holds. */
const toTheEnd = <T>(work: Promise<T>): Promise<T> => {
  waitUntil(work.catch(() => {}))
  return work
}

const readAsset = createAssetReader(bindings.ASSETS)
/** Otherwise the room that a file is read into would be lost with a request that is cancelled. */
const read: ReadFile = (file, room) => toTheEnd(readAsset(file, room))

const loadOnce = createLoader(async () => {
  const { manifest, shards, patch, columns } = decodeBundle(new Uint8Array(index))
  const encoder = chooseEncoder(manifest.model, bindings)
  const options = { patch, columns, kernel, encoder, read, now: Date.now, patience }
  const engine = await openEngine(manifest, shards, new Uint8Array(model), options)
  await warmUp(engine)
  return engine
}, Date.now)

// Loading and warming up start with the isolate and not with its first request, whose CPU is counted.
// A failure is dropped here, since the next request loads again and tells its own: as it does for an
// index with a base, whose files cannot be fetched outside a request.
loadOnce().catch(() => {})

/** The search, once it is open; each request asks for it. */
export const load = (): Promise<Engine> => toTheEnd(loadOnce())
