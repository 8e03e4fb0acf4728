/** Properties that a page set on an element before its class was registered. */

/** Passes such a property to the element's setter, which the own property of the node would hide for good. */
export function takeOwn<Name extends string>(
  element: HTMLElement & Partial<Record<Name, unknown>>,
  name: Name,
): void {
  if (!Object.hasOwn(element, name)) return
  const value = element[name]
  delete element[name]
  element[name] = value
}
