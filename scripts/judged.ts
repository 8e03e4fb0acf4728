/**
 * Judged queries and those who answer them, whatever they are: an index in a folder,
 * a worker somewhere, or a public test collection.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Judgement } from '../core/evaluate.ts'
import { compareCodePoints } from '../core/index/strings.ts'
import {
  decodePath,
  encodePath,
  type Mode,
  normalizeQuestion,
  type SearchResponse,
} from '../core/protocol.ts'
import { findArticle, findArticleByUrl } from '../core/search/articles.ts'
import { ask } from '../core/search/engine.ts'
import type { Document } from '../core/text/document.ts'
import { UserError } from './command.ts'
import { openQueryEmbedder } from './embedders/query.ts'
import { localUrlOf, openIndexFolder } from './index-files.ts'
import type { ModelSettings } from './settings.ts'

/** A query and what people say answers it. */
export interface JudgedQuery {
  readonly query: string
  /** Gain of each article by id or url; empty if nothing answers. */
  readonly relevant: Judgement
  readonly kind: string
  /** Where it is judged, for a message: a file and perhaps a line. */
  readonly place: string
}

/** Something that answers searches with its first ten articles. */
export interface Asker {
  readonly name: string
  readonly ask: (query: string, mode: Mode) => Promise<SearchResponse>
  /** Whether it has an article of that name, an id or an address. */
  readonly has: (name: string) => Promise<boolean>
}

const queriesSchema = v.pipe(
  v.array(
    v.object({
      query: v.pipe(v.string(), v.trim(), v.nonEmpty('a query is empty')),
      expect: v.array(v.string()),
      kind: v.optional(v.string(), 'query'),
    }),
  ),
  v.minLength(1, 'it holds no query'),
)

/** The judged queries of a JSON file: `[{query, expect: [id or url], kind?}]`. */
export async function readQueries(file: string): Promise<JudgedQuery[]> {
  const text = await readText(file)
  const parsed = v.safeParse(queriesSchema, parseJson(text, file))
  if (!parsed.success) {
    const [issue] = parsed.issues
    const place = issue.path?.map((part) => String(part.key)).join('.')
    throw new UserError(
      `${file}${place ? ` at ${place}` : ''}: ${issue.message}. ` +
        'A list of {"query": "...", "expect": ["id or url"]} is wanted.',
    )
  }
  const lines = linesOfItems(text)
  return parsed.output.map(({ query, expect, kind }, i) => ({
    query,
    relevant: Object.fromEntries(expect.map((name) => [name, 1])),
    kind,
    place: `${file}:${lines[i]}`,
  }))
}

/** The lines, from 1, on which the items of a list in JSON begin. */
function linesOfItems(json: string): number[] {
  const lineCounter = new LineCounter()
  const { contents } = parseDocument(json, { lineCounter })
  const items = isSeq<Node>(contents) ? contents.items : []
  return items.map(({ range }) => lineCounter.linePos(range?.[0] ?? 0).line)
}

/** Whether a judged query names its article by an address, a whole one or a path. */
const isAddress = (name: string) => /^(https?:\/)?\//.test(name)

/** Where a search on this machine shows an article of its own, at whatever port. */
const localOrigin = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?=\/articles\/)/

/** The id in the address of a page of ours, as it is without an origin; null if it is another address. */
function idIn(address: string): string | null {
  const [, path] = /^\/articles\/(.+)/.exec(plainUrl(address)) ?? []
  return path === undefined ? null : decodePath(path)
}

/**
 * Whoever answers at a URL, or the index in a folder.
 *
 * @param model what embeds queries for that index, where it is not known otherwise
 */
export async function createAsker(place: string, model?: ModelSettings): Promise<Asker> {
  return /^https?:\/\//.test(place) ? createRemoteAsker(place) : createLocalAsker(place, model)
}

async function createLocalAsker(folder: string, asked?: ModelSettings): Promise<Asker> {
  const engine = await openIndexFolder(folder, (model) => openQueryEmbedder(folder, model, asked))
  return {
    name: folder,
    async has(name) {
      if (!isAddress(name)) return (await findArticle(engine, name)) >= 0
      const id = idIn(name)
      if (id !== null && (await findArticle(engine, id)) >= 0) return true
      return (await findArticleByUrl(engine, name)) >= 0
    },
    ask: (query, mode) =>
      ask(
        engine,
        { q: normalizeQuestion(query), mode, k: 10, offset: 0, filters: {}, explain: false },
        localUrlOf,
      ),
  }
}

