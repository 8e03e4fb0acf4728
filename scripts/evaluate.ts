/**
 * `npm run evaluate`: how good the answers are, as numbers that a change can be held to.
 *
 * By default the judged queries of seeds/ against the site's index; any others
 * against any index or deployed worker; or a public test collection, built and
 * judged on the spot. Several indexes or models are judged side by side.
 */
import { join } from 'node:path'
import { Option } from 'commander'
import { judge, meanQuality, type Quality } from '../core/evaluate.ts'
import type { Mode, SearchResponse } from '../core/protocol.ts'
import { type Asker, createAsker, rankingOf } from './askers.ts'
import { readBeir } from './beir.ts'
import { readArticles, refreshSiteIndex } from './build-site.ts'
import { collect, runCommand, UserError } from './command.ts'
import { buildCandidate, type Candidate, openCandidates } from './compare.ts'
import { type JudgedQuery, readQueries } from './judged-queries.ts'
import { answersTo, describeMisses, type Misses, missesOf, rankOf } from './misses.ts'
import { createProgress } from './progress.ts'
import { embeddedModel } from './settings.ts'
import { createSiteCommand, openSite, root, type SiteFlags } from './site.ts'

/** How many names that nobody has are listed: where all are of another collection, these tell. */
const mostUnknown = 10
const modes = ['words', 'semantic', 'hybrid'] as const
const measures = ['ndcg@10', 'recall@10', 'mrr@10'] as const

interface Flags extends Omit<SiteFlags, 'model'> {
  readonly model: string[]
  readonly queries: string
  readonly index: string[]
  readonly against?: string
  readonly beir?: string
  readonly floor: string[]
  readonly json: boolean
}

const command = createSiteCommand(
  'evaluate',
  'Judges the answers to queries whose answers are known.',
  new Option('--model <id>', 'builds with this model and judges that; several are compared')
    .argParser(collect)
    .default([], 'none'),
)
  .option('--queries <file>', 'judged queries', join(root, 'seeds/queries.json'))
  .addOption(
    new Option('--index <folder or url>', 'index or worker to ask; several are compared')
      .argParser(collect)
      .default([], "the site's index"),
  )
  .option('--against <folder or url>', 'lists each query whose first article differs there')
  .option('--beir <folder>', 'builds and judges a test collection in the layout of BEIR')
  .option('--floor <leg.measure=number>', 'fails below, like hybrid.mrr@10=0.8', collect, [])
  .option('--json', 'prints the measures and every miss as JSON and nothing else', false)

await runCommand(command, async () => {
  const flags = command.opts<Flags>()
  const floors = flags.floor.map(parseFloor)
  const other = flags.against ? await createAsker(flags.against) : null
  const candidates: Candidate[] = []
  const judged: Judged[] = []
  let queries: JudgedQuery[]
  try {
    queries = await openAll(flags, candidates)
    for (const candidate of candidates) {
      await checkExpectations(candidate.asker, queries)
      const { answers, queryMs } = await askAll(candidate.asker, queries)
      const misses = missesOf(queries, answers.hybrid)
      judged.push({ candidate, answers, queryMs, report: reportOf(queries, answers), misses })
    }
  } finally {
    for (const { close } of candidates) await close()
  }
  if (flags.json) console.log(JSON.stringify(jsonOf(judged)))
  else if (judged.length > 1) printTable(queries, judged)
  else printReport(queries, judged[0])
  if (other) await printChanges(other, queries, judged[0])
  for (const { report } of judged) checkFloors(floors, report)
})

type Answers = Record<Mode, SearchResponse[]>
type Report = Record<Mode, Quality>

/** A candidate and how it did. */
interface Judged {
  readonly candidate: Candidate
  readonly answers: Answers
  readonly report: Report
  readonly misses: Misses
  /** Median of the milliseconds from a query to its answer, embedding included. */
  readonly queryMs: number
}

/** Some flags are for the models and others for the embedded one, which is compared with them. */
function flagsFor(name: string | undefined, flags: SiteFlags): SiteFlags {
  const { articles, url, teach, table, ...ofModels } = flags
  if (name === undefined) return flags
  if (name === embeddedModel) return { articles, url, teach, table, model: name }
  return { articles, url, ...ofModels, model: name }
}

