/**
 * Where the panel goes: below the box, as wide as a sentence reads well, and never out
 * of the window, however narrow the box is and wherever it stands.
 */

/** Left edge and width, in pixels. */
export interface Place {
  readonly left: number
  readonly width: number
}

/** Width of the panel where there is room for it. */
const panelWidth = 560
/** Room left beside it. */
const margin = 12

/**
 * Place of the panel, seen from the left edge of its box: where both begin, or else where both
 * end, or else wherever there is room. A box that is wider has a panel as wide as itself.
 */
export function placePanel(box: Place, windowWidth: number, isRtl: boolean): Place {
  const room = windowWidth - 2 * margin
  const width = Math.max(box.width, Math.min(panelWidth, room))
  const toRight = 0
  const toLeft = box.width - width
  const within = (left: number) => Math.max(margin, Math.min(left, margin + room - width))
  const wanted = isRtl ? [toLeft, toRight] : [toRight, toLeft]
  const fitting = wanted.find((left) => within(box.left + left) === box.left + left)
  return { left: width > room ? 0 : (fitting ?? within(box.left) - box.left), width }
}
