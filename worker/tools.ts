/**
 * The tools that a language model may call: a search and an article, as `/search` and `/documents/ID` have them.
 *
 * Their arguments become parameters of an address, so that one parser checks both and gives the same errors. They
 * return the same answer twice: as JSON, and as text for models that are shown nothing else.
 */
import type { Manifest } from '../core/index/manifest.ts'
import {
  answerUrl,
  BadRequest,
  composed,
  type DocumentResponse,
  type FacetValue,
  limits,
  type Result,
  type SearchParameters,
  type SearchResponse,
} from '../core/protocol.ts'
import { findArticle } from '../core/search/articles.ts'
import { mostResults } from '../core/search/base/base.ts'
import { notesOn } from '../core/search/notes.ts'
import { readDocument } from './answers.ts'
import { isRecord } from './mcp-message.ts'
import { summaryOf } from './pages/results.ts'
import { say } from './pages/say.ts'
import { english } from './pages/voices.ts'
import { articleSchema, parseQuery, parseSearch, shorten, unknownParameter } from './parameters.ts'
import { type Deployment, findAtUrl } from './request.ts'
import { answerAndNote } from './searches.ts'

/** The arguments of a call; any JSON. */
export type Arguments = Readonly<Record<string, unknown>>

/** The result of a tool. */
export interface ToolAnswer {
  /** Markdown. */
  readonly text: string
  readonly answer: SearchResponse | DocumentResponse
}

type CallTool = (deployment: Deployment, given: Arguments) => Promise<ToolAnswer>

/** The tools, by name; they throw `BadRequest` for wrong arguments and for an article that is not there. */
export const tools: ReadonlyMap<string, CallTool> = new Map<string, CallTool>([
  ['search', callSearch],
  ['read_article', callReadArticle],
])

/** The tools' descriptions for clients; the same for the same index. */
export function describeTools(manifest: Manifest) {
  const collection = collectionOf(manifest)
  const annotations = { readOnlyHint: true, openWorldHint: false }
  return [
    {
      name: 'search',
      title: `Search ${manifest.site.title}`,
      description:
        `Finds what ${collection} say about something: by meaning and by words, the articles that answer, best first, ` +
        'each with the passage that does and an address that leads to it. Says whether anything found is likely to answer. ' +
        'Without a query, lists the newest articles, each with its beginning.',
      inputSchema: {
        type: 'object',
        properties: describeArguments(manifest),
        additionalProperties: false,
      },
      annotations,
    },
    {
      name: 'read_article',
      title: `Read an article of ${manifest.site.title}`,
      description: `Gives one of ${collection} whole.`,
      inputSchema: {
        type: 'object',
        properties: {
          article: { type: 'string', description: 'Its id or its address, as search gives them.' },
        },
        required: ['article'],
        additionalProperties: false,
      },
      annotations,
    },
  ]
}

/** The arguments of a search: fewer than `/search` has parameters, since a model reads all of this before it asks. */
function describeArguments({ fields, base }: Manifest) {
  return {
    query: {
      type: 'string',
      maxLength: limits.queryLength,
      description: 'A question in whole words, or words to find.',
    },
    k: {
      type: 'integer',
      minimum: 1,
      maximum: base ? mostResults : limits.k,
      default: 10,
      description: 'Articles wanted.',
    },
    sort: {
      type: 'string',
      enum: ['relevance', 'date'],
      default: 'relevance',
      description: 'Best first, or the newest first of those that are good enough.',
    },
    from: { type: 'string', description: 'First year, month or day: 2022-06.' },
    to: { type: 'string', description: 'Last year, month or day: 2022-06-12.' },
    ...(fields.length > 0 && { filters: describeFilters(fields), facets: describeFacets() }),
  }
}

/** What the tools are for, in sentences that a model is shown before their descriptions. */
export function describeUse(manifest: Manifest): string {
  return (
    `Searches ${collectionOf(manifest)}. Ask search first, in a whole question; ` +
    'read_article gives an article whole. Cite the addresses of what you use.'
  )
}

function collectionOf({ site, documents }: Manifest): string {
  return `the ${say(english, 'count', { n: documents })} of “${site.title}”`
}

function describeFilters(fields: readonly string[]) {
  const values = { type: 'array', items: { type: 'string' } }
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field, values])),
    additionalProperties: false,
    description:
      'Values of fields, spelt as in the articles. An article must have one of the values of a field, and this for every field.',
  }
}

function describeFacets() {
  return {
    type: 'boolean',
    default: false,
    description:
      'Adds which values the fields have among all that is found, and how many articles each: what filters may name.',
  }
}