/**
 * The queries, and into `candidates` everyone to judge: the indexes and models that were named, else
 * the site's own index. Where one cannot be opened, those before it are there to be closed.
 */
async function openAll(flags: Flags, candidates: Candidate[]): Promise<JudgedQuery[]> {
  const { model: names, index: places, beir, ...siteFlags } = flags
  const collection = beir === undefined ? null : await readBeir(beir)
  const queries = collection?.queries ?? (await readQueries(flags.queries))
  candidates.push(...(await openCandidates(places)))
  const wanted = names.length > 0 || places.length > 0 ? names : [undefined]
  for (const name of wanted) {
    const site = await openSite(flagsFor(name, siteFlags))
    const { settings, folder } = site
    if (name === undefined && !collection) {
      await refreshSiteIndex(site, console.error)
      candidates.push(...(await openCandidates([folder], settings.model)))
      continue
    }
    const shown = name ?? beir ?? ''
    if (collection) {
      const options = { ...settings, languages: ['en'], fields: [] }
      candidates.push(await buildCandidate(shown, collection.documents, options))
      continue
    }
    const { documents, close } = await readArticles(settings)
    candidates.push(await buildCandidate(shown, documents, settings).finally(close))
  }
  return queries
}

/** A query that expects an article nobody has would silently count as a miss. */
async function checkExpectations(asker: Asker, queries: readonly JudgedQuery[]): Promise<void> {
  const unknown: string[] = []
  for (const { query, relevant, place } of queries) {
    for (const name of Object.keys(relevant)) {
      if (!(await asker.has(name))) unknown.push(`  ${place}: "${query}" expects ${name}`)
    }
  }
  if (unknown.length === 0) return
  const more = unknown.length > mostUnknown ? [`  and ${unknown.length - mostUnknown} more`] : []
  throw new UserError(
    [
      `Articles are expected that ${asker.name} does not have:`,
      ...unknown.slice(0, mostUnknown),
      ...more,
      'Mend these lines, or name queries that were judged for its articles with --queries.',
    ].join('\n'),
  )
}

/** Asks every query in every mode; hybrid first, while no vector of it is remembered. */
async function askAll(
  asker: Asker,
  queries: readonly JudgedQuery[],
): Promise<{ answers: Answers; queryMs: number }> {
  const answers: Answers = { words: [], semantic: [], hybrid: [] }
  const times: number[] = []
  const progress = createProgress('Asking', 'queries')
  for (const [i, { query }] of queries.entries()) {
    const started = performance.now()
    answers.hybrid.push(await asker.ask(query, 'hybrid'))
    times.push(performance.now() - started)
    answers.semantic.push(await asker.ask(query, 'semantic'))
    answers.words.push(await asker.ask(query, 'words'))
    progress.update(i + 1, queries.length)
  }
  progress.stop()
  return { answers, queryMs: times.sort((a, b) => a - b)[times.length >> 1] ?? 0 }
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

/** One candidate's measures and all its misses; several by name, with what they cost. */
function jsonOf(judged: readonly Judged[]): unknown {
  if (judged.length === 1) return { ...judged[0].report, ...judged[0].misses }
  return Object.fromEntries(
    judged.map(({ candidate, report, misses, queryMs }) => {
      const { name, bytes, seconds } = candidate
      return [name, { ...report, bytes, seconds, queryMs: Number(queryMs.toFixed(2)), ...misses }]
    }),
  )
}

/** What there is to choose by: quality, size, and the time of a build and of a query. */
function printTable(queries: readonly JudgedQuery[], judged: readonly Judged[]) {
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

/** An index whose encoder is lost is not what it would be. */
function warnOfDegraded(name: string, { hybrid }: Answers) {
  const reason = hybrid.find(({ degraded }) => degraded)?.degraded?.reason
  const count = hybrid.filter(({ degraded }) => degraded).length
  if (reason) console.error(`${name}: ${count} of ${hybrid.length} answers lack a leg. ${reason}`)
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}

function printReport(
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

async function printChanges(
  other: Asker,
  queries: readonly JudgedQuery[],
  { answers: { hybrid } }: Judged,
) {
  let changed = 0
  console.error(`\nFirst article here, and at ${other.name}:`)
  for (const [i, { query }] of queries.entries()) {
    const here = hybrid[i].results[0]?.id ?? 'none'
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
