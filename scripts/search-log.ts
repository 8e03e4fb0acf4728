/** What visitors asked, read from where a deployment notes it (core/asked.ts). */
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { columns } from '../core/asked.ts'
import { compareCodePoints } from '../core/index/strings.ts'
import { UserError } from './command.ts'
import { parseToml } from './site/settings.ts'

/** A question, how often it was asked, and how often nothing found was likely to answer it. */
export interface Asked {
  readonly question: string
  readonly asked: number
  readonly unanswered: number
}

/** The same, typed letter by letter or sent whole. */
export interface Noted extends Asked {
  readonly isTyped: boolean
}

/** Whose notes to read; both as wrangler has them from the environment. */
export interface Account {
  readonly id: string
  readonly token: string
}

/** Where Cloudflare's API is, unless the environment says otherwise, as it does to wrangler. */
const usualApi = 'https://api.cloudflare.com/client/v4'
/** Most rows that are read, the most frequent: questions, and beginnings of questions that were typed. */
export const mostRead = 100_000
const patienceMs = 60_000

const binding = v.object({ binding: v.string(), dataset: v.optional(v.string()) })
const datasets = v.object({ analytics_engine_datasets: v.optional(v.array(binding), []) })
const configuration = v.object({
  ...datasets.entries,
  env: v.optional(v.record(v.string(), datasets), {}),
})

/**
 * The dataset that a wrangler.toml binds as SEARCHES, at its top or for an environment.
 *
 * @throws UserError where it binds none
 */
export async function datasetIn(file: string): Promise<string> {
  const read = v.safeParse(configuration, parseToml(await readFile(file, 'utf8'), file))
  if (!read.success) {
    const wanted = 'wanted a table [[analytics_engine_datasets]] with a binding for each'
    throw new UserError(`analytics_engine_datasets of ${file} is not a list of tables; ${wanted}.`)
  }
  const { env, ...top } = read.output
  const all = [top, ...Object.values(env)].flatMap((one) => one.analytics_engine_datasets)
  const bound = all.find((one) => one.binding === 'SEARCHES')
  if (bound) return bound.dataset ?? bound.binding
  throw new UserError(
    `${file} binds no SEARCHES, so nothing is noted of what visitors ask. ` +
      'Take away the first # of each line of [[analytics_engine_datasets]] there, and deploy.',
  )
}

/** The account in the environment; throws a UserError that says what is missing. */
export function accountIn({
  CLOUDFLARE_ACCOUNT_ID: id,
  CLOUDFLARE_API_TOKEN: token,
}: NodeJS.ProcessEnv): Account {
  if (id && token) return { id, token }
  const missing = [!id && 'CLOUDFLARE_ACCOUNT_ID', !token && 'CLOUDFLARE_API_TOKEN']
  throw new UserError(
    `${missing.filter(Boolean).join(' and ')} must be set in the environment; ` +
      'the token needs the permission Account Analytics: Read (docs/deploy.md).',
  )
}

// Sums come as text where they are 64-bit numbers.
const count = v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.finite())
const answer = v.object({
  data: v.array(v.object({ question: v.string(), isTyped: count, asked: count, answered: count })),
})

/**
 * What was asked in so many days until now, the most frequent first; where very much is asked, counts are estimates.
 *
 * @throws UserError where Cloudflare does not give it
 */
export async function readNotes(
  dataset: string,
  days: number,
  { id, token }: Account,
  api = process.env.CLOUDFLARE_API_BASE_URL ?? usualApi,
): Promise<Noted[]> {
  if (!/^\w+$/.test(dataset))
    throw new UserError(`The dataset is called "${dataset}"; letters, digits and _ are wanted.`)
  // A note that stands for others, which were not kept, says how many they are.
  const sql = `
    SELECT ${columns.question} AS question, ${columns.isTyped} AS isTyped,
      SUM(_sample_interval) AS asked, SUM(_sample_interval * ${columns.isAnswered}) AS answered
    FROM ${dataset} WHERE timestamp > NOW() - INTERVAL '${days}' DAY
    GROUP BY question, isTyped ORDER BY asked DESC LIMIT ${mostRead} FORMAT JSON`
  const [response, text] = await fetch(`${api}/accounts/${id}/analytics_engine/sql`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: sql,
    signal: AbortSignal.timeout(patienceMs),
  })
    .then(async (response) => [response, await response.text()] as const)
    .catch((cause: Error) => {
      throw new UserError(`Cloudflare could not be reached: ${reasonOf(cause)}.`, { cause })
    })
  if (!response.ok) {
    const said = text.replaceAll(token, '…').slice(0, 300)
    throw new UserError(`Cloudflare refused the request with status ${response.status}: ${said}`)
  }
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), answer), text)
  if (!read.success) throw new UserError(`Cloudflare sent no counts: ${text.slice(0, 300)}`)
  return read.output.data.map(({ question, isTyped, asked, answered }) => {
    return { question, isTyped: isTyped > 0, asked, unanswered: asked - answered }
  })
}

function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${cause.message})` : message
}

/**
 * Each question once, the most frequent first, without the beginnings that a search as one types asks for on the way:
 * of each it counts how often it was neither typed on nor sent. Who asked is not known, so what one visitor types and
 * another sends whole counts once, too.
 */
export function withoutBeginnings(notes: readonly Noted[]): Asked[] {
  // In order of code points, all that begin with a question come right after it; what is sent was typed before.
  const ordered = notes.toSorted(
    (a, b) => compareCodePoints(a.question, b.question) || Number(b.isTyped) - Number(a.isTyped),
  )
  const wentOn = new Map<Noted, number>()
  const path: Noted[] = []
  for (const note of ordered) {
    while (path.length > 0 && !note.question.startsWith(path[path.length - 1].question)) path.pop()
    const before = path.at(-1)
    if (before) wentOn.set(before, (wentOn.get(before) ?? 0) + note.asked)
    if (note.isTyped) path.push(note)
  }
  const sums = new Map<string, { asked: number; unanswered: number; ended: number }>()
  for (const note of notes) {
    const sum = sums.get(note.question) ?? { asked: 0, unanswered: 0, ended: 0 }
    sums.set(note.question, {
      asked: sum.asked + note.asked,
      unanswered: sum.unanswered + note.unanswered,
      ended: sum.ended + Math.max(0, note.asked - (wentOn.get(note) ?? 0)),
    })
  }
  return [...sums]
    .filter(([, { ended }]) => ended > 0)
    .map(([question, { asked, unanswered, ended }]) => {
      return { question, asked: ended, unanswered: Math.round((ended * unanswered) / asked) }
    })
    .sort((a, b) => b.asked - a.asked || compareCodePoints(a.question, b.question))
}
