/**
 * What `npm run evaluate` prints: measures and misses of one candidate, a table of several, or JSON; and which
 * queries another index answers differently.
 */
import type { Quality } from '../../core/evaluate.ts'
import type { Mode, SearchResponse } from '../../core/protocol.ts'
import { type Asker, askJudged } from './askers.ts'
import type { Candidate } from './compare.ts'
import type { JudgedQuery } from './judged-queries.ts'
import { answersTo, describeMisses, type Misses, rankOf } from './misses.ts'

const modes = ['words', 'semantic', 'hybrid'] as const
const measures = ['ndcg@10', 'recall@10', 'mrr@10'] as const

/** An answer to each query in every mode. */
export type Answers = Record<Mode, SearchResponse[]>
/** How good the answers of every mode are. */
export type Report = Record<Mode, Quality>

/** A candidate and its results. */
export interface Judged {
  readonly candidate: Candidate
  readonly answers: Answers
  readonly report: Report
  readonly misses: Misses
  /** Median of the milliseconds from a query to its answer, embedding included. */
  readonly queryMs: number
}

/** One candidate's measures and all its misses; several candidates by name, with size and times. */
export function jsonOf(judged: readonly Judged[]): unknown {
  if (judged.length === 1) return { ...judged[0].report, ...judged[0].misses }
  return Object.fromEntries(
    judged.map(({ candidate, report, misses, queryMs }) => {
      const { name, bytes, seconds } = candidate
      return [name, { ...report, bytes, seconds, queryMs: Number(queryMs.toFixed(2)), ...misses }]
    }),
  )
}

/** Prints a line for each candidate: quality, size, and the time of a build and of a query. */
export function printTable(queries: readonly JudgedQuery[], judged: readonly Judged[]) {
  const width = Math.max(...judged.map(({ candidate }) => candidate.name.length), 5) + 2
  const row = (name: string, cells: readonly string[]) =>
    console.log(name.padEnd(width) + cells.map((cell) => cell.padStart(11)).join(''))
  console.log(`${queries.length} judged queries\n`)
  row('', ['hybrid', 'hybrid', 'hybrid', 'semantic'])
  row('index', [...measures, 'ndcg@10', 'MB', 'build s', 'query ms'])
  for (const { candidate, report, queryMs } of judged) {
    const { name, bytes, seconds, isAllNew } = candidate
    row(name, [
      ...measures.map((measure) => percent(report.hybrid[measure])),
      percent(report.semantic['ndcg@10']),
      bytes === null ? '–' : (bytes / 1e6).toFixed(2),
      seconds === null ? '–' : `${seconds.toFixed(1)}${isAllNew ? '' : '*'}`,
      queryMs.toFixed(1),
    ])
  }
  const { length } = judged.filter(
    ({ candidate }) => candidate.seconds !== null && !candidate.isAllNew,
  )
  if (length > 0) console.log('\n* some passages were known from before')
  for (const { candidate, answers } of judged) warnOfDegraded(candidate.name, answers)
}

/** Warns of answers without a leg, which judge an index below its quality. */
function warnOfDegraded(name: string, { hybrid }: Answers) {
  const reason = hybrid.find(({ degraded }) => degraded)?.degraded?.reason
  const count = hybrid.filter(({ degraded }) => degraded).length
  if (reason)
    console.error(
      `${name}: ${count} of ${hybrid.length} answers could not use the whole search. ${reason}`,
    )
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}

/** Prints the measures of one candidate by mode, then by kind of query, and its misses. */
export function printReport(
  queries: readonly JudgedQuery[],
  { candidate: { name }, answers, report, misses }: Judged,
) {
  console.log(`${queries.length} judged queries, ${name}\n`)
  console.log(['', ...measures].map((column) => column.padEnd(10)).join(''))
  for (const mode of modes) {
    const numbers = measures.map((measure) => percent(report[mode][measure]).padEnd(10))
    console.log(mode.padEnd(10) + numbers.join(''))
  }
  warnOfDegraded(name, answers)
  console.log('\nhybrid, first article right and answers called confident, by kind')
  for (const kind of new Set(queries.map((query) => query.kind))) {
    const rows = queries.flatMap((query, i) => (query.kind === kind ? [i] : []))
    const answerable = rows.filter((i) => answersTo(queries[i]).length > 0)
    const right = answerable.filter((i) => rankOf(queries[i], answers.hybrid[i]) === 1).length
    const confident = rows.filter((i) => answers.hybrid[i].confident).length
    const first = answerable.length > 0 ? `${right}/${answerable.length} right` : 'nothing answers'
    console.log(`${kind.padEnd(12)}${first.padEnd(18)}${confident}/${rows.length} confident`)
  }
  for (const line of describeMisses(misses)) console.log(line)
}

/** Asks `other` all queries and prints each for which its first article differs. */
export async function printChanges(
  other: Asker,
  queries: readonly JudgedQuery[],
  { answers: { hybrid } }: Judged,
) {
  let changed = 0
  console.error(`\nFirst article here, and at ${other.name}:`)
  for (const [i, judged] of queries.entries()) {
    const here = hybrid[i].results[0]?.id ?? 'none'
    const there = (await askJudged(other, judged, 'hybrid')).results[0]?.id ?? 'none'
    if (here === there) continue
    changed++
    console.error(`  ${judged.query}\n    ${here} · ${there}`)
  }
  console.error(`${changed} of ${queries.length} queries differ.`)
}
