/**
 * `bench/results.json`: the figures last measured, with the machine and the commit they are
 * of. A benchmark replaces its own part; the plot is drawn from it and a test holds README to it.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/site.ts'

const file = join(root, 'bench/results.json')

/** Which processor, runtime and commit a part was measured with. */
export interface Measured {
  readonly machine: string
  readonly node: string
  readonly commit: string
}

/** How long one query takes, median, and how many of the true ten it finds. */
export interface Timing {
  readonly ms: number
  readonly recall: number
}

/** One size of `npm run bench -- scan`. */
export interface ScanResult {
  /** Our time over that of reading the same bytes once. */
  readonly overLimit: number
  /** Their time over ours; missing where they were not run. */
  readonly overOrama?: number
  readonly overVoy?: number
  readonly limitMs: number
  /** By name, in the order of the table. */
  readonly timings: Readonly<Record<string, Timing>>
}

/** One size of `npm run bench -- build FOLDER NUMBER`. */
export interface BuildResult {
  readonly articles: number
  /** While articles are cut and segments are made. */
  readonly passagesPerSecond: number
  /** By stage. */
  readonly seconds: Readonly<Record<string, number>>
  /** The most that the process had, and of it what it had when the articles lay on their shelf. */
  readonly memoryMb: number
  readonly ofArticlesMb: number
  /** By kind. */
  readonly files: Readonly<Record<string, number>>
  readonly mb: Readonly<Record<string, number>>
  /** Of the ten nearest passages, found, by share of the articles that a filter leaves. */
  readonly recall: Readonly<Record<string, number>>
}

/** All parts, each by number of passages; a part that was never measured is missing. */
export interface Results {
  readonly build?: Readonly<Record<string, BuildResult>> & { readonly measured: Measured }
  readonly scan?: Readonly<Record<string, ScanResult>> & { readonly measured: Measured }
  readonly query?: Readonly<Record<string, { medianMs: number; recall: number }>> & {
    readonly measured: Measured
  }
  /** What an isolate holds, and what the process has beyond one whose worker does nothing. */
  readonly memory?: Readonly<Record<string, { isolateMb: number; processMb: number }>> & {
    readonly measured: Measured
  }
  /** Of the whole worker, asked by many at a time. */
  readonly load?: Readonly<
    Record<string, { requestsPerSecond: number; p50Ms: number; p99Ms: number; processMb: number }>
  > & { readonly measured: Measured }
  readonly cold?: Readonly<Record<string, { cpuMs: number }>> & { readonly measured: Measured }
}

/** What was measured last. */
export async function readResults(): Promise<Results> {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
}

/** Replaces one part. */
export async function writeResults<Part extends keyof Results>(
  part: Part,
  sizes: Omit<NonNullable<Results[Part]>, 'measured'>,
): Promise<void> {
  const results = { ...(await readResults()), [part]: { measured: measuredHere(), ...sizes } }
  const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)))
  await writeFile(file, `${JSON.stringify(sorted, null, 2)}\n`)
}

function measuredHere(): Measured {
  const git = (...command: string[]) =>
    execFileSync('git', command, { cwd: root, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain') === '' ? '' : ' and changes'
  return {
    machine: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
    node: process.version,
    commit: `${git('rev-parse', '--short=12', 'HEAD')}${changed}`,
  }
}

/** Three digits that count. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
