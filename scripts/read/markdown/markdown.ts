/**
 * Markdown and MDX as plain text: what a page would show, and nothing else.
 *
 * markdown-it, chosen for its speed, parses, and its tokens are walked once; no regular
 * expression looks for structure in Markdown. Markers of lists and quotes are dropped. A
 * heading in a list or a quote is text: no section begins there.
 */
import MarkdownParser, { type MarkdownIt, type Token } from 'markdown-it'
import type { Block, Draft } from '../draft.ts'
import type { FrontMatter } from '../front-matter/entries.ts'
import { splitFrontMatter } from '../front-matter/front-matter.ts'
import { withLead } from '../front-matter/lead.ts'
import { alternativeOf, htmlBlocks } from '../html/html.ts'
import { createAnchors } from './anchors.ts'
import { comments } from './comments.ts'
import { footnotes } from './footnotes.ts'
import { hiddenBy, tagText } from './html-tags.ts'
import { marks, tagKey } from './marks.ts'
import { namesIn, replacedBlock } from './markup.ts'
import { mdx } from './mdx.ts'
import { shortcodes, withoutRawTags, withoutShortcodes } from './shortcodes.ts'

const markdownParser = createParser().use(shortcodes)
const mdxParser = createParser().use(mdx)

/**
 * Marks a Markdown file as MDX (Docusaurus): it begins with an import, or imports a component of Docusaurus or another
 * MDX file.
 */
