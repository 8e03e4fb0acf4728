/**
 * Draws docs/scan.svg from bench/results.json: how long each library takes to find the ten
 * nearest of 10,000 vectors, on a logarithmic scale, with the limit as a line. Also makes the
 * rows of README's tables.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../scripts/project.ts'
import { type Measured, type Results, readResults, type ScanResult } from './results.ts'

/** File of the plot. */
const plotFile = join(root, 'docs/scan.svg')
const plotted = '10000'
const [width, left, right, top, rowHeight] = [680, 150, 90, 56, 30]

/** Draws the figures last measured. */
export async function drawScan(): Promise<void> {
  const { scan } = await readResults()
  if (scan) await writeFile(plotFile, plotScan(scan[plotted], scan.measured))
}

/** The rows of README's table: milliseconds a query (recall) by name and number of vectors. */
export function tableScan(scan: Readonly<Record<string, ScanResult>>): string[] {
  const sizes = ['1000', '10000', '100000']
  const cell = (name: string) => (size: string) => {
    const timing = scan[size].timings[name]
    return timing ? `${timing.ms} (${timing.recall})` : ''
  }
  const row = (name: string, cells: readonly string[]) => `| ${[name, ...cells].join(' | ')} |`
  return [
    row(
      'reading the bytes once',
      sizes.map((size) => String(scan[size].limitMs)),
    ),
    ...Object.keys(scan['1000'].timings).map((name) => row(name, sizes.map(cell(name)))),
  ]
}

/** The rows of README's table of whole searches: passages, CPU, recall, first request, memory. */
export function tableRequests({ query, cold, memory }: Results): string[] {
  const sizes = Object.keys(query ?? {}).filter((key) => key !== 'measured')
  return sizes.map((size) => {
    const passages = Number(size).toLocaleString('en')
    const { medianMs, recall } = query?.[size] ?? {}
    const figures = [medianMs, recall, cold?.[size]?.cpuMs, memory?.[size]?.isolateMb]
    return `| ${[passages, ...figures].join(' | ')} |`
  })
}

/** The plot as SVG. */
export function plotScan({ timings, limitMs }: ScanResult, { machine }: Measured): string {
  const rows = Object.entries(timings).sort(([, a], [, b]) => a.ms - b.ms)
  const least = 10 ** Math.floor(Math.log10(limitMs))
  const most = 10 ** Math.ceil(Math.log10(Math.max(...rows.map(([, { ms }]) => ms))))
  const x = (ms: number) =>
    left + ((width - left - right) * Math.log(ms / least)) / Math.log(most / least)
  const height = top + rows.length * rowHeight + 40
  const ticks: string[] = []
  for (let ms = least; ms <= most * 1.01; ms *= 10) {
    const at = x(ms).toFixed(1)
    ticks.push(
      `<path class="tick" d="M${at} ${top}V${height - 34}"/>` +
        `<text x="${at}" y="${height - 16}" text-anchor="middle">${Number(ms.toPrecision(1))} ms</text>`,
    )
  }
  const bars = rows.map(([name, { ms, recall }], i) => {
    const y = top + i * rowHeight
    const kind = name.startsWith('edgewise') ? 'ours' : 'other'
    return (
      `<text x="${left - 8}" y="${y + 19}" text-anchor="end">${name}</text>` +
      `<rect class="${kind}" x="${left}" y="${y + 5}" width="${(x(ms) - left).toFixed(1)}" height="20"/>` +
      `<text x="${(x(ms) + 6).toFixed(1)}" y="${y + 19}">${ms} (${recall})</text>`
    )
  })
  const at = x(limitMs).toFixed(1)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>Finding the ten nearest of 10,000 vectors: milliseconds a query</title>
<style>text{font:13px system-ui,sans-serif;fill:#555}.ours{fill:#0a7}.other{fill:#999}.tick{stroke:#ddd}.limit{stroke:#c33;stroke-dasharray:4 3}</style>
<text x="8" y="20">Ten nearest of 10,000 vectors: ms a query (recall), one thread, ${machine}</text>
${ticks.join('\n')}
${bars.join('\n')}
<path class="limit" d="M${at} ${top - 8}V${height - 34}"/>
<text x="${at}" y="${top - 14}" text-anchor="middle">reading the bytes once: ${limitMs}</text>
</svg>
`
}