async function callSearch(deployment: Deployment, given: Arguments): Promise<ToolAnswer> {
  const parameters = parseArguments(given, deployment.engine.index.manifest)
  const answer = await answerAndNote(deployment, parameters)
  return { answer, text: writeResults(answer, parameters) }
}

/** @throws BadRequest, worded for arguments and not for parameters of an address */
function parseArguments(given: Arguments, manifest: Manifest): SearchParameters {
  const { filters = {} } = given
  checkNames(given, Object.keys(describeArguments(manifest)))
  if (isRecord(filters)) checkNames(filters, manifest.fields)
  try {
    return parseSearch(readArguments(given), manifest.fields)
  } catch (error) {
    if (error instanceof BadRequest) throw new BadRequest(error.message.replace(/^q /, 'query '))
    throw error
  }
}

function checkNames(given: object, known: readonly string[]) {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownParameter(unknown, known)
}

async function callReadArticle(deployment: Deployment, given: Arguments): Promise<ToolAnswer> {
  checkNames(given, Object.keys(articleSchema.entries))
  const { article } = parseQuery(articleSchema, readArguments(given))
  let number = await findArticle(deployment.engine, composed(article))
  if (number < 0 && /^https?:/i.test(article) && URL.canParse(article)) {
    number = await findAtUrl(deployment, article)
  }
  if (number < 0) throw new BadRequest(`There is no article "${shorten(article)}".`)
  const answer = await readDocument(deployment, number)
  return { answer, text: writeArticle(answer) }
}

/** Arguments as the query of an address: `query` is `q` there, and a member of `filters` a parameter. */
function readArguments({ query, filters, ...others }: Arguments): URLSearchParams {
  const parameters = new URLSearchParams()
  const add = (name: string, value: unknown, argument = name) => {
    // Models write null for what they leave out.
    if (value === undefined || value === null) return
    if (typeof value === 'object') {
      throw new BadRequest(`${argument} is a list or an object; a single value is wanted.`)
    }
    parameters.append(name, String(value))
  }
  add('q', query, 'query')
  for (const [name, value] of Object.entries(others)) add(name, value)
  if (!isRecord(filters ?? {})) {
    throw new BadRequest(
      'filters is not an object; one with a list of values for each field is wanted.',
    )
  }
  for (const [field, values] of Object.entries(filters ?? {})) {
    for (const value of [values].flat()) {
      add(`filter.${field}`, value, `a value of ${shorten(field)} in filters`)
    }
  }
  return parameters
}

function writeResults(response: SearchResponse, parameters: SearchParameters): string {
  const { results, approximate, facets = {} } = response
  const notes = [
    ...notesOn(response),
    ...Object.entries(facets).map(([field, values]) => writeFacet(field, values)),
  ]
  if (approximate) notes.push(`Estimated, not exact: ${approximate.join(', ')}.`)
  return [
    [...notes, summaryOf(english, response, parameters)].join('\n'),
    ...results.map((result, i) => writeResult(parameters.offset + i + 1, result)),
  ].join('\n\n')
}

/** Values are quoted, since they may have commas and must be repeated exactly. */
function writeFacet(field: string, values: readonly FacetValue[]): string {
  const counted = values.map(({ value, count }) => `${JSON.stringify(value)} ${count}`)
  return `Values of ${field}, with how many articles: ${counted.join(', ') || 'none'}.`
}

function writeResult(rank: number, result: Result): string {
  const { id, title, date, source, passage, sections = [] } = result
  return [
    `## ${rank}. ${title || id}`,
    answerUrl(result),
    [`id: ${id}`, date, source].filter((part) => part !== null).join(' · '),
    ...(passage.heading.length > 0 ? [passage.heading.join(' › ')] : []),
    '',
    passage.text,
    ...(sections.length > 0 ? ['', 'Other sections of it that answer as well:'] : []),
    ...sections.map(({ heading, url }) => `- ${heading.join(' › ')}: ${url}`),
  ].join('\n')
}

function writeArticle({ id, title, url, date, source, fields, text, headings }: DocumentResponse) {
  const values = Object.entries(fields).map(([field, all]) => `${field}: ${all.join(', ')}`)
  const about = [`id: ${id}`, date, source, ...values].filter((part) => part !== null).join(' · ')
  const sections = headings.map(({ depth, text: heading, at }, i) => {
    const section = text.slice(at, headings[i + 1]?.at).trim()
    return `${'#'.repeat(depth)} ${heading}\n\n${section}`
  })
  const beginning = text.slice(0, headings[0]?.at).trim()
  return [`# ${title || id}\n${url}\n${about}`, beginning, ...sections]
    .filter((part) => part !== '')
    .join('\n\n')
}
