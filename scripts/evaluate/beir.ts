/** Public test collections in BEIR's layout: documents, and queries judged for them. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { compareCodePoints } from '../../core/index/strings.ts'
import { normalizeQuestion } from '../../core/protocol.ts'
import type { Document } from '../../core/text/document.ts'
import { UserError } from '../command.ts'
import { readLines } from '../lines.ts'
import { type JudgedQuery, parseJson } from './judged-queries.ts'

/** The files of a test collection in BEIR's layout. */
const beirFiles = ['corpus.jsonl', 'queries.jsonl', 'qrels/test.tsv']

/**
 * Folders of the test collections below `folder`, sorted; a line is printed for a folder that holds only part of one.
 *
 * @throws UserError if there is none
 */
export async function listCollections(folder: string | undefined): Promise<string[]> {
  const entries = folder ? await readdir(folder, { withFileTypes: true }).catch(() => []) : []
  const names = entries.filter((entry) => !entry.isFile()).map(({ name }) => name)
  const whole = names.sort().flatMap((name) => {
    const place = join(folder as string, name)
    const missing = beirFiles.filter((file) => !existsSync(join(place, file)))
    if (missing.length === 0) return [place]
    console.log(`${name} is left out: it has no ${missing.join(', no ')}.`)
    return []
  })
  if (whole.length > 0) return whole
  const came = folder ? `${folder} holds no test collection` : 'No folder was named'
  const wanted = `a folder of folders in the layout of BEIR (${beirFiles.join(', ')}) is wanted.`
  throw new UserError(`${came}; ${wanted}`)
}

/**
 * A test collection in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/test.tsv. Of documents with the same id the last
 * counts, as for BEIR.
 *
 * @throws UserError for a line that is none, and where no query is judged
 */
export async function readBeir(
  folder: string,
): Promise<{ documents: Document[]; queries: JudgedQuery[] }> {
  const [texts, questions, qrels] = beirFiles.map((file) => join(folder, file))
  const documents = new Map<string, Document>()
  for await (const line of parseLines(texts, beirDocument)) {
    documents.set(line._id, documentOf(line._id, line.title, line.text))
  }
  const judgements = await readJudgements(qrels)
  const queries: JudgedQuery[] = []
  for await (const { _id, text } of parseLines(questions, beirQuery)) {
    const relevant = judgements.get(_id)
    if (relevant === undefined) continue
    const itself = isPartOf(text, documents.get(_id)) ? { itself: _id } : {}
    queries.push({ query: text, relevant, kind: 'query', place: qrels, ...itself })
  }
  if (queries.length === 0) throw new UserError(`${qrels} judges no query of ${questions}.`)
  return {
    documents: [...documents.values()].sort((a, b) => compareCodePoints(a.id, b.id)),
    queries,
  }
}

/** Whether a question was taken from the document of its name: another may have that by chance. */
function isPartOf(question: string, document: Document | undefined): boolean {
  if (document === undefined) return false
  const { title, text } = document
  return normalizeQuestion(`${title} ${text}`).includes(normalizeQuestion(question))
}

const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String))
const beirDocument = v.object({
  _id: id,
  title: v.nullish(v.string(), ''),
  text: v.nullish(v.string(), ''),
})
const beirQuery = v.object({ _id: id, text: v.string() })

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

async function* parseLines<T>(
  file: string,
  schema: v.GenericSchema<unknown, T>,
): AsyncGenerator<T> {
  let number = 0
  for await (const line of readLines(file)) {
    number++
    if (line.trim() === '') continue
    const parsed = v.safeParse(schema, parseJson(line, `${file}:${number}`))
    if (!parsed.success) throw new UserError(`${file}:${number}: ${parsed.issues[0].message}.`)
    yield parsed.output
  }
}

/** Gains by query and document; the first line may name the columns. */
async function readJudgements(file: string): Promise<Map<string, Record<string, number>>> {
  const judgements = new Map<string, Record<string, number>>()
  let number = 0
  for await (const line of readLines(file)) {
    number++
    const [query, document, gain = '', ...more] = line.trimEnd().split('\t')
    if (more.length > 0 || !/^-?\d+(\.\d+)?$/.test(gain)) {
      if (number === 1 || line.trim() === '') continue
      throw new UserError(
        `${file}:${number} is "${line.trim()}"; a query, a document and a number are wanted, with tabs between them.`,
      )
    }
    const relevant = judgements.get(query) ?? {}
    relevant[document] = Number(gain)
    judgements.set(query, relevant)
  }
  return judgements
}
