/**
 * How long work shows that it moves: a bar with rate and time left on a terminal,
 * now and then a plain line anywhere else, so that a CI log stays readable.
 */
import { SingleBar } from 'cli-progress'

/** Progress of one stage. */
export interface Progress {
  /** `done` of `total` units are finished, `known` of them without work; `note` says how it goes. */
  update(done: number, total: number, known?: number, note?: string): void
  /** Clears the bar; nothing more is shown. */
  stop(): void
}

/** Progress of the stage called `name`, counted in `unit`, on standard error. */
export function createProgress(name: string, unit: string): Progress {
  return process.stderr.isTTY ? createBar(name, unit) : createLines(name, unit)
}

function createBar(name: string, unit: string): Progress {
  const bar = new SingleBar({
    format: `${name} {bar} {percentage} % · {value}/{total} ${unit} · {rate}/s · {eta_formatted} left{note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // A build that is stopped must leave the terminal as it was.
    hideCursor: false,
    linewrap: true,
    clearOnComplete: true,
    etaBuffer: 200,
  })
  const started = performance.now()
  let isStarted = false
  return {
    update(done, total, known = 0, note) {
      const rate = Math.round(((done - known) * 1000) / Math.max(1, performance.now() - started))
      const shown = { rate, note: note ? ` · ${note}` : '' }
      if (!isStarted) bar.start(total, 0, shown)
      isStarted = true
      bar.update(done, shown)
    },
    stop: () => bar.stop(),
  }
}

/** A line every ten seconds: silent for short work. */
function createLines(name: string, unit: string): Progress {
  const started = performance.now()
  let shown = started
  return {
    update(done, total, known = 0, note) {
      const now = performance.now()
      if (now - shown < 10_000) return
      shown = now
      const rate = (Math.max(1, done - known) * 1000) / (now - started)
      const left = Math.round((total - done) / rate)
      console.error(
        `${name}: ${done} of ${total} ${unit}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s, about ${left} s left${note ? `, ${note}` : ''}`,
      )
    },
    stop() {},
  }
}

/** Progress that nobody watches. */
export function createSilence(): Progress {
  return { update() {}, stop() {} }
}
