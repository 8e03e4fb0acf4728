/** Public test collections in BEIR's layout: documents, and queries judged for them. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { compareCodePoints } from '../core/index/strings.ts'
import type { Document } from '../core/text/document.ts'
import { UserError } from './command.ts'
import { type JudgedQuery, parseJson, readText } from './judged-queries.ts'

/** The files of a test collection in BEIR's layout. */
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
