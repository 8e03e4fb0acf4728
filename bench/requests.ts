/**
 * What a request costs the worker: CPU of a fresh isolate's start, of its first request, of its
 * hundredth and of a later one, at 10,000 and 100,000 passages, and the memory it comes to. The
 * smaller one is then asked by many at a time for a minute.
 *
 * The worker is bundled as for a deployment and run by workerd itself, a fresh process
 * each time, sizes interleaved. An index of 100,000 passages is more than Cloudflare takes in one
 * worker; here it shows what a query of so many costs.
 */
import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeModel } from '../core/model/model.ts'
import { buildIndex } from '../scripts/build-index.ts'
import { readIndex, readModel } from '../scripts/index-files.ts'
import { root } from '../scripts/site.ts'
import { assembleWorkerData } from '../scripts/worker-data.ts'
import { createArticles, createQuestions, median } from './articles.ts'
import { rounded, writeResults } from './results.ts'
import { checkPlatform, compileConfig, ended, measureIdle, startWorkerd } from './workerd.ts'

/** Articles of four passages each. */
const sizes = [2500, 25_000]
const runs = 5
const requests = 400
/** Searches under way at a time in the load test, and for how long. */
const [connections, loadMs] = [8, 60_000]

/** Prints the table. */
export async function benchRequests(): Promise<void> {
  checkPlatform()
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-bench-'))
  try {
    const model = decodeModel('model', await readModel())
    const questions = createQuestions(model, requests)
    const workers = []
    for (const size of sizes) workers.push(await bundleWorker(folder, model, size))
    const idle = await measureIdle(folder)
    const measured: Cost[][] = workers.map(() => [])
    for (let run = 0; run < runs; run++) {
      for (const [i, worker] of workers.entries())
        measured[i].push(await measure(worker, questions, idle))
    }
    printTable(workers, measured)
    await writeCosts(workers, measured)
    await loadWorker(workers[0], questions, idle)
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface BundledWorker {
  readonly config: string
  readonly articles: number
  readonly passages: number
  readonly megabytes: number
}

/** Builds an index of so many articles and bundles the worker with it. */
async function bundleWorker(
  folder: string,
  model: Parameters<typeof createArticles>[0],
  articles: number,
): Promise<BundledWorker> {
  const project = join(folder, String(articles))
  await mkdir(join(project, 'dist/public'), { recursive: true })
  for (const name of ['core', 'worker', 'package.json', 'wrangler.toml']) {
    await cp(join(root, name), join(project, name), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  const index = join(project, 'embeddings')
  const settings = { title: 'Bench', cors: ['*'], languages: ['en'], fields: [] }
  const { manifest, bytes } = await buildIndex(index, createArticles(model, articles), settings)
  await assembleWorkerData(join(project, 'dist'), await readIndex(index))
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const bundle = ['deploy', '--dry-run', '--outdir=out']
  await ended(spawn(process.execPath, [wrangler, ...bundle], { cwd: project, stdio: 'ignore' }))
  return {
    config: await writeConfig(join(project, 'out')),
    articles,
    passages: manifest.passages,
    megabytes: bytes / 1e6,
  }
}

/**
 * A compiled configuration of workerd that serves the bundle at a port of its choice.
 */
async function writeConfig(out: string): Promise<string> {
  const names = await readdir(out)
  const script = names.find((name) => name === 'index.js') as string
  const code = await readFile(join(out, script), 'utf8')
  const modules = [`(name = "${script}", esModule = embed "${script}")`]
  for (const [extension, kind] of [
    ['bin', 'data'],
    ['wasm', 'wasm'],
  ]) {
    for (const name of names.filter((file) => file.endsWith(`.${extension}`))) {
      // wrangler names some modules by path and some not; the code that imports them tells.
      const imported = code.includes(`"./${name}"`) ? `./${name}` : name
      modules.push(`(name = "${imported}", ${kind} = embed "${name}")`)
    }
  }
  const config = join(out, 'config.capnp')
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [${modules.join(', ')}],
    compatibilityDate = "2026-11-01"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]);
`,
  )
  return compileConfig(config)
}

/** CPU in milliseconds. */
interface Cost {
  readonly start: number
  readonly first: number
  readonly hundredth: number
  /** Median of the last hundred of four hundred. */
  readonly later: number
  /** Median of requests that are answered without a search. */
  readonly empty: number
  /** Megabytes, beyond those of a worker that does nothing. */
  readonly memory: number
}

async function measure(
  { config }: BundledWorker,
  questions: readonly string[],
  idle: number,
): Promise<Cost> {
  const running = await startWorkerd(config, '--binary')
  try {
    const costOf = async (path: string) => {
      const before = await running.cpu()
      const response = await fetch(running.address + path)
      await response.text()
      return { ok: response.ok, ms: (await running.cpu()) - before }
    }
    const ask = async (q: string) => {
      const { ok, ms } = await costOf(`/search?${new URLSearchParams({ q })}`)
      if (!ok) throw new Error(`no answer to ${q}`)
      return ms
    }
    // A path that is none starts the isolate and asks nothing of the index.
    await fetch(`${running.address}/style.css`)
    const start = await running.cpu()
    const costs: number[] = []
    for (const question of questions) costs.push(await ask(question))
    const empty: number[] = []
    for (let i = 0; i < 50; i++) empty.push((await costOf('/style.css')).ms)
    // One request is about the clock's noise: the hundredth is the median of the twenty before it.
    return {
      start,
      first: costs[0],
      hundredth: median(costs.slice(80, 100)),
      later: median(costs.slice(-100)),
      empty: median(empty),
      memory: ((await running.memory()) - idle) / 1e6,
    }
  } finally {
    await running.stop()
  }
}

function printTable(workers: readonly BundledWorker[], measured: readonly Cost[][]) {
  console.log(`CPU in ms, median (least) of ${runs} fresh processes\n`)
  console.log(
    'articles  passages  index MB  start          first request  hundredth      later          memory MB',
  )
  for (const [i, { articles, passages, megabytes }] of workers.entries()) {
    const cell = (key: keyof Cost) => {
      const values = measured[i].map((cost) => cost[key])
      return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)})`.padEnd(15)
    }
    const about = [String(articles).padEnd(10), String(passages).padEnd(10)].join('')
    console.log(
      `${about}${megabytes.toFixed(1).padEnd(10)}${cell('start')}${cell('first')}${cell('hundredth')}` +
        `${cell('later')}${cell('empty')}${cell('memory')}`,
    )
  }
}

