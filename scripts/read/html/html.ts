/**
 * The text of HTML: what a page would show, without tags, comments, scripts and styles.
 *
 * White space outside `pre` is folded as in a browser. Block elements give blocks; rows, items and
 * `br` give lines, and blocks in an item are lines of it.
 */
import { type Handler, Parser } from 'htmlparser2'
import type { Block } from '../draft.ts'
import { broken } from '../problems.ts'

/** Elements whose content no page shows; the last two repeat a formula, in TeX. */
export const unseen = new Set('script style template noscript annotation annotation-xml'.split(' '))
/** Elements that begin and end a line. */
export const lineBreaking = new Set('br li tr dt dd summary figcaption caption'.split(' '))
/** Elements that begin and end a block. */
export const blockLike = new Set(
  (
    'p div section article aside header footer main nav h1 h2 h3 h4 h5 h6 ul ol dl table ' +
    'blockquote pre figure form fieldset details hr address'
  ).split(' '),
)

/** A block of HTML. */
export interface HtmlBlock {
  readonly text: string
  /** 1 to 6 for a heading, 0 for text and for a heading in a list. */
  readonly depth: number
  /** For a heading, the nearest id, without `#`; else null. */
  readonly anchor: string | null
}

export type Attributes = Readonly<Record<string, string>>

/** An element, known by its opening tag. */
export interface Element {
  readonly name: string
  readonly attributes: Attributes
}

/** Which part of HTML is read; by default, all that a page would show. */
export interface HtmlPart {
  /** Number of the only element that is read, in order of opening tags from 0. */
  readonly root?: number
  /** Numbers of elements that are left out. */
  readonly without?: ReadonlySet<number>
  /** Whether an element is left out, with its content; `around` are its ancestors, the innermost last. */
  readonly isHidden?: (element: Element, around: readonly Element[]) => boolean
}

/** The text blocks of `html`, alternative texts of images included; none is empty. */
export function htmlBlocks(html: string): string[] {
  return readBlocks(html).map(({ text }) => text)
}

/** A block of HTML as one of an article. */
export function toBlock({ text, depth, anchor }: HtmlBlock): Block {
  return depth === 0
    ? { kind: 'text', text }
    : { kind: 'heading', text, depth, anchor: anchor ?? '' }
}

