/** Events for the page around an element; they cross shadow roots. */
import type { RelatedResponse, Result, SearchResponse } from '../core/protocol.ts'
import type { FailureKind } from './ask.ts'

/** The `detail` of each event; `url` or `query` is the question. */
export interface Details {
  readonly results:
    | { readonly query: string; readonly response: SearchResponse }
    | { readonly url: string; readonly response: RelatedResponse }
  /** Somebody follows a result; a page may prevent that and navigate itself. */
  readonly select: { readonly query?: string; readonly result: Result; readonly url: string }
  readonly error: {
    readonly query?: string
    readonly url?: string
    readonly kind: FailureKind
    readonly error: unknown
  }
}

/** Dispatches `edgewise:NAME`; false if a listener prevented its default. */
export function tell<Name extends keyof Details>(
  element: Element,
  name: Name,
  detail: Details[Name],
): boolean {
  const options = { detail, bubbles: true, composed: true, cancelable: name === 'select' }
  return element.dispatchEvent(new CustomEvent(`edgewise:${name}`, options))
}
