/**
 * `npm run evaluate`: how good the answers are, as numbers that a change can be held to.
 *
 * By default the judged queries of seeds/ against the site's index; any others
 * against any index or deployed worker; or a public test collection, built and
 * judged on the spot.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judge, meanQuality, type Quality } from '../core/evaluate.ts'
import type { Mode, SearchResponse } from '../core/protocol.ts'
import { buildIndex } from './build-index.ts'
import { runCommand, UserError } from './command.ts'
import {
  type Asker,
  createAsker,
  type JudgedQuery,
  rankingOf,
  readBeir,
  readQueries,
} from './judged.ts'
import { createProgress } from './progress.ts'
import { createSiteCommand, openSite, refreshSiteIndex, root, type SiteFlags } from './site.ts'

const modes = ['words', 'semantic', 'hybrid'] as const
const measures = ['ndcg@10', 'recall@10', 'mrr@10'] as const

interface Flags extends SiteFlags {
  readonly queries: string
  readonly index?: string
  readonly against?: string
  readonly beir?: string
  readonly floor: string[]
  readonly json: boolean
}

const command = createSiteCommand(
  'evaluate',
  'Judges the answers to queries whose answers are known.',
)
  .option('--queries <file>', 'judged queries', join(root, 'seeds/queries.json'))
  .option('--index <folder or url>', "index or worker to ask (default: the site's index)")
  .option('--against <folder or url>', 'lists each query whose first article differs there')
  .option('--beir <folder>', 'builds and judges a test collection in the layout of BEIR')
  .option('--floor <leg.measure=number>', 'fails below, like hybrid.mrr@10=0.8', collect, [])
  .option('--json', 'prints the measures as JSON and nothing else', false)

await runCommand(command, async () => {
  const flags = command.opts<Flags>()
  const floors = flags.floor.map(parseFloor)
  const other = flags.against ? await createAsker(flags.against) : null
  const { asker, queries } = flags.beir
    ? await openBeir(flags.beir)
    : { asker: await openIndex(flags), queries: await readQueries(flags.queries) }
  checkExpectations(asker, queries)

  const answers = await askAll(asker, queries)
  const report = reportOf(queries, answers)
  if (flags.json) console.log(JSON.stringify(report))
  else printReport(asker, queries, answers, report)
  if (other) await printChanges(other, queries, answers.hybrid)
  checkFloors(floors, report)
})

type Answers = Record<Mode, SearchResponse[]>
type Report = Record<Mode, Quality>

function collect(value: string, values: string[]): string[] {
  return [...values, value]
}

async function openIndex(flags: Flags): Promise<Asker> {
  if (flags.index) return createAsker(flags.index)
  const site = await openSite(flags)
  await refreshSiteIndex(site)
  return createAsker(site.folder)
}

/** Builds a collection's index in a folder that is gone afterwards. */
async function openBeir(folder: string): Promise<{ asker: Asker; queries: JudgedQuery[] }> {
  const { documents, queries } = await readBeir(folder)
  const temporary = await mkdtemp(join(tmpdir(), 'edgewise-'))
  const progress = createProgress('Embedding', 'articles')
  try {
    const started = performance.now()
    const site = { title: folder, cors: ['*'], languages: ['en'], fields: [] }
    const { manifest } = await buildIndex(temporary, documents, {
      ...site,
      onProgress: progress.update,
    })
    progress.stop()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.error(`${manifest.documents} articles, ${manifest.passages} passages in ${seconds} s`)
    return { asker: { ...(await createAsker(temporary)), name: folder }, queries }
  } finally {
    progress.stop()
    await rm(temporary, { recursive: true })
  }
}

