/** What README and the documents promise is true of the repository: numbers, examples, names, links and commands. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import GithubSlugger from 'github-slugger'
import { expect, test } from 'vitest'
import { plotScan, tableRequests, tableScan } from '../bench/plot.ts'
import { meanOf, qualityTable, readQuality, shortColumns, tenths } from '../bench/quality-table.ts'
import { readResults } from '../bench/results.ts'
import { limits } from '../core/protocol.ts'
import { knownModels } from '../scripts/embedders/models.ts'
import { createAsker, rankingOf } from '../scripts/evaluate/askers.ts'
import { readQueries } from '../scripts/evaluate/judged-queries.ts'
import { openIndexFolder } from '../scripts/index/index-files.ts'
import { knownExtensions } from '../scripts/read/formats.ts'
import { leadKeys } from '../scripts/read/front-matter/lead.ts'
import { keywordKeys, meantKeys } from '../scripts/read/front-matter/metadata.ts'
import { placeholders } from '../scripts/read/url.ts'

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

test('README states how good the answers on seeds/ are', async () => {
  const { question, paraphrase, keyword, none } = await judgeSeeds()
  const answerable = question.queries + paraphrase.queries + keyword.queries
  const confident = question.confident + paraphrase.confident + keyword.confident
  const readme = (await read('README.md')).replace(/\s+/g, ' ')

  expect(readme).toContain(
    `${answerable} queries that an article answers and ${none.queries} that none does`,
  )
  expect(readme).toContain(
    `${question.right} of ${question.queries} questions, ${keyword.right} of ${keyword.queries} ` +
      `names and terms and ${paraphrase.right} of ${paraphrase.queries} paraphrases`,
  )
  expect(readme).toContain(
    `${confident} of the ${answerable} are answered with confidence, and none of the ${none.queries}.`,
  )
  expect(none.confident, 'unanswerable queries that are called answered').toBe(0)
})

test('README and the documents quote the quality that was measured', async () => {
  const results = await readQuality()

  expect(Object.keys(results).length).toBeGreaterThan(0)
  expect(await read('README.md')).toContain(`\n${qualityTable(results, shortColumns)}\n`)
  expect(await read('docs/architecture.md')).toContain(`\n${qualityTable(results)}\n`)
  expect((await read('docs/quality.md')).replace(/\s+/g, ' ')).toContain(
    `the mean on the six public collections is ${tenths(meanOf(results, 'misspelt'))}. If ` +
      `misspelt words were not replaced, it would be ${tenths(meanOf(results, 'misspeltWritten'))}.`,
  )
})

test('the answers on seeds/ are good enough', async () => {
  const { question, paraphrase, keyword } = await judgeSeeds()
  const asked = question.queries + paraphrase.queries

  expect(keyword.right).toBe(keyword.queries)
  expect(keyword.confident).toBe(keyword.queries)
  expect((question.right + paraphrase.right) / asked).toBeGreaterThanOrEqual(0.85)
})

/** The example answer in a document, and the index's answer to its query, shortened like the example. */
async function answerOf(name: string) {
  const text = await read(name)
  const example = JSON.parse(/```json\n(\{[\s\S]*?\n\})\n```/.exec(text)?.[1] ?? '')
  const asker = await createAsker(join(root, 'embeddings'))
  const answer = await asker.ask(example.query, 'hybrid')
  const [first] = answer.results
  const shown: string = example.results[0].passage.text
  expect(first.passage.text.startsWith(shown.replace('…', ''))).toBe(true)
  const results = [
    {
      ...first,
      url: `http://localhost:8787${first.url}`,
      similarity: Number(first.similarity.toFixed(2)),
      passage: { ...first.passage, text: shown },
    },
  ]
  // The version changes with every change of an article.
  return { text, example, first, answer: { ...answer, results, index: example.index } }
}

test('the example answer in docs/api.md is the index’s own', async () => {
  const { example, answer } = await answerOf('docs/api.md')

  expect(example).toEqual(answer)
  expect(example.index).toMatch(/^[0-9a-f]{12}$/)
})

