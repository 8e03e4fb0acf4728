/**
 * The words of HTML: what a page would show, without tags, comments, scripts and styles.
 *
 * White space is folded as a browser folds it, outside `pre`. Elements that stand as
 * blocks give blocks; rows, items and `br` give lines, and what stands in an item is a part of it.
 */
import { Parser } from 'htmlparser2'

const unseen = new Set(['script', 'style', 'template', 'noscript'])
const lineBreaking = new Set(['br', 'li', 'tr', 'dt', 'dd', 'summary', 'figcaption', 'caption'])
const blockLike = new Set(
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

/** What of HTML is read; all that a page would show, unless told. */
export interface HtmlPart {
  /** Number of the element that is read alone, in order of opening tags from 0. */
  readonly root?: number
  /** Whether an element is left out, with all that lies in it. */
  readonly isHidden?: (name: string, attributes: Readonly<Record<string, string>>) => boolean
}

/** The text blocks of `html`, alternative texts of images included; none is empty. */
export function htmlBlocks(html: string): string[] {
  return readBlocks(html).map(({ text }) => text)
}

/** The blocks of `html`, headings told from text; none is empty. */
export function readBlocks(html: string, { root, isHidden }: HtmlPart = {}): HtmlBlock[] {
  const blocks: HtmlBlock[] = []
  let lines: string[] = []
  let line = ''
  let preformatted = 0
  let items = 0
  let cells = 0
  let wasBroken = false
  /** The heading that is open, and where the text of a link to itself begins in `line`. */
  let heading: { name: string; depth: number; anchor: string | null } | null = null
  let linkAt = -1
  /** The id that was met last, since there was text. */
  let anchor: string | null = null
  let [opened, depth] = [0, 0]
  /** Depths from which on elements are read, and are not. */
  let [shownFrom, hiddenFrom] = [
    root === undefined ? 0 : Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]
  const isShown = () => depth >= shownFrom && depth < hiddenFrom

  const endLine = () => {
    const text = preformatted > 0 ? line.trimEnd() : line.replace(/\s+/g, ' ').trim()
    if (text.trim() !== '') lines.push(text)
    line = ''
  }
  const endBlock = () => {
    endLine()
    const text = lines.join(heading ? ' ' : '\n')
    if (text !== '')
      blocks.push({ text, depth: heading?.depth ?? 0, anchor: heading?.anchor ?? null })
    lines = []
  }
  const breakAt = (name: string) => {
    // What lies in an item is part of its list, and a heading is one.
    if (blockLike.has(name) && items === 0 && !heading) endBlock()
    else if (blockLike.has(name) || lineBreaking.has(name)) endLine()
  }

  const parser = new Parser({
    onopentag(name, attributes) {
      depth++
      if (opened++ === root) [shownFrom, items, preformatted] = [depth, 0, 0]
      // Around what is read everything counts as shown: some pages show themselves by a script.
      if (isShown() && depth > shownFrom && (unseen.has(name) || isHidden?.(name, attributes)))
        hiddenFrom = depth
      breakAt(name)
      if (name === 'li') items++
      if (name === 'pre') preformatted++
      if (name === 'tr') cells = 0
      if (!isShown()) return
      const id = attributes.id || (name === 'a' && attributes.name) || null
      if (heading) heading.anchor ??= id
      else if (id !== null) anchor = id
      if (/^h[1-6]$/.test(name) && items === 0) {
        endBlock()
        heading = { name, depth: Number(name[1]), anchor }
      }
      if (name === 'a' && attributes.href?.startsWith('#')) linkAt = line.length
      // Two in a row part paragraphs where nobody wrote any.
      if (name === 'br' && wasBroken && items === 0 && !heading) endBlock()
      if (name === 'br') wasBroken = true
      // Cells are parted as in a Markdown table.
      if ((name === 'td' || name === 'th') && cells++ > 0) line += ' | '
      if (name === 'img') line += attributes.alt ?? ''
    },
    ontext(data) {
      if (!isShown()) return
      if (data.trim() !== '') {
        wasBroken = false
        if (!heading) anchor = null
      }
      const parts = preformatted > 0 ? data.split('\n') : [data]
      for (const [i, part] of parts.entries()) {
        if (i > 0) endLine()
        line += part
      }
    },
    onclosetag(name) {
      // The sign that leads to the heading itself.
      if (name === 'a' && heading && linkAt >= 0 && !/[\p{L}\p{N}]/u.test(line.slice(linkAt)))
        line = line.slice(0, linkAt)
      if (name === 'a') linkAt = -1
      if (name === heading?.name) {
        endBlock()
        ;[heading, anchor] = [null, null]
      }
      breakAt(name)
      if (name === 'li') items--
      if (name === 'pre') preformatted--
      if (depth === hiddenFrom) hiddenFrom = Number.POSITIVE_INFINITY
      if (depth === shownFrom) shownFrom = Number.POSITIVE_INFINITY
      depth--
    },
  })
  parser.end(html)
  endBlock()
  return blocks
}

/** What a tag or comment stands for in running text: a line break, an alternative text, nothing. */
export function tagText(tag: string): string {
  return tagName(tag) === 'img' ? htmlBlocks(tag).join(' ') : breakOf(tag)
}

/** A line break where `tag` parts what stands before and behind it, as a page would; else nothing. */
export function breakOf(tag: string): string {
  const name = tagName(tag)
  return blockLike.has(name) || lineBreaking.has(name) || /^t[dh]$/.test(name) ? '\n' : ''
}

/** 1 if `tag` opens an element whose content is not shown, -1 if it closes one, else 0. */
export function hiddenBy(tag: string): -1 | 0 | 1 {
  if (!unseen.has(tagName(tag))) return 0
  return tag[1] === '/' ? -1 : 1
}

function tagName(tag: string): string {
  return /^<\/?([a-z]+\d?)/i.exec(tag)?.[1].toLowerCase() ?? ''
}

/**
 * Where the tag that begins at `start` ends, or -1 if none does.
 *
 * `skip` says where something foreign ends that may stand in a tag, braces and
 * quotes and all: a shortcode in an attribute, an expression of JSX.
 */
export function endOfTag(
  text: string,
  start: number,
  end: number,
  skip: (text: string, at: number, end: number) => number,
): number {
  const name = /<\/?(?:[A-Za-z_$][\w.:$-]*(?=[\s/>{])|(?=>))/y
  name.lastIndex = start
  if (!name.test(text)) return -1
  let quote = ''
  for (let at = name.lastIndex; at < end; at++) {
    const character = text[at]
    if (character === '{') {
      const after = skip(text, at, end)
      if (after > 0) at = after - 1
    } else if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at + 1
    else if (character === '<') return -1
  }
  return -1
}
