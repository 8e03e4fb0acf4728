/**
 * ETags that are known before the answer is.
 *
 * An answer at an address depends on the worker, the index and the query encoder, and on nothing else that lasts.
 * So its tag is their names, and a client that still has the answer gets 304 without a search. Tags only
 * compare answers at one address (RFC 9110), so all answers of a deployment may have the same. They are weak because the
 * edge may compress answers: the meaning is promised, not the bytes.
 */
import type { Context } from 'hono'

/** Seconds for which an answer is used without asking again, even after a deployment. */
export const maxAge = 300

/**
 * What `answer` gives, with its tag; or 304 without calling `answer`, if the client has it.
 *
 * An answer that sets `Cache-Control` itself, such as `no-store`, gets no tag.
 *
 * @param parts names of everything the answer depends on besides its address
 */
export async function cached(
  c: Context,
  parts: readonly string[],
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const tag = `W/"${parts.map(encodeURIComponent).join('/')}"`
  const headers = { ETag: tag, 'Cache-Control': `max-age=${maxAge}` }
  if (holds(c.req.header('If-None-Match'), tag)) return new Response(null, { status: 304, headers })
  const response = await answer()
  if (response.headers.has('Cache-Control')) return response
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** Whether `If-None-Match` names the tag, by the weak comparison that RFC 9110 requires here. */
function holds(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const opaque = (text: string) => text.trim().replace(/^W\//, '')
  return header.split(',').some((held) => held.trim() === '*' || opaque(held) === opaque(tag))
}