/** A query that expects an article nobody has would silently count as a miss. */
function checkExpectations(asker: Asker, queries: readonly JudgedQuery[]) {
  for (const { query, relevant } of queries) {
    const missing = Object.keys(relevant).find((id) => !/^(https?:)?\//.test(id) && !asker.has(id))
    if (missing !== undefined) {
      throw new UserError(`"${query}" expects ${missing}, which ${asker.name} does not have.`)
    }
  }
}

async function askAll(asker: Asker, queries: readonly JudgedQuery[]): Promise<Answers> {
  const answers: Answers = { words: [], semantic: [], hybrid: [] }
  const progress = createProgress('Asking', 'queries')
  for (const [i, { query }] of queries.entries()) {
    for (const mode of modes) answers[mode].push(await asker.ask(query, mode))
    progress.update(i + 1, queries.length)
  }
  progress.stop()
  return answers
}

function reportOf(queries: readonly JudgedQuery[], answers: Answers): Report {
  const of = (mode: Mode) =>
    meanQuality(
      queries.flatMap(({ relevant }, i) => {
        return judge(rankingOf(answers[mode][i], relevant), relevant) ?? []
      }),
    )
  return { words: of('words'), semantic: of('semantic'), hybrid: of('hybrid') }
}

function printReport(
  asker: Asker,
  queries: readonly JudgedQuery[],
  answers: Answers,
  report: Report,
) {
  console.log(`${queries.length} judged queries, ${asker.name}\n`)
  console.log(['', ...measures].map((name) => name.padEnd(10)).join(''))
  for (const mode of modes) {
    const numbers = measures.map((measure) => (100 * report[mode][measure]).toFixed(1).padEnd(10))
    console.log(mode.padEnd(10) + numbers.join(''))
  }
  console.log('\nhybrid, first article right and answers called confident, by kind')
  for (const kind of new Set(queries.map((query) => query.kind))) {
    const rows = queries.flatMap((query, i) => (query.kind === kind ? [i] : []))
    const answerable = rows.filter((i) => Object.keys(queries[i].relevant).length > 0)
    const right = answerable.filter((i) => isFirstRight(queries[i], answers.hybrid[i])).length
    const confident = rows.filter((i) => answers.hybrid[i].confident).length
    const first = answerable.length > 0 ? `${right}/${answerable.length} right` : 'nothing answers'
    console.log(`${kind.padEnd(12)}${first.padEnd(18)}${confident}/${rows.length} confident`)
  }
}

function isFirstRight({ relevant }: JudgedQuery, answer: SearchResponse): boolean {
  return (relevant[rankingOf(answer, relevant)[0]] ?? 0) > 0
}

async function printChanges(
  other: Asker,
  queries: readonly JudgedQuery[],
  answers: readonly SearchResponse[],
) {
  let changed = 0
  console.error(`\nFirst article here, and at ${other.name}:`)
  for (const [i, { query }] of queries.entries()) {
    const here = answers[i].results[0]?.id ?? 'none'
    const there = (await other.ask(query, 'hybrid')).results[0]?.id ?? 'none'
    if (here === there) continue
    changed++
    console.error(`  ${query}\n    ${here} · ${there}`)
  }
  console.error(`${changed} of ${queries.length} queries differ.`)
}

interface Floor {
  readonly mode: Mode
  readonly measure: keyof Quality
  readonly least: number
}

function parseFloor(text: string): Floor {
  const parts = /^(words|semantic|hybrid)\.(ndcg@10|recall@10|mrr@10)=([01]|0?\.\d+|1\.0+)$/.exec(
    text,
  )
  if (!parts) {
    throw new UserError(
      `--floor is "${text}"; a leg, a measure and a number from 0 to 1 are wanted, like ` +
        'hybrid.mrr@10=0.8 (legs: words, semantic, hybrid; measures: ndcg@10, recall@10, mrr@10).',
    )
  }
  return { mode: parts[1] as Mode, measure: parts[2] as keyof Quality, least: Number(parts[3]) }
}

function checkFloors(floors: readonly Floor[], report: Report) {
  const below = floors.filter(({ mode, measure, least }) => report[mode][measure] < least)
  if (below.length === 0) return
  const sentences = below.map(
    ({ mode, measure, least }) =>
      `${mode}.${measure} is ${report[mode][measure].toFixed(4)}, below its floor of ${least}.`,
  )
  throw new UserError(sentences.join('\n'))
}
