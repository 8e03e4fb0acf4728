/** Judged queries, each with the articles that people say answer it, read from a JSON file. */
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Judgement } from '../../core/evaluate.ts'
import { UserError } from '../command.ts'

/** A query and what people say answers it. */
export interface JudgedQuery {
  readonly query: string
  /** Gain of each article by id or url; empty if nothing answers. */
  readonly relevant: Judgement
  readonly kind: string
  /** Id of the article that the query was taken from: it is found, and answers nothing. */
  readonly itself?: string
  /** Where it is judged, for a message: a file and perhaps a line. */
  readonly place: string
}

const queriesSchema = v.pipe(
  v.array(
    v.object(
      {
        query: v.pipe(v.string('query is no text'), v.trim(), v.nonEmpty('query is empty')),
        expect: v.array(v.string('expect holds what is no text'), 'expect is no list'),
        kind: v.optional(v.string('kind is no text'), 'query'),
      },
      'query or expect is missing',
    ),
    'it holds no list',
  ),
  v.minLength(1, 'it holds no query'),
)

/**
 * The judged queries of a JSON file: `[{query, expect: [id or url], kind?}]`.
 *
 * @throws UserError if it cannot be read or has something else
 */
export async function readQueries(file: string): Promise<JudgedQuery[]> {
  const text = await readText(file)
  const parsed = v.safeParse(queriesSchema, parseJson(text, file))
  const lines = linesOfItems(text)
  if (!parsed.success) {
    const [{ path, message }] = parsed.issues
    const line = path && lines[Number(path[0].key)]
    throw new UserError(
      `${file}${line ? `:${line}` : ''}: ${message}. ` +
        'A list of {"query": "...", "expect": ["id or url"]} is wanted.',
    )
  }
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

/**
 * The value of a JSON text.
 *
 * @param place where the text stands, for a message
 * @throws UserError if it is not JSON
 */
export function parseJson(json: string, place: string): unknown {
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
