/**
 * `npm run evaluate`: how good the answers are, as numbers that a change can be held to.
 *
 * By default it asks the site's index the judged queries of seeds/. It can ask
 * other queries, of any index or deployed worker, and can build and judge a
 * public test collection. Several indexes or models are judged side by side.
 */
import { join } from 'node:path'
import { Option } from 'commander'
import { judge, meanQuality, type Quality } from '../core/evaluate.ts'
import type { Mode } from '../core/protocol.ts'
import { collect, runCommand, UserError } from './command.ts'
import { type Asker, askJudged, createAsker, rankingOf } from './evaluate/askers.ts'
import { readBeir } from './evaluate/beir.ts'
import { buildCandidate, type Candidate, openCandidates } from './evaluate/compare.ts'
import { type JudgedQuery, readQueries } from './evaluate/judged-queries.ts'
import { answersTo, missesOf } from './evaluate/misses.ts'
import {
  type Answers,
  type Judged,
  jsonOf,
  printChanges,
  printReport,
  printTable,
  type Report,
} from './evaluate/report.ts'
import { createProgress } from './progress.ts'
import { root } from './project.ts'
import { readArticles, refreshSiteIndex } from './site/build-site.ts'
import { embeddedModel } from './site/settings.ts'
import { createSiteCommand, openSite, type SiteFlags } from './site/site.ts'

/** Most unknown names that are listed: enough to tell that the queries belong to another collection. */
const mostUnknown = 10

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
  .option(
    '--floor <mode.measure=number>',
    'fails if a measure is below its floor, like hybrid.mrr@10=0.8',
    collect,
    [],
  )
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
      await checkExpectations(candidate.asker, queries, flags.beir !== undefined)
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

/**
 * The flags that apply to a model: some are only for the embedded model, others only for the ones it is compared with.
 */
function flagsFor(name: string | undefined, flags: SiteFlags): SiteFlags {
  const { articles, url, teach, table, ...ofModels } = flags
  if (name === undefined) return flags
  if (name === embeddedModel) return { articles, url, teach, table, model: name }
  return { articles, url, ...ofModels, model: name }
}

/**
 * Reads the queries and fills `candidates` with all that is judged: the indexes and models that were
 * named, else the site's own index. If one cannot be opened, the caller can close those before it.
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
      const [language] = settings.languages
      const documents = collection.documents.map((document) => ({ ...document, language }))
      candidates.push(await buildCandidate(shown, documents, { ...settings, fields: [] }))
      continue
    }
    const { documents, close } = await readArticles(settings)
    candidates.push(await buildCandidate(shown, documents, settings).finally(close))
  }
  return queries
}

/**
 * Refuses queries that expect unknown articles, which would silently count as misses. In a public collection, which
 * the user cannot mend, they do count as misses, and a line says how many.
 */
async function checkExpectations(
  asker: Asker,
  queries: readonly JudgedQuery[],
  isPublic: boolean,
): Promise<void> {
  const unknown: string[] = []
  let expected = 0
  for (const judged of queries) {
    for (const name of answersTo(judged)) {
      expected++
      if (await asker.has(name)) continue
      unknown.push(`  ${judged.place}: "${judged.query}" expects ${name}`)
    }
  }
  if (unknown.length === 0) return
  if (isPublic && unknown.length < expected) {
    const count = `${unknown.length} of ${expected}`
    console.error(`${count} relevant documents are not in ${asker.name} and count as missed.`)
    return
  }
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

/** Asks every query in every mode. Hybrid comes first and is timed, before the query's vector is cached. */
async function askAll(
  asker: Asker,
  queries: readonly JudgedQuery[],
): Promise<{ answers: Answers; queryMs: number }> {
  const answers: Answers = { words: [], semantic: [], hybrid: [] }
  const times: number[] = []
  const progress = createProgress('Asking', 'queries')
  for (const [i, judged] of queries.entries()) {
    const started = performance.now()
    answers.hybrid.push(await askJudged(asker, judged, 'hybrid'))
    times.push(performance.now() - started)
    answers.semantic.push(await askJudged(asker, judged, 'semantic'))
    answers.words.push(await askJudged(asker, judged, 'words'))
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
      `--floor is "${text}"; a mode, a measure and a number from 0 to 1 are wanted, like ` +
        'hybrid.mrr@10=0.8 (modes: words, semantic, hybrid; measures: ndcg@10, recall@10, mrr@10).',
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
