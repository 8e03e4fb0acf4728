/**
 * The hand-written part of the OpenAPI document: all addresses of the worker, their statuses and headers.
 *
 * Parameters and answers are only named here; document.ts takes them from their declarations. Pages are
 * listed as well, since readers of the document want to know all that is served.
 */
import * as v from 'valibot'
import {
  documentSchema,
  relatedSchema,
  relatedToUrlSchema,
  searchSchema,
} from '../worker/parameters.ts'

/** An address that answers GET. */
export interface Route {
  /** Its name in a client generated from the document. */
  readonly operationId: string
  readonly summary: string
  /** Schema of its parameters; without one, it ignores all. */
  readonly parameters?: v.GenericSchema
  /** A type in core/protocol.ts, or else a media type. */
  readonly answer: string
  /** Its statuses besides 200; with 304 among them, answers have an ETag. */
  readonly others: readonly Status[]
}

/** Parameters of a search; FIELD stands for any filter field, since the fields are the index's. */
const search = searchSchema(['FIELD'])
/** The page's: it shows facets anyway, and without `q` it may show nothing but the box, so an empty one is no default. */
const { facets: _, ...ofPage } = { ...search.entries, q: v.optional(search.entries.q.wrapped) }

/** Every address; `{id}` may have slashes. */
export const routes: Readonly<Record<string, Route>> = {
  '/search': {
    operationId: 'search',
    summary: 'The articles that answer a question, best first; without one, the newest.',
    parameters: search,
    answer: 'SearchResponse',
    others: [304, 400, 429, 500, 503],
  },
  '/documents/{id}': {
    operationId: 'document',
    summary: 'One article whole.',
    parameters: documentSchema,
    answer: 'DocumentResponse',
    others: [304, 400, 404, 500, 503],
  },
  '/related': {
    operationId: 'relatedToUrl',
    summary: 'The articles nearest to the one that is read at an address.',
    parameters: relatedToUrlSchema,
    answer: 'RelatedResponse',
    others: [304, 400, 404, 500, 503],
  },
  '/related/{id}': {
    operationId: 'related',
    summary: 'The articles nearest to one.',
    parameters: relatedSchema,
    answer: 'RelatedResponse',
    others: [304, 400, 404, 500, 503],
  },
  '/health': {
    operationId: 'health',
    summary: 'Whether the search works, and what embeds its queries.',
    answer: 'HealthResponse',
    others: [500, 503],
  },
  '/': {
    operationId: 'searchPage',
    summary:
      'The page to search on; with `q`, which may be empty, filters or dates it shows what was found.',
    parameters: v.object(ofPage),
    answer: 'text/html',
    others: [304, 400, 429, 500, 503],
  },
  '/articles/{id}': {
    operationId: 'articlePage',
    summary: 'A page to read an article on.',
    answer: 'text/html',
    others: [304, 404, 500, 503],
  },
  '/style.css': {
    operationId: 'style',
    summary: 'The style of the pages.',
    answer: 'text/css',
    others: [304],
  },
}

/** What a status besides 200 means, and its headers. */
export const statuses = {
  304: {
    description: 'The copy that the client has is still current.',
    headers: ['Cache-Control', 'ETag'],
  },
  400: {
    description:
      'A parameter is unknown, is given more than once or has a value that is not allowed.',
    headers: [],
  },
  404: { description: 'There is no such article.', headers: [] },
  429: {
    description: 'More searches came from one visitor than this deployment allows.',
    headers: ['Retry-After'],
  },
  500: { description: 'An unexpected error.', headers: [] },
  503: { description: 'The index cannot be opened.', headers: ['Retry-After'] },
} as const
export type Status = keyof typeof statuses

/** The headers that are described. */
export const headers = {
  'Cache-Control': {
    description: 'How long the answer may be kept; `no-store` if it is `degraded`.',
    schema: { type: 'string' },
  },
  ETag: { description: 'Its tag, for `If-None-Match`.', schema: { type: 'string' } },
  'Retry-After': {
    description: 'Seconds to wait before asking again.',
    schema: { type: 'integer' },
  },
} as const
