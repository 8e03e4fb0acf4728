/**
 * The routes that answer programs, in the types of core/protocol.ts.
 *
 * Each parses, asks core and says how the answer may be kept; nothing here ranks or
 * formats.
 */
import type { DocumentResponse, HealthResponse } from '../core/protocol.ts'
import { readArticle } from '../core/search/articles.ts'
import { findRelated } from '../core/search/base/related-base.ts'
import { cached } from './caching.ts'
import { limitVisitor } from './limit.ts'
import {
  documentSchema,
  parseQuery,
  parseSearch,
  relatedSchema,
  relatedToUrlSchema,
  shorten,
} from './parameters.ts'
import {
  type AppContext,
  type Deployment,
  findAtUrl,
  findId,
  NoArticle,
  queryOf,
  tagParts,
} from './request.ts'
import { answerAndNote } from './searches.ts'

/** `GET /search`: the articles that answer. */
export async function answerSearch(c: AppContext, deployment: Deployment): Promise<Response> {
  await limitVisitor(c)
  const parameters = parseSearch(queryOf(c), deployment.engine.index.manifest.fields)
  return cached(c, tagParts(deployment), async () => {
    const response = await answerAndNote(deployment, parameters)
    // A leg that could not rank may rank the next time.
    return c.json(response, 200, response.degraded ? { 'Cache-Control': 'no-store' } : {})
  })
}

/** `GET /documents/ID`: one whole article. */
export async function answerDocument(c: AppContext, deployment: Deployment): Promise<Response> {
  const { engine } = deployment
  const document = await findId(c, engine)
  parseQuery(documentSchema, queryOf(c))
  return cached(c, tagParts(deployment), async () =>
    c.json(await readDocument(deployment, document)),
  )
}

/** A whole article, as an answer has it. */
export async function readDocument(
  { engine, urlOf }: Deployment,
  document: number,
): Promise<DocumentResponse> {
  const article = await readArticle(engine, document)
  const { id, title, date, source, fields, text, headings } = article
  const url = urlOf(id, article.url)
  const index = engine.index.manifest.version
  return { id, title, url, date, source, fields, text, headings, index }
}

/** `GET /related/ID`: the nearest other articles. */
export async function answerRelated(c: AppContext, deployment: Deployment): Promise<Response> {
  const document = await findId(c, deployment.engine)
  const { k } = parseQuery(relatedSchema, queryOf(c))
  return answerNearest(c, deployment, document, k)
}

/** `GET /related?url=`: the articles nearest to the one at that address. */
export async function answerRelatedToUrl(c: AppContext, deployment: Deployment): Promise<Response> {
  const { url, k } = parseQuery(relatedToUrlSchema, queryOf(c))
  const document = await findAtUrl(deployment, url)
  if (document < 0) throw new NoArticle(`There is no article at ${shorten(url)}.`)
  return answerNearest(c, deployment, document, k)
}

/**
 * `GET /health`: whether it works, and with what; never cached, since it is about the present.
 *
 * Even without an encoder it is 200, since search still answers.
 */
export async function answerHealth(c: AppContext, deployment: Deployment): Promise<Response> {
  const { index, embedder } = deployment.engine
  const { manifest } = index
  const encoder = await embedder.check()
  const response: HealthResponse = {
    status: encoder.state === 'ready' ? 'ok' : 'degraded',
    worker: deployment.version,
    index: manifest.version,
    model: manifest.model.id,
    encoder,
    title: manifest.site.title,
    documents: manifest.documents,
    passages: manifest.passages,
  }
  return c.json(response, 200, { 'Cache-Control': 'no-store' })
}

function answerNearest(
  c: AppContext,
  deployment: Deployment,
  document: number,
  k: number,
): Promise<Response> {
  const { engine, urlOf } = deployment
  return cached(c, tagParts(deployment), async () =>
    c.json(await findRelated(engine, document, k, { urlOf, embed: engine.embedSentence })),
  )
}
