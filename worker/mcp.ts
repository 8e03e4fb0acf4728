/**
 * `POST /mcp`: the search as tools for a language model, by the Model Context Protocol (Streamable HTTP).
 *
 * A request is one JSON-RPC message and its answer one JSON object: there are no sessions, and nothing is
 * streamed. It is written by hand, because the official server more than doubles the worker's code and adds 50 ms
 * to an isolate's start (docs/architecture.md).
 */
import { bodyLimit } from 'hono/body-limit'
import { BadRequest } from '../core/protocol.ts'
import { maxAge } from './caching.ts'
import { limitVisitor, TooManyRequests } from './limit.ts'
import {
  BadMessage,
  handshaken,
  isModern,
  isRecord,
  type Message,
  modern,
  parseMessage,
} from './mcp-message.ts'
import { shorten } from './parameters.ts'
import { createProblem, problemResponse } from './problem.ts'
import type { AppContext, Deployment } from './request.ts'
import { describeTools, describeUse, tools } from './tools.ts'

/** Most bytes of a message, as many as an address may have: parsing it takes some of the 10 ms of a free plan. */
const mostBytes = 16_000

/** Lets clients cache for as long as answers of other addresses, and share with everybody. */
const kept = { ttlMs: 1000 * maxAge, cacheScope: 'public' }

/** `POST /mcp`: what the message asks for. */
export async function answerMcp(c: AppContext, deployment: Deployment): Promise<Response> {
  const refusal = refuseOrigin(c, deployment) ?? refuseType(c) ?? (await refuseSize(c))
  if (refusal) return refusal
  let id: Message['id']
  try {
    const message = parseMessage(await c.req.text())
    id = message.id
    // A notification wants no answer, and none matters here.
    if (id === undefined) return c.body(null, 202)
    const result = await (isModern(message, c.req.raw.headers)
      ? answerModern(c, deployment, message)
      : answerHandshaken(c, deployment, message))
    return c.json({ jsonrpc: '2.0', id, result })
  } catch (error) {
    if (!(error instanceof BadMessage)) throw error
    const { code, message, data, status } = error
    return c.json({ jsonrpc: '2.0', id, error: { code, message, data } }, status)
  }
}

/**
 * Refuses pages that may not read answers, as the protocol requires. The deployment's own origin must be
 * listed, too: with DNS rebinding, an attacker's page seems to have it.
 */
function refuseOrigin(c: AppContext, { engine }: Deployment): Response | null {
  const origin = c.req.header('Origin')
  const { cors } = engine.index.manifest.site
  if (origin === undefined || cors.includes('*') || cors.includes(origin)) return null
  const detail = `${shorten(origin)} may not ask; cors in edgewise.toml lists the origins that may.`
  return problemResponse(createProblem(403, detail))
}

/** Refuses types that a page may send to another origin without a preflight, such as those of a form. */
function refuseType(c: AppContext): Response | null {
  const type = c.req.header('Content-Type') ?? ''
  if (/^application\/json *(;|$)/i.test(type)) return null
  const detail = `Content-Type is "${shorten(type)}"; application/json is wanted.`
  return problemResponse(createProblem(415, detail))
}

async function refuseSize(c: AppContext): Promise<Response | null> {
  return (await limitBody(c, async () => {})) ?? null
}

const limitBody = bodyLimit({
  maxSize: mostBytes,
  onError: () =>
    problemResponse(
      createProblem(413, `More than ${mostBytes} bytes came; at most ${mostBytes} are wanted.`),
    ),
})

/** The result of a request that states its version itself. */
async function answerModern(c: AppContext, deployment: Deployment, message: Message) {
  const isDiscovery = message.method === 'server/discover'
  const result = isDiscovery
    ? { supportedVersions: [modern], ...describeServer(deployment), ...kept }
    : await answerTools(c, deployment, message, 404)
  const _meta = { 'io.modelcontextprotocol/serverInfo': nameServer(deployment) }
  return { resultType: 'complete', ...result, _meta }
}

/** The result of a request of a client that begins with a handshake. */
async function answerHandshaken(c: AppContext, deployment: Deployment, message: Message) {
  const { method, params } = message
  if (method === 'ping') return {}
  if (method !== 'initialize') return answerTools(c, deployment, message, 200)
  const wanted = params.protocolVersion
  return {
    protocolVersion: handshaken.find((version) => version === wanted) ?? handshaken[0],
    serverInfo: nameServer(deployment),
    ...describeServer(deployment),
  }
}

/** @param unknown the status for an unknown method */
async function answerTools(
  c: AppContext,
  deployment: Deployment,
  { method, params }: Message,
  unknown: 200 | 404,
): Promise<object> {
  if (method === 'tools/list') {
    return { tools: describeTools(deployment.engine.index.manifest), ...kept }
  }
  if (method === 'tools/call') return callTool(c, deployment, params)
  const detail = `"${shorten(method)}" is not a method here; there are tools/list and tools/call.`
  throw new BadMessage('unknownMethod', detail, unknown)
}

/** Calls a tool. A mistake that a model can mend becomes a result; any other is an error for its client. */
async function callTool(c: AppContext, deployment: Deployment, params: Message['params']) {
  const { name, arguments: given = {} } = params
  const call = typeof name === 'string' && tools.get(name)
  if (!call || !isRecord(given)) {
    const names = [...tools.keys()].join(' or ')
    throw new BadMessage(
      'badParams',
      `The name ${names} and an object of arguments are wanted.`,
      200,
    )
  }
  try {
    await limitVisitor(c)
    const { text, answer } = await call(deployment, given)
    return { content: [{ type: 'text', text }], structuredContent: answer }
  } catch (error) {
    if (!(error instanceof BadRequest || error instanceof TooManyRequests)) throw error
    return { content: [{ type: 'text', text: error.message }], isError: true }
  }
}

function nameServer({ engine, version }: Deployment) {
  return { name: 'edgewise', title: engine.index.manifest.site.title, version }
}

function describeServer({ engine }: Deployment) {
  return { capabilities: { tools: {} }, instructions: describeUse(engine.index.manifest) }
}
