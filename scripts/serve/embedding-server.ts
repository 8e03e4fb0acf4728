/**
 * Serves the model that embedded the passages at `/v1/embeddings` on this machine, for
 * the queries of `npm start` and for any client of OpenAI's API.
 *
 * It runs in the process that starts the worker, so it ends with it, and listens to this
 * machine alone. Texts are embedded as they come: the caller knows whether a text is a
 * query and adds the prefix. Beside the vectors it states what made them, so that more than
 * a name can be compared. A request for any other model is answered with 404.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as v from 'valibot'
import type { OpenEmbedder } from '../embedders/open.ts'

/** A running server. */
export interface EmbeddingServer {
  /** Like `http://127.0.0.1:49152`. */
  readonly address: string
  /** Embeds with another model from now on; null for none. */
  readonly serve: (embedder: OpenEmbedder | null) => void
  readonly close: () => Promise<void>
}

/** Most texts in one request. */
const mostTexts = 256
const mostBytes = 4_000_000

const tooMany = `input has more than ${mostTexts} texts; give at most ${mostTexts}`
const wanted = 'A JSON object with input is wanted'
const requestSchema = v.pipe(
  v.string(),
  v.parseJson(undefined, wanted),
  v.object(
    {
      model: v.optional(v.string('model is not a text')),
      input: v.union(
        [v.string(), v.pipe(v.array(v.string()), v.maxLength(mostTexts, tooMany))],
        `input is neither a text nor a list of at most ${mostTexts} texts`,
      ),
      encoding_format: v.optional(
        v.picklist(['float', 'base64'], 'encoding_format is neither float nor base64'),
        'float',
      ),
      dimensions: v.optional(v.number('dimensions is not a number')),
    },
    wanted,
  ),
)

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Starts a server of `embedder` at any free port. */
export async function startEmbeddingServer(
  embedder: OpenEmbedder | null,
): Promise<EmbeddingServer> {
  let current = embedder
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, current).catch((error: unknown) => {
      console.error(error)
      return problem(500, 'The model failed; the log says why.')
    })
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    serve: (other) => {
      current = other
    },
    async close() {
      const closed = server[Symbol.asyncDispose]()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(request: IncomingMessage, embedder: OpenEmbedder | null): Promise<Answer> {
  const asked = `${request.method} ${request.url?.replace(/[?#].*/, '')}`
  if (asked === 'GET /health') return { status: 200, body: { status: 'ok' } }
  if (embedder === null) return problem(503, 'No model is served at the moment.')
  if (asked === 'GET /v1/models') {
    const data = [{ id: embedder.id, object: 'model', owned_by: 'edgewise' }]
    return { status: 200, body: { object: 'list', data } }
  }
  if (asked !== 'POST /v1/embeddings') {
    return problem(404, `${asked} is not served; POST /v1/embeddings is.`)
  }
  const text = await readBody(request)
  return text === null
    ? problem(413, `A request may have at most ${mostBytes} bytes.`)
    : answerEmbeddings(text, embedder)
}

async function answerEmbeddings(text: string, embedder: OpenEmbedder): Promise<Answer> {
  const parsed = v.safeParse(requestSchema, text)
  if (!parsed.success) return problem(400, `${parsed.issues[0].message}.`)
  const { model, input, encoding_format, dimensions } = parsed.output
  if (model !== undefined && model !== embedder.id) {
    return problem(404, `${model} is not served here; ${embedder.id} is.`)
  }
  if (dimensions !== undefined && dimensions !== embedder.dimensions) {
    return problem(400, `dimensions is ${dimensions}; vectors here have ${embedder.dimensions}.`)
  }
  const texts = typeof input === 'string' ? [input] : input
  const vectors = await embedder.embedPlain(texts)
  const tokens = texts.reduce((sum, one) => sum + (embedder.countTokens?.(one) ?? 0), 0)
  return {
    status: 200,
    body: {
      object: 'list',
      model: embedder.id,
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encoding_format === 'float' ? Array.from(vector) : base64Of(vector),
      })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
      edgewise: embedder.stated,
    },
  }
}

/** Little-endian float32 in base64, which OpenAI's own client asks for. */
function base64Of(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > mostBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** An error in OpenAI's format. */
function problem(status: number, message: string): Answer {
  return { status, body: { error: { message, type: status < 500 ? 'invalid_request' : 'server' } } }
}
