/**
 * `bench/quality.json`, the figures of the last `npm run bench -- quality`, and the tables that
 * documents quote from it (test/promises.test.ts holds them to it). The figures do not depend on the
 * machine.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../scripts/files.ts'
import { root } from '../scripts/project.ts'

const file = join(root, 'bench/quality.json')

/** What is judged, and its column heads, in the order of the table. */
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

/** Some of the columns, with their heads in a table. */
type Labels = Readonly<Partial<Record<Column, string>>>

/** The columns that README shows. */
export const shortColumns: Labels = {
  spelling: 'edgewise',
  words: 'its words alone',
  semanticTaught: 'its meaning alone',
  orama: 'Orama',
  minisearch: 'MiniSearch',
}

/** nDCG@10 x 100 by column; missing for a library that could not be installed. */
export type Figures = Readonly<Partial<Record<Column, number>>>

/** One judged set. */
export interface JudgedSet {
  readonly documents: number
  readonly queries: number
  readonly figures: Figures
}

/** Names of sets, by the names of their folders. */
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

/** The last figures; empty if there are none. */
export async function readQuality(): Promise<QualityResults> {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
}

/** Replaces the last figures. */
export async function writeQuality(results: QualityResults): Promise<void> {
  await replaceFile(file, `${JSON.stringify(sorted(results), null, 2)}\n`)
}

/** A Markdown table of some columns, with a line for each set and their mean in the last. */
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

/** Mean of a column; undefined if a set has no figure. */
export function meanOf(results: QualityResults, column: Column): number | undefined {
  const sets = Object.values(results)
  const figures = sets.flatMap((set) => set.figures[column] ?? [])
  if (figures.length < sets.length) return undefined
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length
}

/** A figure rounded to tenths, halves up. */
export function tenths(figure: number | undefined): string {
  return figure === undefined ? '' : (Math.round(10 * figure) / 10).toFixed(1)
}

/** A copy with the keys of every object sorted. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