test('the example in README is part of the index’s answer, and README quotes the sentence that answers', async () => {
  const { text, example, first, answer } = await answerOf('README.md')

  expect(answer).toMatchObject(example)
  expect(example.results[0].sentence).toEqual(first.sentence)
  expect(text.replace(/\s+/g, ' ')).toContain(`*${first.passage.text.slice(...first.sentence)}*`)
})

/** The `names` that `docs` has nowhere as inline code. */
function missingIn(docs: string, names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => !docs.includes(`\`${name}\``))
}

test('docs/api.md names every parameter, address and field, and the limits', async () => {
  const docs = await read('docs/api.md')
  const { paths, components } = JSON.parse(await read('openapi/openapi.json'))
  const parameters = Object.values<{ get: { parameters: { name: string; in: string }[] } }>(paths)
    .flatMap(({ get }) => get.parameters)
    .map((parameter) => (parameter.name === 'filters' ? 'filter.FIELD' : parameter.name))
  const schemas = Object.values<{ properties?: object }>(components.schemas)
  const fields = schemas.flatMap(({ properties = {} }) => Object.keys(properties))
  // Nobody requests the style sheet of the pages by hand.
  const addresses = Object.keys(paths).filter((path) => path !== '/style.css')

  expect(parameters.length).toBeGreaterThan(10)
  expect(fields.length).toBeGreaterThan(30)
  expect(missingIn(docs, [...parameters, ...fields])).toEqual([])
  for (const path of addresses) expect(docs).toContain(`\`${path.replace('{id}', 'ID')}`)
  expect(docs).toContain(`up to ${limits.queryLength} characters`)
  expect(docs).toContain(`at most ${limits.k}.`)
  expect(docs).toContain(`The first ${limits.depth} results`)
  expect(docs).toContain(`A field has ${limits.facetValues} values at most`)
})

test('docs/articles.md names every extension, key and placeholder', async () => {
  const docs = await read('docs/articles.md')
  const names = [
    ...[...meantKeys, ...keywordKeys, ...leadKeys],
    ...Object.keys(placeholders).map((name) => `:${name}`),
    ...knownExtensions.split(', '),
  ]

  expect(names.length).toBeGreaterThan(80)
  expect(missingIn(docs, names)).toEqual([])
})

test('README and the plot have the measured figures of the scan', async () => {
  const { scan } = await readResults()
  const readme = await read('README.md')
  const { overLimit, overOrama, overVoy } = scan?.['10000'] ?? {}
  const { length } = await readFile(join(root, 'core/kernels/scan.wasm'))

  expect(readme).toContain(`SIMD kernels of ${(length / 1000).toFixed(1)} kB`)
  for (const row of tableScan(scan ?? {})) expect(readme).toContain(row)
  expect(readme.replace(/\s+/g, ' ')).toContain(
    `At 10,000, edgewise takes ${overLimit} times as long as reading the bytes once. Orama takes ` +
      `${overOrama} times and voy ${overVoy} times as long as edgewise.`,
  )
  expect(scan && plotScan(scan['10000'], scan.measured)).toBe(await read('docs/scan.svg'))
})

test('README has the measured figures of whole searches', async () => {
  const readme = await read('README.md')
  const rows = tableRequests(await readResults())

  expect(rows).toHaveLength(3)
  for (const row of rows) expect(readme).toContain(row)
})

/** The anchors that GitHub gives the headings of a document. */
function anchorsOf(markdown: string): string[] {
  const slugger = new GithubSlugger()
  const prose = markdown.replace(/^```.*?^```/gms, '')
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slugger.slug(heading))
}

test('every link of the documents resolves, and every command exists', async () => {
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

test('docs/models.md has a row for every known model, with the facts of the code', async () => {
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

test('the committed index was made with the committed model', async () => {
  await expect(openIndexFolder(join(root, 'embeddings'))).resolves.toBeDefined()
})
