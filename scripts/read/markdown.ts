/**
 * Markdown and MDX as plain text: what a reader of the page would see, and nothing else.
 *
 * markdown-it parses, chosen for its speed, and its tokens are walked once; no regular
 * expression looks for structure in Markdown. Markers of lists and quotes are no text, as
 * on a page. A heading in a list or a quote is text: no section begins in the middle of
 * a list.
 */
import MarkdownParser, { type MarkdownIt, type Token } from 'markdown-it'
import { createAnchors } from './anchors.ts'
import { comments } from './comments.ts'
import type { Block, Draft } from './draft.ts'
import { footnotes } from './footnotes.ts'
import { splitFrontMatter } from './frontmatter.ts'
import { htmlBlocks } from './html.ts'
import { hiddenBy, tagText } from './html-tags.ts'
import { marks } from './marks.ts'
import { replacedBlock } from './markup.ts'
import { mdx } from './mdx.ts'
import { shortcodes, withoutShortcodes } from './shortcodes.ts'

const markdownParser = createParser().use(shortcodes)
const mdxParser = createParser().use(mdx)

/** Reads Markdown with the shortcodes of static site generators. */
export function readMarkdown(source: string): Draft {
  const { front, body } = splitFrontMatter(source)
  return { front, blocks: blocksOf(markdownParser.parse(body, {})) }
}

/** Reads MDX. */
export function readMdx(source: string): Draft {
  const { front, body } = splitFrontMatter(source)
  return { front, blocks: blocksOf(mdxParser.parse(body, {})) }
}

function createParser(): MarkdownIt {
  const md = new MarkdownParser({ html: true }).use(comments).use(footnotes).use(marks)
  // Addresses are never followed here, and a link whose address is refused would
  // be shown as it is written.
  md.validateLink = () => true
  md.normalizeLink = (url) => url

  // `{#id}` at the very end: an anchor if this is a heading, else text.
  md.inline.ruler.before('autolink', 'anchor', (state, silent) => {
    if (state.src[state.pos] !== '{') return false
    const anchor = /\{#([^\s{}[\]]+)[^{}[\]]*\}\s*$/y
    anchor.lastIndex = state.pos
    const found = anchor.exec(state.src)
    if (!found) return false
    if (!silent) {
      const token = state.push('anchor', '', 0)
      token.content = found[0]
      token.info = found[1]
    }
    state.pos = state.posMax
    return true
  })
  return md
}

function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = []
  const anchorOf = createAnchors()
  // A list or a table, with all that lies in it, is one block.
  let open = 0
  let lines: string[] = []
  let cells: string[] | null = null
  let heading: Token | null = null

  const addText = (text: string) => {
    if (text === '') return
    if (open > 0) lines.push(text)
    else blocks.push({ kind: 'text', text })
  }
  const addHeading = ({ tag, level }: Token, children: Token[]) => {
    const last = children.at(-1)
    const own = last?.type === 'anchor' ? last.info : null
    const text = onOneLine(textOf(own === null ? children : children.slice(0, -1)))
    const anchor = anchorOf(text, own)
    if (level > 0) addText(text)
    else if (text !== '') blocks.push({ kind: 'heading', text, depth: Number(tag[1]), anchor })
  }

  for (const token of tokens) {
    const { type, content } = token
    const children = token.children ?? []
    if (type === 'inline') {
      if (heading) addHeading(heading, children)
      else if (cells) cells.push(onOneLine(textOf(children)))
      else addText(textOf(children))
      heading = null
    } else if (type === 'heading_open') heading = token
    else if (type === 'fence' || type === 'code_block') addText(withoutBlankLines(content))
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

/** Text of a paragraph, a heading or a cell; a hard break is a line break. */
function textOf(tokens: readonly Token[]): string {
  const text = rawText(tokens)
  if (!/[\t\n]| {2}/.test(text)) return text.trim()
  return withoutBlankLines(text.replace(/[ \t]+/g, ' ').replace(/ ?\n ?/g, '\n')).trim()
}

function rawText(tokens: readonly Token[]): string {
  let text = ''
  let hidden = 0
  for (const { type, content, children } of tokens) {
    if (type === 'html_inline') {
      hidden = Math.max(0, hidden + hiddenBy(content))
      if (hidden === 0) text += tagText(content)
    } else if (hidden > 0) continue
    else if (type === 'softbreak') text += ' '
    else if (type === 'hardbreak') text += '\n'
    else if (type === 'image') text += rawText(children ?? [])
    else text += content
  }
  return text
}

function onOneLine(text: string): string {
  return text.replaceAll('\n', ' ')
}

function withoutBlankLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.join('\n')
}
