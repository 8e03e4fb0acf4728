/**
 * Bundles the worker with an index as for a deployment, runs it in workerd, and measures what
 * requests cost it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesOf } from '../core/index/manifest.ts'
import { totalBytes } from '../core/index/shard.ts'
import { readIndex } from '../scripts/index/index-files.ts'
import { root } from '../scripts/project.ts'
import { wrangler } from '../scripts/serve/wrangler.ts'
import { assembleWorkerData } from '../scripts/site/worker-data.ts'
import { median } from './numbers.ts'
import { compileConfig, startWorkerd } from './workerd.ts'

/** A worker that can be started. */
export interface BundledWorker {
  /** A compiled configuration of workerd. */
  readonly config: string
  readonly articles: number
  readonly passages: number
  /** Size of the index. */
  readonly megabytes: number
}

/** Bundles the worker with the index in folder `index`, in a copy of the project in folder `project`. */
export async function bundleWorker(project: string, index: string): Promise<BundledWorker> {
  await mkdir(join(project, 'dist/public'), { recursive: true })
  for (const name of ['core', 'messages', 'worker', 'package.json', 'wrangler.toml']) {
    await cp(join(root, name), join(project, name), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  const files = await readIndex(index)
  await assembleWorkerData(join(project, 'dist'), files)
  const bundle = ['deploy', '--dry-run', '--outdir=out', '--env=']
  const bundling = spawn(process.execPath, [wrangler, ...bundle], { cwd: project, stdio: 'ignore' })
  await once(bundling, 'close')
  const { manifest } = files
  return {
    config: await writeConfig(join(project, 'out'), join(project, 'dist/public')),
    articles: manifest.documents,
    passages: manifest.passages,
    megabytes: totalBytes(filesOf(manifest)) / 1e6,
  }
}

/** A compiled configuration of workerd that serves the bundle at any free port. */
async function writeConfig(out: string, assets: string): Promise<string> {
  const names = await readdir(out)
  const script = names.find((name) => name === 'index.js') as string
  const code = await readFile(join(out, script), 'utf8')
  const modules = [`(name = "${script}", esModule = embed "${script}")`]
  for (const [extension, kind] of [
    ['bin', 'data'],
    ['wasm', 'wasm'],
  ]) {
    for (const name of names.filter((file) => file.endsWith(`.${extension}`))) {
      // wrangler names some modules by path and others not; the import in the code tells.
      const imported = code.includes(`"./${name}"`) ? `./${name}` : name
      modules.push(`(name = "${imported}", ${kind} = embed "${name}")`)
    }
  }
  const config = join(out, 'config.capnp')
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [${modules.join(', ')}],
      bindings = [(name = "ASSETS", service = "assets")],
      compatibilityDate = "2026-11-01")),
    (name = "assets", disk = (path = ${JSON.stringify(assets)}))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]);
`,
  )
  return compileConfig(config)
}

/** What requests cost a fresh process: CPU in milliseconds, and memory. */
export interface Cost {
  readonly start: number
  /** The first search; with a base, it also reads what stays in memory. */
  readonly first: number
  readonly hundredth: number
  /** Mean of the last 400 of 2,000, when V8 has compiled the hot code. */
  readonly warm: number
  /** Mean of requests without a search. */
  readonly empty: number
  /** Megabytes of the process beyond those of an idle worker. */
  readonly memory: number
}

/** Number of requests until a worker is warm, and of those measured then. */
const [untilWarm, measuredWarm] = [1600, 400]

/** Starts a worker and asks it `questions`, over and over. */
export async function measureWorker(
  { config }: BundledWorker,
  questions: readonly string[],
  idle: number,
): Promise<Cost> {
  const running = await startWorkerd(config, '--binary')
  try {
    /** Mean cost of `count` requests one after another, from number `first`. */
    const costOf = async (pathOf: (i: number) => string, first: number, count = 1) => {
      const before = await running.cpu()
      for (let i = first; i < first + count; i++) {
        const response = await fetch(running.address + pathOf(i))
        await response.text()
        if (!response.ok) throw new Error(`${response.status} to ${pathOf(i)}`)
      }
      return ((await running.cpu()) - before) / count
    }
    const search = (i: number) =>
      `/search?${new URLSearchParams({ q: questions[i % questions.length] })}`
    const style = () => '/style.css'
    // Starts the isolate without a search.
    await costOf(style, 0)
    const start = await running.cpu()
    const costs: number[] = []
    while (costs.length < 100) costs.push(await costOf(search, costs.length))
    await costOf(search, 100, untilWarm - 100)
    const warm = await costOf(search, untilWarm, measuredWarm)
    const empty = await costOf(style, 0, measuredWarm)
    // One request is within the clock's noise, so the hundredth is a median of twenty.
    return {
      start,
      first: costs[0],
      hundredth: median(costs.slice(80, 100)),
      warm,
      empty,
      memory: ((await running.memory()) - idle) / 1e6,
    }
  } finally {
    await running.stop()
  }
}
