/**
 * The worker as a function from Request to Response.
 *
 * Everything it needs is handed in, so tests call it directly and another Worker can
 * mount it under a path of its own. Each route is a function in answers.ts, mcp.ts or
 * pages.ts; here is what they share: opening the index, headers, methods, and the
 * one place where an error becomes a response.
 */
import { Hono, type Next } from 'hono'
import { accepts } from 'hono/accepts'
import type { Engine } from '../core/search/engine.ts'
import {
  answerDocument,
  answerHealth,
  answerRelated,
  answerRelatedToUrl,
  answerSearch,
} from './answers.ts'
import { cached } from './caching.ts'
import { allowOrigin, preflightHeaders } from './cors.ts'
import { answerMcp } from './mcp.ts'
import { style } from './pages/style.ts'
import { showArticle, showProblem, showSearch } from './pages.ts'
import {
  allowedMethods,
  createProblem,
  problemOf,
  problemResponse,
  refuseMethod,
} from './problem.ts'
import type { AppContext, AppEnv, Deployment, Kind } from './request.ts'
import { createUrlOf } from './urls.ts'

/** What an app is made of. */
export interface Services {
  /** The engine; called for every request, so it should load once (`createLoader`). */
  readonly load: () => Promise<Engine>
  /** Version of the worker: another version, other ETags. */
  readonly version: string
  /** Path under which another Worker mounts the app, like `/find`; its links begin with it. */
  readonly base?: string
}

type Show = (c: AppContext, deployment: Deployment) => Promise<Response>

/**
 * The whole app; it holds no state.
 *
 * @throws RangeError for a `base` that is no path, or ends with a slash
 */
export function createApp({ load, version, base = '' }: Services): Hono<AppEnv> {
  if (!/^(\/[^/?#]+)*$/.test(base)) {
    throw new RangeError(`base is "${base}"; nothing, or a path like /find, is wanted.`)
  }
  const app = new Hono<AppEnv>()

  const serve = (kind: Kind, path: string, show: Show, methods = 'GET, HEAD') => {
    const [method] = methods.split(', ')
    const allowed = `${methods}, OPTIONS`
    app.use(path, async (c, next) => {
      c.set('kind', kind)
      await next()
      if (kind === 'answer') setAnswerHeaders(c)
    })
    app.on(method, path, async (c) => {
      const engine = await load()
      c.set('engine', engine)
      const { origin } = new URL(c.req.url)
      const urlOf = createUrlOf(origin, base)
      return show(c, { engine, version, origin, base, urlOf, searches: c.env?.SEARCHES })
    })
    app.options(path, async (c) => {
      if (kind === 'answer') c.set('engine', await load())
      return c.body(null, 204, {
        Allow: allowed,
        ...(kind === 'answer' && preflightHeaders(methods)),
      })
    })
    app.all(path, (c) => refuseMethod(c.req.method, allowed))
  }

  app.use(async (c, next) => {
    await next()
    c.res.headers.set('X-Content-Type-Options', 'nosniff')
    c.res.headers.set('Referrer-Policy', 'strict-origin-when-cross-origin')
  })
  app.get('*', dropSlash)
  serve('page', '/', showSearch)
  // An id may have any character, line breaks too, as a file name may.
  serve('page', '/articles/:id{[^]+}', showArticle)
  serve('answer', '/search', answerSearch)
  serve('answer', '/documents/:id{[^]+}', answerDocument)
  serve('answer', '/related', answerRelatedToUrl)
  serve('answer', '/related/:id{[^]+}', answerRelated)
  serve('answer', '/health', answerHealth)
  serve('answer', '/mcp', answerMcp, 'POST')
  // Answered and not redirected, since a preflight follows no redirect, and many clients none of a POST.
  serve('answer', '/mcp/', answerMcp, 'POST')
  app.get('/style.css', (c) =>
    cached(c, [version], () => c.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' })),
  )
  app.options('/style.css', (c) => c.body(null, 204, { Allow: allowedMethods }))
  app.all('/style.css', (c) => refuseMethod(c.req.method))

  // A route and not `notFound`, which is not called where another app routes to this one.
  app.all('*', async (c) => {
    const kind = wantedKind(c)
    c.set('kind', kind)
    // A page has the site's title and language, which the index knows.
    if (kind === 'page') c.set('engine', await load())
    const problem = createProblem(404, `There is nothing at ${c.req.path}.`)
    const response =
      kind === 'page' ? await showProblem(c, problem, { base, version }) : problemResponse(problem)
    // Any page may read it, or a wrong address would look to it like a search that is down.
    if (kind === 'answer') allowOrigin(response.headers, ['*'], undefined)
    response.headers.append('Vary', 'Accept')
    return response
  })

  app.onError((error, c) => {
    const problem = problemOf(error)
    if (problem.status >= 500) console.error(error)
    if (c.get('kind') !== 'page') return problemResponse(problem)
    return showProblem(c, problem, { base, version })
  })
  return app
}

/** The kind of answer where no route decides it: browsers accept HTML, and programs JSON or anything. */
function wantedKind(c: AppContext): Kind {
  const html = 'text/html'
  const json = ['application/problem+json', 'application/json']
  const wanted = accepts(c, { header: 'Accept', supports: [...json, html], default: json[0] })
  return wanted === html ? 'page' : 'answer'
}

/**
 * Redirects `/articles/ID/`, where nothing is, to `/articles/ID`: a page has one address, and links
 * may be written either way. The redirect is relative, since whoever mounts the app may have removed its
 * base from the path. The headers of the 404 stay, so that other origins may follow it and nobody caches it.
 */
async function dropSlash(c: AppContext, next: Next): Promise<void> {
  await next()
  if (c.res.status !== 404) return
  const { pathname, search } = new URL(c.req.url)
  if (pathname === '/' || !pathname.endsWith('/')) return
  c.res = c.redirect(`../${pathname.split('/').at(-2)}${search}`, 301)
}

/** Headers of answers, which programs anywhere may read and no search engine should list. */
function setAnswerHeaders(c: AppContext) {
  // Where no index could be opened, its list is unknown; the error that is told then is no secret.
  const origins = c.get('engine')?.index.manifest.site.cors ?? ['*']
  allowOrigin(c.res.headers, origins, c.req.header('Origin'))
  c.res.headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
  c.res.headers.set('X-Robots-Tag', 'noindex')
}
