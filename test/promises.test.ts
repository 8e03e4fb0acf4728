/** What README says in numbers is true of what is committed. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import GithubSlugger from 'github-slugger'
import { expect, test } from 'vitest'
import { plotScan, tableRequests, tableScan } from '../bench/plot.ts'
import { meanOf, qualityTable, readQuality, shortColumns, tenths } from '../bench/quality-table.ts'
import { readResults } from '../bench/results.ts'
import { openIndexFolder } from '../scripts/index-files.ts'
import { createAsker, rankingOf, readQueries } from '../scripts/judged.ts'
import { knownModels } from '../scripts/models.ts'

const root = join(import.meta.dirname, '..')
const read = (name: string) => readFile(join(root, name), 'utf8')

/** How the judged queries of seeds/ are answered, by kind. */
async function judgeSeeds() {
  const asker = await createAsker(join(root, 'embeddings'))
  const kinds: Record<string, { queries: number; right: number; confident: number }> = {}
  for (const { query, relevant, kind } of await readQueries(join(root, 'seeds/queries.json'))) {
    kinds[kind] ??= { queries: 0, right: 0, confident: 0 }
    const answer = await asker.ask(query, 'hybrid')
    kinds[kind].queries++
    if (relevant[rankingOf(answer, relevant)[0]]) kinds[kind].right++
    if (answer.confident) kinds[kind].confident++
  }
  return kinds
}

test('README tells how good the answers on seeds/ are', async () => {
  const { question, paraphrase, keyword, none } = await judgeSeeds()
  const answerable = question.queries + paraphrase.queries + keyword.queries
  const confident = question.confident + paraphrase.confident + keyword.confident
  const readme = (await read('README.md')).replace(/\s+/g, ' ')

  expect(readme).toContain(
    `${answerable} that an article answers and ${none.queries} that none does`,
  )
  expect(readme).toContain(
    `${question.right} of ${question.queries} questions, ${keyword.right} of ${keyword.queries} ` +
      `names and terms and ${paraphrase.right} of ${paraphrase.queries} paraphrases`,
  )
  expect(readme).toContain(`${confident} of the ${answerable} are answered with confidence`)
  expect(none.confident, 'unanswerable queries that are called answered').toBe(0)
})

test('README and docs/architecture.md quote the quality that was measured', async () => {
  const results = await readQuality()

  expect(Object.keys(results).length).toBeGreaterThan(0)
  expect(await read('README.md')).toContain(`\n${qualityTable(results, shortColumns)}\n`)
  expect(await read('docs/architecture.md')).toContain(`\n${qualityTable(results)}\n`)
  expect(await read('README.md')).toContain(
    `the mean is ${tenths(meanOf(results, 'misspelt'))}; taken as ` +
      `it is written it would be ${tenths(meanOf(results, 'misspeltWritten'))}.`,
  )
})

test('the answers on seeds/ are as good as they must be', async () => {
  const { question, paraphrase, keyword } = await judgeSeeds()
  const asked = question.queries + paraphrase.queries

  expect(keyword.right).toBe(keyword.queries)
  expect(keyword.confident).toBe(keyword.queries)
  expect((question.right + paraphrase.right) / asked).toBeGreaterThanOrEqual(0.85)
})

test('the example answer in README is the one that the index gives', async () => {
  const readme = await read('README.md')
  const example = JSON.parse(/```json\n(\{[\s\S]*?\n\})\n```/.exec(readme)?.[1] ?? '')
  const asker = await createAsker(join(root, 'embeddings'))
  const answer = await asker.ask(example.query, 'hybrid')

  // The version is another with every change of an article.
  const { index: _, results, ...rest } = answer
  expect(example).toMatchObject(rest)
  expect(example.index).toMatch(/^[0-9a-f]{12}$/)
  const [shown] = example.results
  const url = `http://localhost:8787${results[0].url}`
  const passage = { ...results[0].passage, text: shown.passage.text }
  const similarity = expect.closeTo(results[0].similarity, 2)
  expect(shown).toEqual({ ...results[0], url, passage, similarity })
  expect(results[0].passage.text.startsWith(shown.passage.text.replace('…', ''))).toBe(true)
})

test('README and the plot say of the scan what was measured', async () => {
  const { scan } = await readResults()
  const readme = await read('README.md')
  const { overLimit, overOrama, overVoy } = scan?.['10000'] ?? {}
  const { length } = await readFile(join(root, 'core/kernels/scan.wasm'))

  expect(readme).toContain(`SIMD kernels of ${(length / 1000).toFixed(1)} kB`)
  for (const row of tableScan(scan ?? {})) expect(readme).toContain(row)
  expect(readme.replace(/\s+/g, ' ')).toContain(
    `At 10,000 it takes ${overLimit} times the time of reading the bytes once, and Orama takes ` +
      `${overOrama} and voy ${overVoy} times as long as it`,
  )
  expect(scan && plotScan(scan['10000'], scan.measured)).toBe(await read('docs/scan.svg'))
})

test('README says of whole searches what was measured', async () => {
  const readme = await read('README.md')
  const rows = tableRequests(await readResults())

  expect(rows).toHaveLength(3)
  for (const row of rows) expect(readme).toContain(row)
})

/** The anchors that a host of repositories gives the headings of a document. */
function anchorsOf(markdown: string): string[] {
  const slugger = new GithubSlugger()
  const prose = markdown.replace(/^```.*?^```/gms, '')
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slugger.slug(heading))
}

test('every link and command of the documents leads somewhere', async () => {
  const { scripts } = JSON.parse(await read('package.json'))
  const documents = await readdir(join(root, 'docs'), { recursive: true })
  const texts = documents.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))
  for (const name of ['README.md', 'CONTRIBUTING.md', ...texts]) {
    const text = await read(name)
    for (const [, script] of text.matchAll(/npm run ([a-z][a-z:]+)/g)) {
      expect(Object.keys(scripts), name).toContain(script)
    }
    for (const [, link, heading] of text.matchAll(/\]\(([^)#:]*)(?:#([^)]+))?\)/g)) {
      const place = link === '' ? name : join(name, '..', link)
      const target = await readFile(join(root, place), 'utf8').catch(() => null)
      expect(target, `${name}: ${link}`).not.toBeNull()
      if (heading) expect(anchorsOf(target ?? ''), `${name}: ${link}`).toContain(heading)
    }
  }
})

test('docs/models.md has a row for every model that is known, and says of it what the code says', async () => {
  const rows = (await read('docs/models.md'))
    .split('\n')
    .filter((line) => line.startsWith('| ['))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')))
  const code = (text: string | null) => (text ? `\`${text}\`` : '')
  const wanted = knownModels.map((model) => [
    '',
    `[${model.name}](${model.source})`,
    [model.dimensions, ...model.cuts].join(', '),
    String(model.maxTokens),
    model.pooling,
    code(model.prefixes.query),
    code(model.prefixes.passage),
    model.licence,
    code(model.edge),
    '',
  ])

  expect(rows).toEqual(wanted)
})

test('the index that is committed was made with the model that is committed', async () => {
  await expect(openIndexFolder(join(root, 'embeddings'))).resolves.toBeDefined()
})
