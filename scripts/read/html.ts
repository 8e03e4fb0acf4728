/**
 * The words of HTML: what a page would show, without tags, comments, scripts and styles.
 *
 * White space is folded as a browser folds it, outside `pre`. Elements that stand as
 * blocks give blocks; rows, items and `br` give lines, and what stands in an item is a part of it.
 */
import { Parser } from 'htmlparser2'

/** Elements whose content no page shows; the last two say a formula once more, in TeX. */
export const unseen = new Set('script style template noscript annotation annotation-xml'.split(' '))
/** Elements that part lines. */
export const lineBreaking = new Set([
  'br',
  'li',
  'tr',
  'dt',
  'dd',
  'summary',
  'figcaption',
  'caption',
])
/** Elements that stand as blocks. */
export const blockLike = new Set(
  (
    'p div section article aside header footer main nav h1 h2 h3 h4 h5 h6 ul ol dl table ' +
    'blockquote pre figure form fieldset details hr address'
  ).split(' '),
)

/** A block of HTML. */
export interface HtmlBlock {
  readonly text: string
  /** 1 to 6 of a heading, 0 of running text and of a heading in a list. */
  readonly depth: number
  /** Of a heading, the id where it stands, without `#`; else null. */
  readonly anchor: string | null
}

export type Attributes = Readonly<Record<string, string>>

/** An element by its opening tag. */
export interface Element {
  readonly name: string
  readonly attributes: Attributes
}

/** What of HTML is read; all that a page would show, unless told. */
export interface HtmlPart {
  /** Number of the element that is read alone, in order of opening tags from 0. */
  readonly root?: number
  /** Numbers of elements that are left out. */
  readonly without?: ReadonlySet<number>
  /** Whether an element is left out, with all that lies in it; `around` are those in which it lies, the innermost last. */
  readonly isHidden?: (element: Element, around: readonly Element[]) => boolean
}

/** The text blocks of `html`, alternative texts of images included; none is empty. */
export function htmlBlocks(html: string): string[] {
  return readBlocks(html).map(({ text }) => text)
}

/** The blocks of `html`, headings told from text; none is empty. */
export function readBlocks(html: string, part: HtmlPart = {}): HtmlBlock[] {
  const view = createView(part)
  const writer = createWriter()
  const parser = new Parser({
    onopentag(name, attributes) {
      view.open({ name, attributes })
      if (view.isOpen()) writer.open(name, attributes)
    },
    ontext(text) {
      if (view.isOpen()) writer.write(text)
    },
    onclosetag(name) {
      if (view.isOpen()) writer.close(name)
      view.close()
    },
  })
  parser.end(html)
  return writer.end()
}

/** Follows elements that open and close, and says whether what stands in them is read. */
function createView({ root, without, isHidden }: HtmlPart) {
  const around: Element[] = []
  let opened = 0
  /** Depths from which on elements are read, and are not. */
  let shownFrom = root === undefined ? 0 : Number.POSITIVE_INFINITY
  let hiddenFrom = Number.POSITIVE_INFINITY
  const isOpen = () => around.length >= shownFrom && around.length < hiddenFrom
  const isLeftOut = (element: Element, number: number) =>
    unseen.has(element.name) || without?.has(number) || isHidden?.(element, around)
  return {
    isOpen,
    open(element: Element) {
      const depth = around.length + 1
      const number = opened++
      // Around what is read nothing counts as hidden: some pages show themselves by a script.
      if (number === root) shownFrom = depth
      else if (depth >= shownFrom && depth < hiddenFrom && isLeftOut(element, number))
        hiddenFrom = depth
      around.push(element)
    },
    close() {
      if (around.length === hiddenFrom) hiddenFrom = Number.POSITIVE_INFINITY
      if (around.length === shownFrom) shownFrom = Number.POSITIVE_INFINITY
      around.pop()
    },
  }
}

