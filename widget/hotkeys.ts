/**
 * Ctrl-K, Cmd-K and `/` for a whole page, except where somebody is writing.
 *
 * There is one listener however many elements want the keys, and none once the last of
 * them has left, so that a site that swaps pages without loading accumulates none.
 */

/** What the keys call: the first of these. */
const openers = new Set<() => void>()

/** Has the page's keys call `open`, unless another claimed them before; gives a function that ends that. */
export function claimHotkeys(open: () => void): () => void {
  if (openers.size === 0) document.addEventListener('keydown', onKeydown)
  openers.add(open)
  return () => {
    openers.delete(open)
    if (openers.size === 0) document.removeEventListener('keydown', onKeydown)
  }
}

function onKeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || !isHotkey(event)) return
  const [target] = event.composedPath()
  // The target may be the document, if a script dispatches keys there.
  if (target instanceof Element && isWrittenIn(target)) return
  event.preventDefault()
  const [open] = openers
  open()
}

/** Whether a key press is one of them; `/` also with Shift, which some keyboards need for it. */
export function isHotkey({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): boolean {
  if (altKey) return false
  if (key === '/') return !ctrlKey && !metaKey
  // Autofill dispatches a keydown without a key.
  return key?.toLowerCase() === 'k' && ctrlKey !== metaKey && !shiftKey
}

/**
 * Whether keys pressed in `target` may be writing.
 *
 * A custom element with a closed shadow root may have a field in it.
 */
function isWrittenIn(target: Element): boolean {
  if (target instanceof HTMLElement && target.isContentEditable) return true
  if (target.matches('input, textarea, select, [role=textbox], [role=searchbox], [role=combobox]'))
    return true
  return target.localName.includes('-') && target.shadowRoot === null
}
