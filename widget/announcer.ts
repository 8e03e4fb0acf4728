/**
 * Sentences for who listens instead of looking.
 *
 * One is read once it has been the last for a moment; otherwise every letter typed
 * would speak over the answer to the one before.
 */

/** Has sentences read aloud. */
export interface Announcer {
  /** Replaces whatever was to be read; an empty sentence is silence. */
  readonly say: (sentence: string) => void
}

/** How long typing pauses before what was found is read. */
export const silenceMs = 600

/** An announcer that speaks through `status`, a live region. */
export function createAnnouncer(status: Pick<Node, 'textContent'>): Announcer {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    say: (sentence) => {
      clearTimeout(timer)
      // Emptied first, so that the same sentence twice is read twice.
      status.textContent = ''
      if (sentence === '') return
      timer = setTimeout(() => {
        status.textContent = sentence
      }, silenceMs)
    },
  }
}
