/**
 * Errors as RFC 9457 has them, and the status of each.
 *
 * `type` stays `about:blank`: the status is the kind of problem, and `detail` says
 * in one sentence what came and what is wanted; a page per problem would repeat it.
 */
import { BadRequest, type Problem } from '../core/protocol.ts'
import { BadIndex } from '../core/sections.ts'
import { TooManyRequests } from './limit.ts'
import { NoArticle } from './request.ts'

const titles = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const

type Status = keyof typeof titles

/** The methods of every route but `/mcp`. */
export const allowedMethods = 'GET, HEAD, OPTIONS'

export function createProblem(status: Status, detail: string): Problem {
  return { type: 'about:blank', title: titles[status], status, detail }
}

/** An error as a problem. An unexpected one tells nothing: its details belong in the log. */
export function problemOf(error: Error): Problem {
  if (error instanceof BadRequest) return createProblem(400, error.message)
  if (error instanceof NoArticle) return createProblem(404, error.message)
  if (error instanceof BadIndex) return createProblem(503, error.message)
  if (error instanceof TooManyRequests) return createProblem(429, error.message)
  return createProblem(500, 'Something went wrong here; the same request may work later.')
}

/** Headers that belong to a problem, in whatever form it is shown. */
export function problemHeaders({ status }: Problem): Record<string, string> {
  return {
    'Cache-Control': 'no-store',
    // Seconds: a limit's period is at most a minute; the next request loads the index again.
    ...((status === 429 || status === 503) && { 'Retry-After': '60' }),
  }
}

/** Refuses a method; `allowed` is the value of the `Allow` header. */
export function refuseMethod(method: string, allowed = allowedMethods): Response {
  const wanted = allowed.replace(/, (\w+)$/, ' or $1')
  const response = problemResponse(createProblem(405, `${method} came; ${wanted} is wanted.`))
  response.headers.set('Allow', allowed)
  return response
}

export function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...problemHeaders(problem), 'Content-Type': 'application/problem+json' },
  })
}
