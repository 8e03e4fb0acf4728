/**
 * Threads that share the parts of a step, coordinated by nothing but Atomics on shared numbers.
 *
 * A step consists of phases and a phase of parts. Each part writes places of its own, so it does not matter
 * which thread runs it: a free one takes the next, and a phase ends when all parts are done. The counters only
 * ever grow: were one reset, a thread that slept could mistake it for its old value (ABA). They
 * overflow after some five million steps. Threads are started elsewhere.
 */

/** Runs part `part` of phase `phase`. */
export type RunPart = (phase: number, part: number) => void

/** Places in the shared numbers. */
const next = 0
const limit = 1
const done = 2
const phase = 3
const base = 4
const signal = 5
const stopped = 6
const failed = 7
/** Numbers that a crew uses, from the first on. */
export const crewNumbers = 8

const patienceMs = 60_000

/** Runs all parts of a phase, together with the threads that serve; returns when all are done. */
export function runPhase(numbers: Int32Array, which: number, parts: number, run: RunPart): void {
  const first = Atomics.load(numbers, limit)
  const end = first + parts
  Atomics.store(numbers, phase, which)
  Atomics.store(numbers, base, first)
  Atomics.store(numbers, limit, end)
  wake(numbers)
  takeParts(numbers, run)
  for (let count = Atomics.load(numbers, done); count < end; count = Atomics.load(numbers, done)) {
    if (Atomics.wait(numbers, done, count, patienceMs) === 'timed-out') {
      throw new Error(`A training thread did not finish its part in ${patienceMs / 1000} s.`)
    }
  }
  if (Atomics.load(numbers, failed)) throw new Error('A training thread failed.')
}

/** Takes parts, in a thread of its own, until the crew is dismissed. */
export function serve(numbers: Int32Array, run: RunPart): void {
  for (;;) {
    const seen = Atomics.load(numbers, signal)
    takeParts(numbers, run)
    if (Atomics.load(numbers, stopped)) return
    Atomics.wait(numbers, signal, seen)
  }
}

/** Lets the threads that serve return. */
export function dismiss(numbers: Int32Array): void {
  Atomics.store(numbers, stopped, 1)
  wake(numbers)
}

function wake(numbers: Int32Array) {
  Atomics.add(numbers, signal, 1)
  Atomics.notify(numbers, signal)
}

function takeParts(numbers: Int32Array, run: RunPart) {
  for (;;) {
    const ticket = Atomics.load(numbers, next)
    if (ticket >= Atomics.load(numbers, limit)) return
    if (Atomics.compareExchange(numbers, next, ticket, ticket + 1) !== ticket) continue
    let isDone = false
    try {
      run(Atomics.load(numbers, phase), ticket - Atomics.load(numbers, base))
      isDone = true
    } finally {
      if (!isDone) Atomics.store(numbers, failed, 1)
      Atomics.add(numbers, done, 1)
      Atomics.notify(numbers, done)
    }
  }
}
