/**
 * ETags that are known before the answer is.
 *
 * An answer at an address depends on the worker, the index, the query encoder and the parameters, and on
 * nothing else that lasts. So its tag is a hash of their names, and a client that still has the answer gets
 * 304 without a search. Tags are weak because the edge may compress answers: the meaning is
 * promised, not the bytes.
 */
import type { Context } from 'hono'

/** Seconds for which an answer is used without asking again, even after a deployment. */
export const maxAge = 300

/**
 * What `answer` gives, with its tag; or 304 without calling `answer`, if the client has it.
 *
 * An answer that sets `Cache-Control` itself, such as `no-store`, gets no tag.
 *
 * @param parts everything the answer depends on besides its path; any JSON, keys in a fixed order
 */
export async function cached(
  c: Context,
  parts: readonly unknown[],
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const tag = await entityTag(parts)
  const headers = { ETag: tag, 'Cache-Control': `max-age=${maxAge}` }
  if (holds(c.req.header('If-None-Match'), tag)) return new Response(null, { status: 304, headers })
  const response = await answer()
  if (response.headers.has('Cache-Control')) return response
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

async function entityTag(parts: readonly unknown[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  const view = new DataView(hash)
  const digits = view.getBigUint64(0).toString(16).padStart(16, '0')
  return `W/"${digits}"`
}

/** Whether `If-None-Match` names the tag, by the weak comparison that RFC 9110 requires here. */
function holds(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const opaque = (text: string) => text.trim().replace(/^W\//, '')
  return header.split(',').some((held) => held.trim() === '*' || opaque(held) === opaque(tag))
}
