/** Properties that a page set on an element before there was a class to take them. */

/** Gives the element's setter what a page set before it: as a property of the node's own it would hide the setter for good. */
export function takeOwn<Name extends string>(
  element: HTMLElement & Partial<Record<Name, unknown>>,
  name: Name,
): void {
  if (!Object.hasOwn(element, name)) return
  const value = element[name]
  delete element[name]
  element[name] = value
}
