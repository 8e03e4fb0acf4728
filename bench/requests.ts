/**
 * What a request costs the worker: CPU of a fresh isolate's start, of its first request and
 * of its hundredth, at 400 and 4,000 articles.
 *
 * The worker is bundled as for a deployment and run by workerd itself, a fresh process
 * each time, sizes interleaved. CPU is what the operating system counted for all of the
 * process's threads (Linux only), so waiting does not count and compiling does, as on the edge.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeModel } from '../core/model/model.ts'
import { buildIndex } from '../scripts/build-index.ts'
import { UserError } from '../scripts/command.ts'
import { assembleWorkerData, readIndex, readModel } from '../scripts/index-files.ts'
import { root } from '../scripts/site.ts'
import { createArticles, createQuestions, median } from './articles.ts'

/** The runtime that wrangler brings. */
const workerd = join(
  createRequire(createRequire(import.meta.url).resolve('wrangler')).resolve('workerd'),
  '../../bin/workerd',
)
const sizes = [400, 4000]
const runs = 7
const requests = 100

/** Prints the table. */
export async function benchRequests(): Promise<void> {
  if (process.platform !== 'linux')
    throw new UserError('This benchmark reads /proc: Linux is wanted.')
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-bench-'))
  try {
    const model = decodeModel('model', await readModel())
    const questions = createQuestions(model, requests)
    const workers = []
    for (const size of sizes) workers.push(await bundleWorker(folder, model, size))
    const measured: Cost[][] = workers.map(() => [])
    for (let run = 0; run < runs; run++) {
      for (const [i, worker] of workers.entries())
        measured[i].push(await measure(worker, questions))
    }
    printTable(workers, measured)
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
 * A configuration of workerd that serves the bundle at a port of its choice, compiled, so that
 * reading megabytes of text does not count as the worker's start.
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
  const compiled = `${config}.bin`
  await writeFile(
    compiled,
    execFileSync(workerd, ['compile', '--config-only', config], { maxBuffer: 2 ** 30 }),
  )
  return compiled
}

/** CPU in milliseconds. */
interface Cost {
  readonly start: number
  readonly first: number
  readonly hundredth: number
}

async function measure({ config }: BundledWorker, questions: readonly string[]): Promise<Cost> {
  const child = spawn(workerd, ['serve', '--binary', '--control-fd=3', config], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  try {
    const address = `http://127.0.0.1:${await portOf(child)}`
    const pid = child.pid as number
    const ask = async (q: string) => {
      const before = await cpuOf(pid)
      const response = await fetch(`${address}/search?${new URLSearchParams({ q })}`)
      await response.text()
      if (!response.ok) throw new Error(`${response.status} to ${q}`)
      return (await cpuOf(pid)) - before
    }
    // A path that is none starts the isolate and asks nothing of the index.
    await fetch(`${address}/style.css`)
    const start = await cpuOf(pid)
    const costs: number[] = []
    for (const question of questions) costs.push(await ask(question))
    // One request is about the clock's noise: the hundredth is the median of the last twenty.
    return { start, first: costs[0], hundredth: median(costs.slice(-20)) }
  } finally {
    child.kill('SIGKILL')
    await ended(child)
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stdio[3]?.once('data', (line) => resolve(JSON.parse(String(line)).port))
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code}`)))
  })
}

/** Milliseconds of CPU that a process used, once its threads have come to rest. */
async function cpuOf(pid: number): Promise<number> {
  for (let last = -1; ; ) {
    let now = 0
    for (const thread of await readdir(`/proc/${pid}/task`)) {
      now += Number((await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')).split(' ')[0])
    }
    if (now === last) return now / 1e6
    last = now
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('close', () => resolve()))
}

function printTable(workers: readonly BundledWorker[], measured: readonly Cost[][]) {
  console.log(`CPU in ms, median (least) of ${runs} fresh processes\n`)
  console.log('articles  passages  index MB  start          first request  hundredth')
  for (const [i, { articles, passages, megabytes }] of workers.entries()) {
    const cell = (key: keyof Cost) => {
      const values = measured[i].map((cost) => cost[key])
      return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)})`.padEnd(15)
    }
    const about = [String(articles).padEnd(10), String(passages).padEnd(10)].join('')
    console.log(
      `${about}${megabytes.toFixed(1).padEnd(10)}${cell('start')}${cell('first')}${cell('hundredth')}`,
    )
  }
}
