/**
 * Sentences for screen readers.
 *
 * A sentence is read only if no other replaced it for a moment; otherwise every letter
 * typed would interrupt what is read for the one before.
 */

/** Has sentences read aloud. */
export interface Announcer {
  /** Replaces whatever was to be read; an empty sentence reads nothing. */
  readonly say: (sentence: string) => void
}

/** How long typing must pause before results are read. */
export const silenceMs = 600

/** An announcer that speaks through `status`, a live region. */
export function createAnnouncer(status: Pick<Node, 'textContent'>): Announcer {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    say: (sentence) => {
      clearTimeout(timer)
      // Emptied first, so that the same sentence is read again.
      status.textContent = ''
      if (sentence === '') return
      timer = setTimeout(() => {
        status.textContent = sentence
      }, silenceMs)
    },
  }
}
