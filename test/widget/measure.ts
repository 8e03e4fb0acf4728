/**
 * What the element costs a page: bytes, requests, time on the main thread, and layout shift.
 *
 *   node_modules/node/bin/node test/widget/measure.ts
 *
 * Medians of nine loads in this machine's Chromium, from another origin. Time is all work of
 * the page's main thread until the first result is drawn, minus that of the same page without
 * the element.
 */
import { launchBrowser } from '../browser.ts'
import { htmlOf, startSites } from './support.ts'

const sites = await startSites()
const browser = await launchBrowser()
const style = '<style>edgewise-search { display: block; min-height: 2.75rem }</style>'
const body = `<edgewise-search><form action="${sites.search}/"><input name="q"><button>Search</button></form></edgewise-search><p>Below</p>`

/** One load: paths that were requested, milliseconds of work, and layout shift. */
async function load(html: string, question: string | null) {
  const page = await (await browser.newContext()).newPage()
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const requests: string[] = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  await page.goto(sites.serve(html))
  if (question !== null) await page.evaluate(askAndDraw, question)
  const { metrics } = await session.send('Performance.getMetrics')
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const shifts = list.getEntries() as unknown as { value: number }[]
          resolve(shifts.reduce((sum, { value }) => sum + value, 0))
        }).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => resolve(0), 200)
      }),
  )
  await page.context().close()
  return { requests, milliseconds: seconds * 1000, shift }
}

/** Runs in the page: enters a question by events, and waits until its results are drawn. */
async function askAndDraw(text: string): Promise<void> {
  await customElements.whenDefined('edgewise-search')
  const element = document.querySelector('edgewise-search') as HTMLElement
  const input = element.shadowRoot?.querySelector('input') as HTMLInputElement
  input.focus()
  input.value = text
  input.dispatchEvent(new InputEvent('input'))
  await new Promise((resolve) => element.addEventListener('edgewise:results', resolve))
  await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]
const question = 'How many PLA officers will be stationed in Bagh district?'
const withElement = htmlOf(body + sites.script, style)
const without = htmlOf(body, style)
const loads = []
const empty = []
for (let i = 0; i < 9; i++) {
  loads.push(await load(withElement, question))
  empty.push(await load(without, null))
}
const work =
  median(loads.map((one) => one.milliseconds)) - median(empty.map((one) => one.milliseconds))
const own = loads[0].requests.filter((path) => path !== '/favicon.ico').slice(1)
console.log(`script: ${sites.widget.bytes} bytes, gzipped (${sites.widget.file})`)
console.log(`requests: ${own.map((path) => path.replace(/[0-9a-f]{12}/, 'HASH')).join(', ')}`)
console.log(`main thread until the first result: ${work.toFixed(0)} ms`)
console.log(`layout shift: ${Math.max(...loads.map((one) => one.shift))}`)
await browser.close()
await sites.close()
