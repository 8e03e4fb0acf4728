/**
 * Progress of long work: on a terminal a bar with rate and time left, elsewhere a
 * plain line now and then, so that a CI log stays readable.
 */
import { SingleBar } from 'cli-progress'

/** Progress of one stage. */
export interface Progress {
  /** `done` of `total` units are finished, `known` of them without work; `note` is shown behind. */
  update(done: number, total: number, known?: number, note?: string): void
  /** Clears the bar; nothing more is shown. */
  stop(): void
}

/**
 * Progress of the stage called `name`, counted in `unit`, on standard error. If several stages are under way, a
 * terminal shows the one that began first, until it stops or is done.
 */
export function createProgress(name: string, unit: string): Progress {
  return process.stderr.isTTY ? createBar(name, unit) : createLines(name, unit)
}

/** The bar that is on the terminal now. */
let shown: SingleBar | null = null

function createBar(name: string, unit: string): Progress {
  const bar = new SingleBar({
    format: `${name} {bar} {percentage} % · {value}/{total} ${unit} · {rate}/s · {eta_formatted} left{note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // A build that is interrupted must leave the terminal as it was.
    hideCursor: false,
    linewrap: true,
    clearOnComplete: true,
    etaBuffer: 200,
  })
  const rateOf = createRate()
  const stop = () => {
    if (shown !== bar) return
    bar.stop()
    shown = null
  }
  return {
    update(done, total, known = 0, note) {
      const said = { rate: Math.round(rateOf(done - known)), note: note ? ` · ${note}` : '' }
      if (shown === null && done < total) {
        bar.start(total, done, said)
        shown = bar
      }
      if (shown !== bar) return
      bar.update(done, said)
      if (done >= total) stop()
    },
    stop,
  }
}

/** A line every ten seconds, so none for short work. */
function createLines(name: string, unit: string): Progress {
  const rateOf = createRate()
  let saidAt: number | null = null
  return {
    update(done, total, known = 0, note) {
      const rate = rateOf(done - known)
      const now = performance.now()
      saidAt ??= now
      if (now - saidAt < 10_000) return
      saidAt = now
      const left = Math.round((total - done) / rate)
      console.error(
        `${name}: ${done} of ${total} ${unit}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s, about ${left} s left${note ? `, ${note}` : ''}`,
      )
    },
    stop() {},
  }
}

/**
 * Units a second since the first call, whose rate is 0; later at least one unit counts. Time starts with
 * that call, since a stage may be created long before it begins.
 */
function createRate(): (worked: number) => number {
  let first: { readonly at: number; readonly worked: number } | null = null
  return (worked) => {
    const at = performance.now()
    first ??= { at, worked }
    return at === first.at ? 0 : (Math.max(1, worked - first.worked) * 1000) / (at - first.at)
  }
}

/** Progress that is not shown. */
export function createSilence(): Progress {
  return { update() {}, stop() {} }
}
