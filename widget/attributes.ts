/** What both elements read from their attributes: which search they ask, and for how many results. */

/**
 * Address of a deployment, without a slash at its end: the `endpoint` attribute, or else where this script
 * came from; also if the attribute is no http(s) address.
 */
export function endpointOf(element: Element): string {
  const said = element.getAttribute('endpoint')
  const own = new URL(import.meta.url).origin
  if (!said || !URL.canParse(said, document.baseURI)) return own
  const { protocol, origin, pathname } = new URL(said, document.baseURI)
  return /^https?:$/.test(protocol) ? origin + pathname.replace(/\/+$/, '') : own
}

/** How many results `element` wants by its `results` attribute: 1 to 50. */
export function countOf(element: Element, otherwise: number): number {
  const count = Number(element.getAttribute('results') ?? otherwise)
  return Number.isInteger(count) && count >= 1 && count <= 50 ? count : otherwise
}
