/**
 * Ctrl-K, Cmd-K and `/` for a whole page, never taken from where somebody writes.
 *
 * One listener however many elements want the keys, and none once the last of them
 * has left, so that a site which swaps its pages without loading them gathers none.
 */

/** Who opens, the first first. */
const openers = new Set<() => void>()

/** Has the page's keys call `open`, if nobody wanted them before; gives what ends that. */
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
  // Scripts send keys to the page itself, where nobody writes.
  if (target instanceof Element && isWrittenIn(target)) return
  event.preventDefault()
  const [open] = openers
  open()
}

/** `/` with Shift too, since that is how some keyboards write it. */
export function isHotkey({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): boolean {
  if (altKey) return false
  if (key === '/') return !ctrlKey && !metaKey
  // A field that the browser fills in says so by a press of no key.
  return key?.toLowerCase() === 'k' && ctrlKey !== metaKey && !shiftKey
}

/**
 * Whether keys pressed there may be writing.
 *
 * A custom element that shows nobody its insides may have a field in them.
 */
function isWrittenIn(target: Element): boolean {
  if (target instanceof HTMLElement && target.isContentEditable) return true
  if (target.matches('input, textarea, select, [role=textbox], [role=searchbox], [role=combobox]'))
    return true
  return target.localName.includes('-') && target.shadowRoot === null
}