const imports =
  /^\s*import\s+(?:[\w$*{][^"']*?\sfrom\s+)?["'][^"'\n]+["'];?[ \t]*\n|\nimport [^"'\n]*["'](?:@theme|@site|\.[^"'\n]*\.mdx?["'])/

/** Reads Markdown with the shortcodes of static site generators. */
export function readMarkdown(source: string): Draft {
  const { front, body } = splitFrontMatter(source)
  return readBody(front, body)
}

/** Reads Markdown below front matter that was read before. */
export function readBody(front: FrontMatter, body: string): Draft {
  return draftOf(imports.test(body) ? mdxParser : markdownParser, front, body)
}

/** Reads MDX. */
export function readMdx(source: string): Draft {
  const { front, body } = splitFrontMatter(source)
  return draftOf(mdxParser, front, body)
}

function draftOf(parser: MarkdownIt, front: FrontMatter, body: string): Draft {
  const plain = (written: string) => textOf(parser.parseInline(written, {})[0]?.children ?? [])
  const env = {}
  const blocks = blocksOf(parser.parse(body, env))
  return withLead({ front, blocks, tags: [...namesIn(env, tagKey)] }, plain)
}

function createParser(): MarkdownIt {
  const md = new MarkdownParser({ html: true }).use(comments).use(footnotes).use(marks)
  // Links are never followed here, and a link with a refused address would be
  // shown as it is written.
  md.validateLink = () => true
  md.normalizeLink = (url) => url

  // An id at the very end is an anchor in a heading; elsewhere `{#id}` and `[#id]` are text, and lists of
  // attributes show nothing.
  md.inline.ruler.before('autolink', 'anchor', (state, silent) => {
    const sign = state.src[state.pos]
    if (sign !== '{' && sign !== '[') return false
    const written = state.src.slice(state.pos)
    const id = idIn(written)
    if (id === null) return false
    if (!silent) {
      const token = state.push('anchor', '', 0)
      // Behind a link or an image, it is one of its attributes.
      const isText = /^(?:\{#|\[)/.test(written) && state.src[state.pos - 1] !== ')'
      token.content = isText ? written : ''
      token.info = id
    }
    state.pos = state.posMax
    return true
  })
  return md
}

/**
 * The id if `written` is nothing but one: `{#id}`, `{: .class #id}` (kramdown, MkDocs), a comment with it alone
 * (Docusaurus), or `[#id]` (Nextra), unless that is a number, as of an issue.
 */
function idIn(written: string): string | null {
  const found =
    /^\{:?\s*(?:(?:\/\*|\.[\w-]+|[\w-]+=[^\s{}]+)\s+)*#([^\s{}[\]]+)(?:\s[^{}[\]]*)?\}\s*$/.exec(
      written,
    ) ?? /^\[#(?!\d+\])([^\s{}[\]]+)\]\s*$/.exec(written)
  return found?.[1] ?? null
}

/** The id on the line below a heading (kramdown). */
function idBelow({ map }: Token, below: Token | undefined): string | null {
  if (below?.type !== replacedBlock || below.map?.[0] !== map?.[1]) return null
  return idIn(below.info)
}

function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = []
  const anchorOf = createAnchors()
  // Number of open lists and tables; an outermost one is one block.
  let open = 0
  let lines: string[] = []
  let cells: string[] | null = null
  let heading: Token | null = null

  const addText = (text: string) => {
    if (text === '') return
    if (open > 0) lines.push(text)
    else blocks.push({ kind: 'text', text })
  }
  const addHeading = (opening: Token, children: Token[], below: Token | undefined) => {
    const { tag, level } = opening
    const last = children.at(-1)
    const own = last?.type === 'anchor' ? last.info : null
    const shown = own === null ? children : children.slice(0, -1)
    // Beside a heading's words, an image is decoration.
    const text = onOneLine(textOf(shown.filter((token) => !isImage(token))) || textOf(shown))
    const anchor = anchorOf(text, own ?? idBelow(opening, below))
    if (level > 0) addText(text)
    else if (text !== '') blocks.push({ kind: 'heading', text, depth: Number(tag[1]), anchor })
  }

  for (const [i, token] of tokens.entries()) {
    const { type, content } = token
    const children = token.children ?? []
    if (type === 'inline') {
      if (heading) addHeading(heading, children, tokens[i + 2])
      else if (cells) cells.push(onOneLine(textOf(children)))
      else addText(textOf(children))
      heading = null
    } else if (type === 'heading_open') heading = token
    else if (type === 'fence' || type === 'code_block') addText(shownCode(token))
    else if (type === 'html_block') htmlBlocks(withoutShortcodes(content)).forEach(addText)
    else if (type === replacedBlock) addText(content)
    else if (type === 'tr_open') cells = []
    else if (type === 'tr_close') {
      // A bar, not spaces: words of two cells do not stand side by side on the page,
      // and a link to a sentence must not run from one cell into the next.
      addText((cells ?? []).filter((cell) => cell !== '').join(' | '))
      cells = null
    } else if (/^(?:bullet_list|ordered_list|table)_open$/.test(type)) open++
    else if (/^(?:bullet_list|ordered_list|table)_close$/.test(type) && --open === 0) {
      addText(lines.join('\n'))
      lines = []
    }
  }
  return blocks
}

function isImage({ type, content }: Token): boolean {
  return type === 'image' || (type === 'html_inline' && /^<img\b/i.test(content))
}

/** Text of a paragraph, a heading or a cell; a hard break is a line break. */
function textOf(tokens: readonly Token[]): string {
  const text = rawText(tokens)
  if (!/[\t\n]| {2}/.test(text)) return text.trim()
  return withoutBlankLines(text.replace(/[ \t]+/g, ' ').replace(/ ?\n ?/g, '\n')).trim()
}

function rawText(tokens: readonly Token[]): string {
  let text = ''
  let hidden = 0
  for (const token of tokens) {
    const { type, content, children } = token
    if (type === 'html_inline') {
      hidden = Math.max(0, hidden + hiddenBy(content))
      if (hidden === 0) text += tagText(content)
    } else if (hidden > 0) continue
    else if (type === 'softbreak') text += ' '
    else if (type === 'hardbreak') text += '\n'
    else if (type === 'image')
      text += alternativeOf(rawText(children ?? []), String(token.attrGet('src')))
    else text += type === 'code_inline' ? withoutRawTags(content) : content
  }
  return text
}

/** A query of Obsidian, with its language on the first line; others have two of these for code of other kinds. */
const obsidianQuery =
  /^(?:dataview(?:js)?\n|tasks\n|query\n.*\n?$|base\n(?:.*\n)*?(?:views|filters):)/

/**
 * The lines of code that a page shows: of a directive of MyST or a cell of Quarto without its options, none that mdBook
 * puts code in for, and nothing of Obsidian's queries.
 */
function shownCode({ info, content }: Token): string {
  if (/^\{(?:toctree|tableofcontents|contents)\}/.test(info)) return ''
  if (obsidianQuery.test(`${info.trim()}\n${content}`)) return ''
  const shown = info.startsWith('{') ? content.replace(/^(?:(?::[\w-]+:|#\|).*\n)+/, '') : content
  return withoutBlankLines(
    withoutRawTags(shown).replace(
      /^[ \t]*\{\{#(?:rustdoc_)?(?:include|playground)\b[^{}\n]*\}\}[ \t]*$/gm,
      '',
    ),
  )
}

function onOneLine(text: string): string {
  return text.replaceAll('\n', ' ')
}

function withoutBlankLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.join('\n')
}
