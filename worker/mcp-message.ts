/**
 * Messages of the Model Context Protocol, and their version of it.
 *
 * Clients of two kinds are understood. Since 2026-07-28 each request states its version, in `_meta`
 * and in headers that must say the same. Older clients begin with a handshake, `initialize`; since no session
 * is kept here, nothing has to follow it.
 */
import * as v from 'valibot'
import { shorten } from './parameters.ts'

/** The version that every request states itself. */
export const modern = '2026-07-28'
/** The versions that a handshake agrees on, newest first. Only the last has batches, which are refused nevertheless. */
export const handshaken = ['2025-11-25', '2025-06-18', '2025-03-26']

const messageSchema = v.object({
  jsonrpc: v.literal('2.0'),
  id: v.optional(v.union([v.string(), v.pipe(v.number(), v.integer())])),
  method: v.string(),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
})

/** A request; without an id, a notification. */
export type Message = v.InferOutput<typeof messageSchema>

/** Error codes of JSON-RPC; those from -32020 on are MCP's. */
const codes = {
  noJson: -32700,
  noMessage: -32600,
  unknownMethod: -32601,
  badParams: -32602,
  headerMismatch: -32020,
  unsupportedVersion: -32022,
} as const

/** A mistake that the client must mend, since a model cannot; `status` is that of the response. */
export class BadMessage extends Error {
  override readonly name = 'BadMessage'
  readonly code: number
  readonly status: 200 | 400 | 404
  readonly data: unknown

  constructor(
    kind: keyof typeof codes,
    message: string,
    status: 200 | 400 | 404 = 400,
    data?: unknown,
  ) {
    super(message)
    this.code = codes[kind]
    this.status = status
    this.data = data
  }
}

/** @throws BadMessage for what is neither a request nor a notification */
export function parseMessage(text: string): Message {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new BadMessage('noJson', 'This is not JSON; a JSON-RPC request is wanted.')
  }
  const result = v.safeParse(messageSchema, json, { abortEarly: true })
  if (result.success) return result.output
  throw new BadMessage(
    'noMessage',
    'This is not a single JSON-RPC request; send one request at a time.',
  )
}

/**
 * Whether a request states its version itself.
 *
 * @throws BadMessage for another version, and where headers and message differ
 */
export function isModern({ method, params }: Message, headers: Headers): boolean {
  const meta = isRecord(params._meta) ? params._meta : {}
  const claimed = meta['io.modelcontextprotocol/protocolVersion']
  const header = headers.get('MCP-Protocol-Version')
  if (claimed !== undefined) checkHeader('MCP-Protocol-Version', header, claimed)
  else if (method === 'initialize') return false
  // Before 2025-06-18 there was no such header.
  const version = header ?? '2025-03-26'
  if (handshaken.includes(version)) return false
  if (version !== modern) {
    const supported = [modern, ...handshaken]
    throw new BadMessage(
      'unsupportedVersion',
      `Version "${shorten(version)}" came; ${supported.join(' or ')} is wanted.`,
      400,
      { supported, requested: version },
    )
  }
  for (const name of ['protocolVersion', 'clientCapabilities']) {
    if (meta[`io.modelcontextprotocol/${name}`] === undefined) {
      throw new BadMessage('badParams', `_meta lacks io.modelcontextprotocol/${name}.`)
    }
  }
  checkHeader('Mcp-Method', headers.get('Mcp-Method'), method)
  if (method === 'tools/call') {
    checkHeader('Mcp-Name', decodeHeader(headers.get('Mcp-Name')), params.name)
  }
  return true
}

/** Whether a value is an object of JSON. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkHeader(name: string, header: string | null, value: unknown) {
  if (header === value) return
  const came = header === null ? 'is missing' : `is "${shorten(header)}"`
  throw new BadMessage(
    'headerMismatch',
    `${name} ${came}; the value that the message has is wanted.`,
  )
}

/** A header that may be in Base64; decoded as ASCII, since names of tools are. */
function decodeHeader(header: string | null): string | null {
  const encoded = /^=\?base64\?(.*)\?=$/.exec(header ?? '')?.[1]
  if (encoded === undefined) return header
  try {
    return atob(encoded)
  } catch {
    return header
  }
}
