/**
 * Elements without HTML.
 *
 * Everything shown is built from nodes: a text can only become a text node, and a page
 * that requires Trusted Types has nothing to object to.
 */

/** What an attribute may be; false and null leave it out, true gives it no value. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>

/** An element with these attributes and children; texts become text nodes. */
export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  setAttributes(element, attributes)
  element.append(...children)
  return element
}

/** Sets or removes each of these attributes. */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null) element.removeAttribute(name)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
}

/** An icon of one path, 24 units wide and high, in the colour of the text around it. */
export function createIcon(path: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  setAttributes(svg, { viewBox: '0 0 24 24', 'aria-hidden': 'true', part: 'icon' })
  const line = document.createElementNS(svg.namespaceURI, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}
