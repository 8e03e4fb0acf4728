/**
 * Where the panel goes: below the box, wide enough to read sentences well, and never out
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
 * Place of the panel, relative to the left edge of its box: aligned at their beginnings, or else at their
 * ends, or else wherever there is room. A wider box has a panel of its own width.
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
