/**
 * Asks a service with a time limit, and once more where that may help.
 *
 * Somebody waits for the answer, so there is no pause between the two tries and no third. The
 * timer is a plain one, not `AbortSignal.timeout`, because it must also end a call that takes
 * no signal.
 */
import { EncoderLost } from '../../core/model/encoder.ts'

/** Milliseconds for each of two tries; a model in memory answers a query in a tenth of that. */
export const timeoutMs = 2_500

/**
 * What `ask` gives; called a second time if the first loss is of the moment.
 *
 * @param id  name of the service, for people
 * @param ask its signal is aborted when the time is over
 * @throws EncoderLost
 */
export async function attempt<T>(id: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await within(id, ask)
  } catch (error) {
    if (!(error instanceof EncoderLost) || error.loss !== 'moment') throw error
    return within(id, ask)
  }
}

async function within<T>(id: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(new EncoderLost(`${id} did not answer within ${timeoutMs / 1000} s.`, 'moment'))
    controller.abort()
  }, timeoutMs)
  try {
    return await Promise.race([ask(controller.signal), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Resolves when both tries of another request must be over. */
export function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2 * timeoutMs + 500))
}