/** Makes blocks of the elements and texts that come to it. */
function createWriter() {
  const blocks: HtmlBlock[] = []
  let lines: string[] = []
  let line = ''
  /** Whether nothing but white space is in `line`; to look at a long one takes long. */
  let isLineEmpty = true
  let preformatted = 0
  let items = 0
  let openCells = 0
  /** Whether nothing stands yet in the cell that was opened last, and whether a bar parts it from one before on its line. */
  let [isCellEmpty, wantsBar] = [false, false]
  /** What was closed in a cell: it breaks there only if something follows. */
  let closedInCell: string | null = null
  let wasBroken = false
  /** The heading that is open, and where in `line` a link within the page begins. */
  let heading: { name: string; depth: number; anchor: string | null } | null = null
  let linkAt = -1
  /** The id that was met last, since there was text; and those of what is open, up to the first heading in it. */
  let anchor: string | null = null
  const ids: (string | null)[] = []

  const endLine = () => {
    const text = preformatted > 0 ? line.trimEnd() : line.replace(/\s+/g, ' ').trim()
    if (text.trim() !== '') lines.push(text)
    ;[line, isLineEmpty] = ['', true]
  }
  const endBlock = () => {
    endLine()
    const text = lines.join(heading ? ' ' : '\n')
    const { depth, anchor } = heading ?? { depth: 0, anchor: null }
    if (text !== '') blocks.push({ text, depth, anchor })
    lines = []
  }
  /** The id where a heading stands: met just before, else of the innermost open element whose first heading it is. */
  const takeId = () => {
    const id = anchor ?? ids.findLast((other) => other !== null) ?? null
    const at = ids.lastIndexOf(id)
    if (at >= 0) ids[at] = null
    return id
  }
  const breakAt = (name: string) => {
    // What lies in an item is part of its list, what lies in code is code, and a heading is one.
    const isInside = items > 0 || heading || (preformatted > 0 && name !== 'pre')
    if (blockLike.has(name) && !isInside) endBlock()
    else if (blockLike.has(name) || lineBreaking.has(name)) endLine()
  }
  /** Something follows, in a cell or elsewhere. */
  const goOn = () => {
    if (closedInCell !== null) breakAt(closedInCell)
    closedInCell = null
  }
  /** Words follow, in a cell perhaps the first. */
  const beginWords = () => {
    goOn()
    if (wantsBar && !isLineEmpty) line += ' | '
    ;[wantsBar, isCellEmpty, isLineEmpty] = [false, false, false]
  }
  return {
    open(name: string, attributes: Attributes) {
      goOn()
      // All of a cell may be a paragraph, and is no block of its own for that.
      if (!isCellEmpty || !isPlain(name)) breakAt(name)
      const id = attributes.id || (name === 'a' && attributes.name) || null
      ids.push(id)
      if (heading) heading.anchor ??= id
      else if (id !== null) anchor = id
      if (/^h[1-6]$/.test(name) && items === 0) {
        endBlock()
        heading = { name, depth: Number(name[1]), anchor: takeId() }
      } else if (name === 'li') items++
      else if (name === 'pre') preformatted++
      // Cells are parted as in a Markdown table.
      else if (isCell(name)) {
        ;[isCellEmpty, wantsBar] = [true, true]
        openCells++
      } else if (name === 'img' && attributes.alt) {
        beginWords()
        line += attributes.alt
      } else if (name === 'a') linkAt = attributes.href?.includes('#') ? line.length : -1
      else if (name === 'br') {
        // Two in a row part paragraphs where nobody wrote any.
        if (wasBroken && items === 0 && preformatted === 0 && !heading) endBlock()
        wasBroken = true
      }
    },
    write(text: string) {
      if (text.trim() !== '') {
        beginWords()
        wasBroken = false
        anchor = null
      }
      const parts = preformatted > 0 ? text.split('\n') : [text]
      for (const [i, part] of parts.entries()) {
        if (i > 0) endLine()
        line += part
      }
    },
    close(name: string) {
      ids.pop()
      if (name === 'a' && linkAt >= 0) {
        // The sign that leads to a heading, alone in it or beside it, or back from a footnote.
        const isShort = heading || (line.length - linkAt <= 2 && preformatted === 0)
        if (isShort && !/[\p{L}\p{N}]/u.test(line.slice(linkAt))) line = `${line.slice(0, linkAt)} `
      }
      if (name === heading?.name) {
        endBlock()
        ;[heading, anchor] = [null, null]
      }
      if (openCells > 0 && isPlain(name)) closedInCell = name
      else breakAt(name)
      if (isCell(name)) {
        openCells--
        ;[isCellEmpty, closedInCell] = [false, null]
      }
      // Of tabs, labels stand side by side.
      if (name === 'label') line += ' '
      if (name === 'li') items--
      if (name === 'pre') preformatted--
    },
    end() {
      endBlock()
      return blocks
    },
  }
}

function isCell(name: string): boolean {
  return name === 'td' || name === 'th'
}

/** Whether an element parts text and says nothing else. */
function isPlain(name: string): boolean {
  return name === 'p' || name === 'div'
}
