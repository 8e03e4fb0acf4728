/**
 * The worker as a function from Request to Response.
 *
 * Everything it needs is handed in, so tests call it as it is, and another Worker can
 * mount it under a path of its own. Each route is a function in answers.ts or pages.ts;
 * here is what they share: opening the index, headers, methods, and the one place
 * where an error becomes a response.
 */
import { Hono } from 'hono'
import type { Engine } from '../core/search/engine.ts'
import { answerDocument, answerHealth, answerRelated, answerSearch } from './answers.ts'
import { cached } from './caching.ts'
import { allowOrigin, preflightHeaders } from './cors.ts'
import type { AppContext, AppEnv, Deployment, Kind } from './deployment.ts'
import { problemPage, showArticle, showSearch } from './pages.ts'
import { allowedMethods, createProblem, problemOf, problemResponse } from './problem.ts'
import { style } from './pages/style.ts'
import { createUrlOf } from './urls.ts'

/** What an app is made of. */
export interface Services {
  /** The engine; called for every request, so it should load once (`createLoader`). */
  readonly load: () => Promise<Engine>
  /** Version of the worker: another version, other ETags. */
  readonly version: string
  /** Path under which another Worker mounts the app, like `/find`; links begin with it. */
  readonly base?: string
}

type Show = (c: AppContext, deployment: Deployment) => Promise<Response>

/** The app: `/`, `/articles/ID`, `/search`, `/documents/ID`, `/related/ID`, `/health`, `/style.css`. */
export function createApp({ load, version, base = '' }: Services): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.onError((error, c) => {
    const problem = problemOf(error)
    if (problem.status >= 500) console.error(error)
    return c.get('kind') === 'page' ? problemPage(c, problem, base, version) : problemResponse(problem)
  })

  app.use(async (c, next) => {
    await next()
    c.res.headers.set('X-Content-Type-Options', 'nosniff')
    c.res.headers.set('Referrer-Policy', 'strict-origin-when-cross-origin')
  })

  const serve = (kind: Kind, path: string, show: Show) => {
    app.use(path, async (c, next) => {
      c.set('kind', kind)
      await next()
      if (kind === 'answer') allowReading(c)
    })
    app.get(path, async (c) => {
      const engine = await load()
      c.set('engine', engine)
      return show(c, { engine, version, base, urlOf: createUrlOf(new URL(c.req.url).origin, base) })
    })
    app.options(path, async (c) => {
      if (kind === 'answer') c.set('engine', await load())
      const headers = kind === 'answer' ? preflightHeaders : {}
      return new Response(null, { status: 204, headers: { ...headers, Allow: allowedMethods } })
    })
    app.all(path, (c) => refuseMethod(c))
  }

  serve('page', '/', showSearch)
  serve('page', '/articles/:id{.+}', showArticle)
  serve('answer', '/search', answerSearch)
  serve('answer', '/documents/:id{.+}', answerDocument)
  serve('answer', '/related/:id{.+}', answerRelated)
  serve('answer', '/health', answerHealth)

  app.get('/style.css', (c) => cached(c, [style], () => c.body(style, 200, { 'Content-Type': 'text/css' })))
  // Not notFound alone: a Hono app that routes to this one would ask its own.
  app.all('*', () => ...)
  return app
}
