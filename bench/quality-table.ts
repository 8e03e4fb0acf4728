/**
 * `bench/quality.json`: the figures that `npm run bench -- quality` gave last, and the tables that the
 * documents quote of it (test/promises.test.ts holds them to it). The figures depend on no machine.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../scripts/index-files.ts'
import { root } from '../scripts/site.ts'

const file = join(root, 'bench/quality.json')

/** What is judged, in the order of the table. */
export const columns = {
  documents: 'whole documents, semantic',
  words: 'words',
  semantic: 'semantic',
  hybrid: 'hybrid',
  secondLook: '+ second look',
  feedback: '+ feedback',
  alike: '+ alike',
  teaching: '+ teaching',
  newWords: '+ new words',
  spelling: '+ spelling',
  misspeltWritten: 'misspelt, + new words',
  misspelt: 'misspelt, + spelling',
  semanticTaught: 'semantic, taught',
  orama: 'Orama',
  minisearch: 'MiniSearch',
} as const

type Column = keyof typeof columns

/** Some of the columns and what a table calls them. */
type Labels = Readonly<Partial<Record<Column, string>>>

/** What README shows of it. */
export const shortColumns: Labels = {
  spelling: 'edgewise',
  words: 'its words alone',
  semanticTaught: 'its meaning alone',
  orama: 'Orama',
  minisearch: 'MiniSearch',
}

/** nDCG@10 x 100 of a column; a library that could not be installed has none. */
export type Figures = Readonly<Partial<Record<Column, number>>>

/** One judged set. */
export interface JudgedSet {
  readonly documents: number
  readonly queries: number
  readonly figures: Figures
}

/** What sets are called whose folders' names say less. */
const titles: Readonly<Record<string, string>> = {
  cacm: 'CACM',
  cisi: 'CISI',
  cran: 'Cranfield',
  med: 'MED',
  npl: 'NPL',
  scifact: 'SciFact',
}

/** By name of the set. */
export type QualityResults = Readonly<Record<string, JudgedSet>>

/** What was measured last; nothing if nothing was. */
export async function readQuality(): Promise<QualityResults> {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
}

/** Replaces what was measured last. */
export async function writeQuality(results: QualityResults): Promise<void> {
  await replaceFile(file, `${JSON.stringify(sorted(results), null, 2)}\n`)
}

/** These columns as a table in Markdown, a set a line and their mean in the last. */
export function qualityTable(results: QualityResults, labels: Labels = columns): string {
  const names = Object.keys(labels) as Column[]
  const sets = Object.entries(results)
  const line = (head: string, figureOf: (name: Column) => number | undefined) =>
    `| ${[head, ...names.map((name) => tenths(figureOf(name)))].join(' | ')} |`
  return [
    `| | ${Object.values(labels).join(' | ')} |`,
    `|---|${names.map(() => '--:|').join('')}`,
    ...sets.map(([name, { documents, queries, figures }]) => {
      const head = `${titles[name] ?? name} (${documents.toLocaleString('en')}, ${queries})`
      return line(head, (column) => figures[column])
    }),
    line('mean', (column) => meanOf(results, column)),
  ].join('\n')
}

/** Mean of a column; undefined where a set has no figure. */
export function meanOf(results: QualityResults, column: Column): number | undefined {
  const sets = Object.values(results)
  const figures = sets.flatMap((set) => set.figures[column] ?? [])
  if (figures.length < sets.length) return undefined
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length
}

/** To a tenth, halves up, as people round. */
export function tenths(figure: number | undefined): string {
  return figure === undefined ? '' : (Math.round(10 * figure) / 10).toFixed(1)
}

/** The same with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