/** Text as HTML that shows it. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** The name of a file, as programs write for a picture that was pasted. */
const fileName = /^(?:\S.*\.(?:png|jpe?g|gif|webp|svg|heic)|untitled(?: \d+)?)$/i
/** Addresses of badges, as repositories show: their texts name what they measure, such as `build status`. */
const badges = [
  /^(?:https?:)?\/\/[^/]*\b(?:shields\.io|travis-ci\.|badge(?:s|n|size)?\.)/i,
  // Neither `badger.jpg` nor `badge-of-honour.jpg`.
  /(?:^|\/)badges?(?:\.png|(?:[-_][\w-]{0,50})?(?:\.svg)?)(?:[/?#]|$)/i,
]

/** The alternative text of the image at `address`, empty if it says nothing: that of a badge, or a file's name. */
export function alternativeOf(text: string, address: string): string {
  const saysNothing = fileName.test(text) || badges.some((badge) => badge.test(address))
  return saysNothing ? '' : text
}

/** The blocks of `html`, headings and texts; none is empty. */
export function readBlocks(html: string, part: HtmlPart = {}): HtmlBlock[] {
  const view = createView(part)
  const writer = createWriter()
  parseHtml(html, {
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
  return writer.end()
}

/** What is told of HTML while it is parsed. */
type HtmlHandler = Required<Pick<Handler, 'onopentag' | 'ontext' | 'onclosetag'>>

/** Most open elements; browsers flatten from 512 on. The parser moves all of them for each new one. */
const mostOpen = 5000

/** Parses `html`; throws `BrokenArticle` where it is nested so deep that this would take hours. */
export function parseHtml(html: string, handler: HtmlHandler): void {
  let open = 0
  const parser = new Parser({
    ...handler,
    onopentag(...tag) {
      if (open++ === mostOpen) {
        const sentence = `HTML has more than ${mostOpen} elements open at once. Close them, as </${tag[0]}> does.`
        throw broken(1, sentence)
      }
      handler.onopentag(...tag)
    },
    onclosetag(...tag) {
      open--
      handler.onclosetag(...tag)
    },
  })
  parser.end(html)
}

/** Follows elements as they open and close, and tells whether text is being read. */
function createView({ root, without, isHidden }: HtmlPart) {
  const around: Element[] = []
  let opened = 0
  /** Depths of the element that is read and of the one that is hidden. */
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
      // Ancestors of `root` are never hidden: some pages are hidden until a script shows them.
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

/** Makes blocks from a stream of tags and texts. */
function createWriter() {
  const blocks: HtmlBlock[] = []
  let lines: string[] = []
  let line = ''
  /** Whether `line` is only white space; kept, since testing a long line takes long. */
  let isLineEmpty = true
  let preformatted = 0
  let items = 0
  let openCells = 0
  /**
   * Whether the last opened cell is empty so far, and whether a bar must separate it from the one before on its line.
   */
  let [isCellEmpty, wantsBar] = [false, false]
  /** Name of the element last closed in a cell: it breaks the line only if something follows. */
  let closedInCell: string | null = null
  let wasBroken = false
  /** The open heading, and where in `line` an open link to an anchor begins. */
  let heading: { name: string; depth: number; anchor: string | null; images: string[] } | null =
    null
  let linkAt = -1
  /** Where in `line` the last raised text begins. */
  let raisedAt = 0
  /**
   * The last id since there was text; and the ids of the open elements, each until the first heading in it takes it.
   */
  let anchor: string | null = null
  const ids: (string | null)[] = []

  const endLine = () => {
    const text = preformatted > 0 ? line.trimEnd() : line.replace(/\s+/g, ' ').trim()
    if (text.trim() !== '') lines.push(text)
    ;[line, isLineEmpty] = ['', true]
  }
  const endBlock = () => {
    endLine()
    // Beside a heading's words, an image is decoration.
    if (heading && lines.length === 0) lines = heading.images
    const text = lines.join(heading ? ' ' : '\n')
    const { depth, anchor } = heading ?? { depth: 0, anchor: null }
    if (text !== '') blocks.push({ text, depth, anchor })
    lines = []
  }
  /** The id for a heading: one just before it, else that of the innermost open element whose first heading it is. */
  const takeId = () => {
    const id = anchor ?? ids.findLast((other) => other !== null) ?? null
    const at = ids.lastIndexOf(id)
    if (at >= 0) ids[at] = null
    return id
  }
  const breakAt = (name: string) => {
    // Nothing breaks a block inside a list, code or a heading.
    const isInside = items > 0 || heading || (preformatted > 0 && name !== 'pre')
    if (blockLike.has(name) && !isInside) endBlock()
    else if (blockLike.has(name) || lineBreaking.has(name)) endLine()
  }
  /** Content follows, in a cell or elsewhere. */
  const goOn = () => {
    if (closedInCell !== null) breakAt(closedInCell)
    closedInCell = null
  }
  /** Text follows, perhaps the first of a cell. */
  const beginWords = () => {
    goOn()
    if (wantsBar && !isLineEmpty) line += ' | '
    ;[wantsBar, isCellEmpty, isLineEmpty] = [false, false, false]
  }
  return {
    open(name: string, attributes: Attributes) {
      goOn()
      // A paragraph at the beginning of a cell makes no block.
      if (!isCellEmpty || !isPlain(name)) breakAt(name)
      const id = attributes.id || (name === 'a' && attributes.name) || null
      ids.push(id)
      if (heading) heading.anchor ??= id
      else if (id !== null) anchor = id
      if (/^h[1-6]$/.test(name) && items === 0) {
        endBlock()
        heading = { name, depth: Number(name[1]), anchor: takeId(), images: [] }
      } else if (name === 'li') items++
      else if (name === 'pre') preformatted++
      // Cells are separated as in a Markdown table.
      else if (isCell(name)) {
        ;[isCellEmpty, wantsBar] = [true, true]
        openCells++
      } else if (name === 'img') {
        const text = alternativeOf(attributes.alt ?? '', attributes.src ?? '')
        if (text !== '' && heading) heading.images.push(text)
        else if (text !== '') {
          beginWords()
          line += text
        }
      } else if (name === 'a') linkAt = attributes.href?.includes('#') ? line.length : -1
      else if (name === 'sup') raisedAt = line.length
      else if (name === 'br') {
        // Two in a row end a paragraph that has no tags.
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
        // Drops a sign that links to its heading or back from a footnote.
        const isShort = heading || (line.length - linkAt <= 2 && preformatted === 0)
        if (isShort && !/[\p{L}\p{N}]/u.test(line.slice(linkAt))) line = `${line.slice(0, linkAt)} `
      }
      // What stood around the number of a footnote.
      if (name === 'sup' && /^[\s[\](),;]+$/.test(line.slice(raisedAt)))
        line = line.slice(0, raisedAt)
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

/** Whether an element does nothing but separate text. */
function isPlain(name: string): boolean {
  return name === 'p' || name === 'div'
}