async function writeCosts(workers: readonly BundledWorker[], measured: readonly Cost[][]) {
  const bySize = <Value>(of: (costs: readonly Cost[]) => Value) =>
    Object.fromEntries(workers.map(({ passages }, i) => [passages, of(measured[i])]))
  const middle = (costs: readonly Cost[], key: keyof Cost) =>
    rounded(median(costs.map((cost) => cost[key])))
  // What workerd takes to answer anything at all is no part of a query. A scan misses nothing.
  const query = bySize((costs) => {
    const medianMs = rounded(middle(costs, 'later') - middle(costs, 'empty'))
    return { medianMs, recall: 1 }
  })
  await writeResults('query', query as never)
  await writeResults('memory', bySize((costs) => ({ isolateMb: middle(costs, 'memory') })) as never)
  await writeResults('cold', bySize((costs) => ({ cpuMs: middle(costs, 'first') })) as never)
}

/** Many searches at a time for a minute, by this process, which shares the processor with the worker. */
async function loadWorker(
  { config, passages }: BundledWorker,
  questions: readonly string[],
  idle: number,
) {
  const running = await startWorkerd(config, '--binary')
  const times: number[] = []
  const started = performance.now()
  let next = 0
  const ask = async () => {
    while (performance.now() - started < loadMs) {
      const q = questions[next++ % questions.length]
      const asked = performance.now()
      const response = await fetch(`${running.address}/search?${new URLSearchParams({ q })}`)
      await response.text()
      if (!response.ok) throw new Error(`${response.status} to ${q}`)
      times.push(performance.now() - asked)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, ask))
    const sorted = times.toSorted((a, b) => a - b)
    const at = (share: number) => rounded(sorted[Math.floor(sorted.length * share)])
    const load = {
      requestsPerSecond: rounded((1000 * times.length) / loadMs),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      isolateMb: rounded(((await running.memory()) - idle) / 1e6),
    }
    console.log(`\n${connections} at a time for ${loadMs / 1000} s, ${passages} passages:`, load)
    await writeResults('load', { [passages]: load } as never)
  } finally {
    await running.stop()
  }
}
