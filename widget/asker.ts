/**
 * Asks questions as they are typed, and gives answers only to the last of them.
 *
 * A question waits until typing pauses and aborts the one before, and an answer that
 * comes too late is dropped. The last few answers are kept, so that deleting a letter
 * asks nothing. It knows no element and no network; both are handed in.
 */

/** What an asker is made of. */
export interface AskerOptions<Answer> {
  /** Asks; must reject once the signal is aborted. */
  readonly ask: (url: string, signal: AbortSignal) => Promise<Answer>
  /** Called when a question is sent. */
  readonly onWait: () => void
  readonly onAnswer: (answer: Answer) => void
  readonly onFailure: (error: unknown) => void
  /** Whether an answer may be kept and given again. */
  readonly isKept: (answer: Answer) => boolean
}

/** Asks one question at a time. */
export interface Asker {
  /** Asks after `waitMs`, unless another question comes first; answers at once if the answer is kept. */
  readonly askSoon: (url: string, waitMs: number) => void
  readonly askNow: (url: string) => void
  /** Drops the question that waits or is on its way. */
  readonly stop: () => void
}

/** How long typing must pause before a question is asked: hardly longer than between two letters. */
export const pauseMs = 150
/** The same where each question goes to an encoder elsewhere, which takes time and may cost. */
export const longPauseMs = 600
/** Answers kept; about a hundred kilobytes. */
const kept = 20

/** An asker with nothing to ask yet. */
export function createAsker<Answer>(options: AskerOptions<Answer>): Asker {
  const answers = new Map<string, Answer>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let current = new AbortController()

  const stop = () => {
    clearTimeout(timer)
    current.abort()
  }

  const send = async (url: string) => {
    current = new AbortController()
    const { signal } = current
    options.onWait()
    try {
      const answer = await options.ask(url, signal)
      if (signal.aborted) return
      if (options.isKept(answer)) keep(url, answer)
      options.onAnswer(answer)
    } catch (error) {
      if (!signal.aborted) options.onFailure(error)
    }
  }

  const keep = (url: string, answer: Answer) => {
    answers.set(url, answer)
    // A Map gives its keys in order of insertion.
    const [oldest] = answers.keys()
    if (answers.size > kept) answers.delete(oldest)
  }

  const askSoon = (url: string, waitMs: number) => {
    stop()
    const known = answers.get(url)
    if (known) options.onAnswer(known)
    else if (waitMs === 0) void send(url)
    else timer = setTimeout(() => void send(url), waitMs)
  }

  return { askSoon, askNow: (url) => askSoon(url, 0), stop }
}
