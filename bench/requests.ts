/**
 * What requests cost the worker: CPU of an isolate's start, of its first and hundredth request and of
 * warm ones, and its memory, for 10,000 and 100,000 passages and for the index in a folder, if one is
 * given. Then the smallest index is loaded with concurrent searches for a minute.
 *
 * The worker is bundled as for a deployment and run by workerd itself, in a fresh process each
 * time, sizes interleaved. Files that are read for a query come from a service in the same
 * process, so its CPU is counted as well.
 */
import { join } from 'node:path'
import { decodeModel } from '../core/model/model.ts'
import { buildIndex } from '../scripts/index/build-index.ts'
import { readModel, readQuestions } from '../scripts/project.ts'
import { createArticles, createQuestions } from './articles.ts'
import { type BundledWorker, bundleWorker, type Cost, measureWorker } from './bundled-worker.ts'
import { measureIsolate } from './isolate-memory.ts'
import { median, rounded } from './numbers.ts'
import { measureRecall } from './recall.ts'
import { writeResults } from './results.ts'
import { inFolder } from './temporary.ts'
import { checkPlatform, measureIdle, startWorkerd } from './workerd.ts'

/** Numbers of articles, of four passages each. */
const sizes = [2500, 25_000]
const runs = 5
/** Number of different questions, one for each request, since the files of a repeated one would be in memory. */
const questions = 2000
/** How many of these measure recall. */
const recalled = 400
/** Concurrent searches in the load test, and its duration. */
const [connections, loadMs] = [8, 60_000]

/** Prints the table; `index` is the folder of an index. */
export async function benchRequests(index: string | undefined): Promise<void> {
  checkPlatform()
  await inFolder(async (folder) => {
    const model = decodeModel('model', await readModel())
    const madeUp = createQuestions(model, questions)
    const indexes = index ? [index] : []
    // The index in a folder is of real articles and asked real questions.
    const questionsOf = (i: number, real: readonly string[]) => (i < sizes.length ? madeUp : real)
    const real = await readQuestions()
    for (const size of sizes.toReversed()) {
      const place = join(folder, `index-${size}`)
      const settings = { title: 'Bench', cors: ['*'], languages: ['en'], fields: [] }
      await buildIndex(place, [...createArticles(model, size)], settings)
      indexes.unshift(place)
    }
    const workers: BundledWorker[] = []
    for (const [i, place] of indexes.entries())
      workers.push(await bundleWorker(join(folder, String(i)), place))
    const idle = await measureIdle(folder)
    const measured: Cost[][] = workers.map(() => [])
    for (let run = 0; run < runs; run++) {
      for (const [i, worker] of workers.entries())
        measured[i].push(await measureWorker(worker, questionsOf(i, real), idle))
    }
    const recalls: number[] = []
    for (const [i, place] of indexes.entries())
      recalls.push(await measureRecall(place, questionsOf(i, real).slice(0, recalled)))
    const held = indexes.map(measureIsolate)
    printTable(workers, measured, held)
    await writeCosts(workers, measured, recalls, held)
    await loadWorker(workers[0], madeUp, idle)
  })
}

function printTable(
  workers: readonly BundledWorker[],
  measured: readonly Cost[][],
  held: readonly number[],
) {
  console.log(`CPU in ms, median (least) of ${runs} fresh processes\n`)
  console.log(
    'articles  passages  index MB  start          first request  hundredth      warm           empty          ' +
      'process MB     isolate MB',
  )
  for (const [i, { articles, passages, megabytes }] of workers.entries()) {
    const cell = (key: keyof Cost) => {
      const values = measured[i].map((cost) => cost[key])
      return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)})`.padEnd(15)
    }
    const about = [String(articles).padEnd(10), String(passages).padEnd(10)].join('')
    console.log(
      `${about}${megabytes.toFixed(1).padEnd(10)}${cell('start')}${cell('first')}${cell('hundredth')}` +
        `${cell('warm')}${cell('empty')}${cell('memory')}${held[i].toFixed(1)}`,
    )
  }
}

async function writeCosts(
  workers: readonly BundledWorker[],
  measured: readonly Cost[][],
  recalls: readonly number[],
  held: readonly number[],
) {
  const bySize = <Value>(of: (costs: readonly Cost[], i: number) => Value) =>
    Object.fromEntries(workers.map(({ passages }, i) => [sizeOf(passages), of(measured[i], i)]))
  const middle = (costs: readonly Cost[], key: keyof Cost) =>
    rounded(median(costs.map((cost) => cost[key])))
  // The cost of answering any request at all is no part of a query.
  const query = bySize((costs, i) => {
    const medianMs = rounded(middle(costs, 'warm') - middle(costs, 'empty'))
    return { medianMs, recall: rounded(recalls[i]) }
  })
  await writeResults('query', query)
  const memory = bySize((costs, i) => {
    return { isolateMb: rounded(held[i]), processMb: middle(costs, 'memory') }
  })
  await writeResults('memory', memory)
  await writeResults(
    'cold',
    bySize((costs) => ({ cpuMs: middle(costs, 'first') })),
  )
}

/** Number of passages as key of the results, rounded to hundreds of thousands if large. */
function sizeOf(passages: number): number {
  return passages < 150_000 ? passages : 100_000 * Math.round(passages / 100_000)
}

/** Sends concurrent searches for a minute, from this process, which shares the processor with the worker. */
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
      processMb: rounded(((await running.memory()) - idle) / 1e6),
    }
    console.log(`\n${connections} at a time for ${loadMs / 1000} s, ${passages} passages:`, load)
    await writeResults('load', { [passages]: load })
  } finally {
    await running.stop()
  }
}
