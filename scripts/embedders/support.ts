/** Small worlds for tests of embedders: a tiny model in a folder, and servers that answer as told. */
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type TinyBertOptions, writeTinyBert } from '../../test/tiny-bert.ts'
import type { BuildEmbedder } from './build-embedder.ts'

/** A new folder, which stays until all tests are over (test/temporary.ts). */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'edgewise-embedders-'))
}

/** A tiny model in a new folder, and its weights. */
export function tinyModel(options: TinyBertOptions = {}) {
  const folder = join(newFolder(), 'tiny-bert')
  return { folder, bert: writeTinyBert(folder, options) }
}

/** A request as a server saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: { model?: string; input?: string[] }
}

/** What a server answers: a status, and JSON or plain text or bytes. */
export interface Reply {
  readonly status?: number
  readonly json?: unknown
  readonly text?: string
  readonly bytes?: Uint8Array
  /** Whether it hangs up in the middle. */
  readonly breaks?: boolean
}

/** A server on this machine that answers as `reply` says, until the test is finished. */
export async function startServer(
  reply: (seen: Seen) => Reply,
): Promise<{ address: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const { method = '', url: path = '', headers } = request
    seen.push({ method, path, headers, body: text === '' ? {} : JSON.parse(text) })
    const { status = 200, json, text: plain, bytes, breaks } = reply(seen[seen.length - 1])
    response.writeHead(status, breaks ? { 'Content-Length': 1000 } : {})
    if (breaks) response.write('half', () => response.destroy())
    else response.end(plain ?? bytes ?? JSON.stringify(json ?? {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, seen }
}

/** The answer of a server with `/v1/embeddings`: each text's vector is its length, its first code point and 1. */
export function embeddingsOf(texts: readonly string[]): Reply {
  const data = texts.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: [text.length, text.codePointAt(0) ?? 0, 1],
  }))
  return {
    json: { object: 'list', model: 'm', data, usage: { prompt_tokens: 1, total_tokens: 1 } },
  }
}

/** The largest difference between two vectors in any dimension. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, d) => Math.abs(value - b[d])))
}

/** An embedder other than the embedded model. Its vectors depend only on a text's length, and are rotated by `turn`. */
export function createTinyEmbedder(turn = 0): BuildEmbedder {
  const embed = async (texts: readonly string[]) =>
    texts.map((text) => {
      const angle = text.length / 10 + turn
      return Float32Array.of(Math.cos(angle), Math.sin(angle))
    })
  return {
    id: 'tiny',
    dimensions: 2,
    embedQueries: embed,
    embedPassages: embed,
    embedded: () => 0,
    statement: {
      kind: 'http',
      revision: null,
      dtype: null,
      pooling: null,
      prefixes: { query: '', passage: '' },
      tokenizer: null,
    },
  }
}
