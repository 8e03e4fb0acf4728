/**
 * `bench/results.json`: the figures last measured, with machine and commit. A benchmark replaces
 * its own part; the plot is drawn from this file, and a test holds README to it.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/project.ts'

const file = join(root, 'bench/results.json')

/** Processor, runtime and commit with which a part was measured. */
export interface Measured {
  readonly machine: string
  readonly node: string
  readonly commit: string
}

/** Median time of a query, and the share of the true ten nearest that it finds. */
export interface Timing {
  readonly ms: number
  readonly recall: number
}

/** One size of `npm run bench -- scan`. */
export interface ScanResult {
  /** Our time, divided by that of reading the same bytes once. */
  readonly overLimit: number
  /** Their time, divided by ours; missing if they were not run. */
  readonly overOrama?: number
  readonly overVoy?: number
  readonly limitMs: number
  /** By name of the variant, in the order of the table. */
  readonly timings: Readonly<Record<string, Timing>>
}

/** One size of `npm run bench -- build FOLDER NUMBER`. */
export interface BuildResult {
  readonly articles: number
  /** While articles are cut and segments made. */
  readonly passagesPerSecond: number
  /** By stage. */
  readonly seconds: Readonly<Record<string, number>>
  /** Peak memory of the process, and the peak once all articles lay on their shelf. */
  readonly memoryMb: number
  readonly ofArticlesMb: number
  /** By kind. */
  readonly files: Readonly<Record<string, number>>
  readonly mb: Readonly<Record<string, number>>
  /** Recall of the ten nearest passages, by share of the articles that a filter leaves. */
  readonly recall: Readonly<Record<string, number>>
}

/** What is measured, for each number of passages or vectors. */
interface Parts {
  readonly build: BuildResult
  readonly scan: ScanResult
  readonly query: { readonly medianMs: number; readonly recall: number }
  /** Memory of an isolate, and of the process beyond that of an idle worker. */
  readonly memory: { readonly isolateMb: number; readonly processMb: number }
  /** The whole worker under concurrent searches. */
  readonly load: {
    readonly requestsPerSecond: number
    readonly p50Ms: number
    readonly p99Ms: number
    readonly processMb: number
  }
  readonly cold: { readonly cpuMs: number }
}

/** By number of passages or vectors. */
type BySize<Result> = Readonly<Record<string, Result>>

/** All parts; one that was never measured is missing. */
export type Results = {
  readonly [Part in keyof Parts]?: BySize<Parts[Part]> & { readonly measured: Measured }
}

/** The figures last measured. */
export async function readResults(): Promise<Results> {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
}

/** Replaces one part. */
export async function writeResults<Part extends keyof Parts>(
  part: Part,
  sizes: BySize<Parts[Part]>,
): Promise<void> {
  const results = { ...(await readResults()), [part]: { measured: measuredHere(), ...sizes } }
  const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)))
  await writeFile(file, `${JSON.stringify(sorted, null, 2)}\n`)
}

function measuredHere(): Measured {
  const git = (...command: string[]) =>
    execFileSync('git', command, { cwd: root, encoding: 'utf8' }).trim()
  // A benchmark that writes several parts changes this file itself.
  const changed = git('status', '--porcelain', '--', '.', `:!${file}`) === '' ? '' : ' and changes'
  return {
    machine: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
    node: process.version,
    commit: `${git('rev-parse', '--short=12', 'HEAD')}${changed}`,
  }
}