function createRemoteAsker(url: string): Asker {
  const base = url.replace(/\/+$/, '')
  const askRemote = (path: string, init?: RequestInit) =>
    fetch(base + path, init).catch((cause) => {
      throw new UserError(`${base} cannot be reached. Name a worker that runs.`, { cause })
    })
  return {
    name: base,
    async has(name) {
      const id = !isAddress(name) ? name : localOrigin.test(name) ? idIn(name) : null
      const asked =
        id === null
          ? `related?${new URLSearchParams({ url: new URL(name, base).href })}`
          : `documents/${encodePath(id)}`
      const response = await askRemote(`/${asked}`, { method: 'HEAD' })
      return response.status !== 404
    },
    async ask(q, mode) {
      const response = await askRemote(`/search?${new URLSearchParams({ q, mode, k: '10' })}`)
      if (response.ok) return (await response.json()) as SearchResponse
      throw new UserError(`${base} answered ${response.status} to "${q}": ${await response.text()}`)
    },
  }
}

/** Ids of an answer, each replaced by the name that the judgement knows it by. */
export function rankingOf({ results }: SearchResponse, relevant: Judgement): string[] {
  const named = new Map(Object.keys(relevant).map((name) => [plainUrl(name), name]))
  return results.map(({ id, url }) => {
    // A worker gives the path of an article on its own site with its origin, an index in a folder without.
    const path = url.replace(/^https?:\/\/[^/]+/, '')
    const names = [plainUrl(id), plainUrl(url), plainUrl(path), localUrlOf(id, null)]
    return names.map((name) => named.get(name)).find((name) => name !== undefined) ?? id
  })
}

/** What two addresses of a page have in common. */
function plainUrl(url: string): string {
  return url.replace(/#.*$/, '').replace(/\/+$/, '').replace(localOrigin, '')
}

/** What a test collection in BEIR's layout holds. */
const beirFiles = ['corpus.jsonl', 'queries.jsonl', 'qrels/test.tsv']

/**
 * Names of the test collections below `folder`, sorted; a line is printed for a folder that holds only part of one.
 *
 * @throws UserError if there is none
 */
export async function listCollections(folder: string | undefined): Promise<string[]> {
  const entries = folder ? await readdir(folder, { withFileTypes: true }).catch(() => []) : []
  const names = entries.filter((entry) => !entry.isFile()).map(({ name }) => name)
  const whole = names.sort().filter((name) => {
    const missing = beirFiles.filter((file) => !existsSync(join(folder as string, name, file)))
    if (missing.length > 0) console.log(`${name} is left out: it has no ${missing.join(', no ')}.`)
    return missing.length === 0
  })
  if (whole.length > 0) return whole
  const came = folder ? `${folder} holds no test collection` : 'No folder was named'
  const wanted = `a folder of folders in the layout of BEIR (${beirFiles.join(', ')}) is wanted.`
  throw new UserError(`${came}; ${wanted}`)
}

/** A test collection in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/test.tsv. */
export async function readBeir(
  folder: string,
): Promise<{ documents: Document[]; queries: JudgedQuery[] }> {
  const [texts, questions, qrels] = beirFiles.map((file) => join(folder, file))
  const corpus = await readLines(texts, beirDocument)
  const asked = await readLines(questions, beirQuery)
  const judgements = await readJudgements(qrels)
  return {
    documents: corpus
      .map(({ _id, title, text }) => documentOf(_id, title, text))
      .sort((a, b) => compareCodePoints(a.id, b.id)),
    queries: asked.flatMap(({ _id, text }) => {
      const relevant = judgements.get(_id)
      return relevant ? [{ query: text, relevant, kind: 'query', place: qrels }] : []
    }),
  }
}

const beirDocument = v.object({
  _id: v.string(),
  title: v.optional(v.string(), ''),
  text: v.string(),
})
const beirQuery = v.object({ _id: v.string(), text: v.string() })

function documentOf(id: string, title: string, text: string): Document {
  return {
    id,
    title: title.toWellFormed(),
    url: null,
    date: null,
    source: null,
    language: 'en',
    fields: {},
    keywords: [],
    text: text.toWellFormed(),
    headings: [],
  }
}

async function readLines<T>(file: string, schema: v.GenericSchema<unknown, T>): Promise<T[]> {
  const lines = (await readText(file)).split('\n')
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return []
    const parsed = v.safeParse(schema, parseJson(line, `${file}:${i + 1}`))
    if (parsed.success) return [parsed.output]
    throw new UserError(`${file}:${i + 1}: ${parsed.issues[0].message}.`)
  })
}

async function readJudgements(file: string): Promise<Map<string, Record<string, number>>> {
  const judgements = new Map<string, Record<string, number>>()
  for (const line of (await readText(file)).split('\n').slice(1)) {
    const [query, document, gain] = line.split('\t')
    if (gain === undefined) continue
    const relevant = judgements.get(query) ?? {}
    relevant[document] = Number(gain)
    judgements.set(query, relevant)
  }
  return judgements
}

function parseJson(json: string, place: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new UserError(`${place} is not JSON: ${(cause as Error).message}.`, { cause })
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UserError(`${file} cannot be read. Name a file that exists.`, { cause })
  }
}
