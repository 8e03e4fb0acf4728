/**
 * Teaches markdown-it markup beyond the standard that a page does not show as it is written: callouts of GitHub and
 * Obsidian, containers of Docusaurus and VitePress (`:::note`), of Nuxt (`::note`) and of MkDocs (`!!! note`), links
 * and embeds of wikis (`[[…]]`), `==highlights==`, superscripts and subscripts (`x^2^`, `H~2~O`), ids of blocks
 * (`^id`), checkboxes of tasks, and lines that are instructions to the generator.
 *
 * As rules of the parser, they do not apply in code.
 */
import type { MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it'
import { inAnyBlock, lineAt, namesIn, replaceInline, replaceMarkup } from './markup.ts'

/** Lines that a page replaces by something else, or nothing. */
const instructions = new RegExp(
  [
    // Contents: Typora's, MkDocs', VitePress', GitLab's; kramdown's is a list of one item.
    /^\[(?:toc|\[_?toc_?\])\][ \t]*(?:\n|$)/i,
    /^(?:[*+-]|\d+\.)[ \t]+\S.*\n[ \t]*\{:[ \t]*toc\b[^{}\n]*\}[ \t]*(?:\n|$)/,
    // Included files: MkDocs', one or several, and VitePress'.
    /^-+8<-+[ \t]*(?:"[^"\n]*"|\n(?:.*\n){1,20}?[ \t]*-+8<-+)[ \t]*(?:\n|$)/,
    /^<<<[ \t]+[@.]\/.*(?:\n|$)/,
    // A tag that says that its content is Markdown (kramdown, MkDocs).
    /^<[a-z]\w*(?:[ \t][^<>\n]*)?[ \t]markdown(?:=["']?(?:1|block|span)["']?)?(?:[ \t][^<>\n]*)?>[ \t]*(?:\n|$)/,
    // Definitions of abbreviations.
    /^\*\[[^\]\n]+\]:.*(?:\n|$)/,
    // What code says of itself, and how it is put in: mkdocstrings'.
    /^:::[ \t]+\w+(?:\.\w+)+[ \t]*(?:\n[ \t]+\S.*)*(?:\n|$)/,
    // A name for links to what follows: MyST's.
    /^\([\w:.-]+\)=[ \t]*(?:\n|$)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
)

/** Icons of MkDocs Material. */
const icon = /:(?:material|octicons|fontawesome|simple)-[a-z\d-]+:/y

/**
 * A paragraph of nothing but tags (Obsidian, Bear), of letters and digits but none of them a number. A single one with a
 * capital, as `#Usage`, is mostly a heading of somebody who forgot the space, in old READMEs and posts of Jekyll.
 */
const tagLine = /^(?!#\p{Lu}[^\s/]*$)(?:(?:^|\s+)#(?=[^\s#]*\p{L})[\p{L}\p{M}\p{N}_/-]+)+$/u

/** Where the tags of a document are noted in its `env`. */
export const tagKey = 'tags'

/** Replaces marks by what a page shows for them, or nothing. */
export function marks(md: MarkdownIt): void {
  md.block.ruler.before(
    'fence',
    'container',
    (state, startLine, _, silent) => {
      const title = titleOfContainer(lineAt(state, startLine))
      if (title === null) return false
      if (silent) return true
      state.line = startLine + 1
      pushTitle(state, title)
      return true
    },
    inAnyBlock,
  )

  md.block.ruler.before(
    'code',
    'indented_container',
    (state, startLine, endLine, silent) => {
      if (state.sCount[startLine] - state.blkIndent >= indent) return false
      const title = titleOfIndented(lineAt(state, startLine))
      if (title === null) return false
      const inside = state.skipEmptyLines(startLine + 1)
      if (inside >= endLine || state.sCount[inside] < state.sCount[startLine] + indent) return false
      if (silent) return true
      pushTitle(state, title)
      state.level++
      state.blkIndent += indent
      state.md.block.tokenize(state, startLine + 1, endLine)
      state.blkIndent -= indent
      state.level--
      return true
    },
    inAnyBlock,
  )

  md.block.ruler.before(
    'fence',
    'instruction',
    (state, startLine, endLine, silent) => {
      const start = state.bMarks[startLine] + state.tShift[startLine]
      if (!/[[(*+\d<:-]/.test(state.src[start] ?? '')) return false
      const rest = state.src.slice(start, Math.min(start + 2000, state.eMarks[endLine - 1]))
      const found = instructions.exec(rest)
      if (!found) return false
      if (silent) return true
      const lines = found[0].trimEnd().split('\n').length
      state.line = startLine + lines
      return true
    },
    inAnyBlock,
  )

  replaceMarkup(
    md,
    'icon',
    (text, start) => {
      icon.lastIndex = start
      return icon.test(text) ? icon.lastIndex : -1
    },
    () => '',
  )

  md.core.ruler.after('block', 'marks', ({ tokens, env }) => {
    for (const [i, token] of tokens.entries()) {
      if (token.type !== 'inline') continue
      const isTags = token.level === 1 && tagLine.test(token.content)
      for (const tag of isTags ? token.content.split(/\s+/) : [])
        namesIn(env, tagKey).add(tag.slice(1))
      token.content = isTags ? '' : withoutMarks(token.content, tokens[i - 2])
    }
  })

  const wikiLink = /!?\[\[([^[\]|\n]+)(?:\|([^[\]\n]*))?\]\](?![([:])/y
  replaceInline(md, 'wiki_link', 'link', wikiLink, (state, [written, target, shown]) => {
    // An embed shows nothing; a link to a heading shows its path.
    const text = shown?.trim() || target.split('#').filter(Boolean).join(' > ').trim()
    if (!written.startsWith('!')) state.pending += text
  })

  // At most so long: one that is never closed must not cost the whole file.
  const highlight = /(?<![\w=])==(?=[^\s=>])[\s\S]{1,1000}?(?<=[^\s=<])==(?![\w=])/y
  replaceInline(md, 'highlight', 'emphasis', highlight, (state, [written]) =>
    readInside(state, 2, written.length - 4),
  )

  // Pandoc's and MkDocs'. They follow a letter, and nothing that continues a formula follows them, as in `x^2+y^2`.
  const script =
    /(?<=[\p{L}\p{N})\]])(?:\^([\p{L}\p{N}+−-]{1,20})\^(?![\p{L}\p{N}\\{^])|~([\p{L}\p{N}+−-]{1,20})~(?!~))/uy
  replaceInline(md, 'script', 'emphasis', script, (state, [, above, below]) => {
    state.pending += above ?? below
  })

  // MyST's: a kind of reference, of which a page shows its title, else its target.
  const role = /\{[a-z][\w:+-]*\}`([^`<>\n]*[^`<>\s])(?:\s*<[^`<>\n]*>)?`/y
  replaceInline(md, 'role', 'backticks', role, (state, [, shown]) => {
    state.pending += shown
  })

  // Pandoc's span with attributes, of which a page shows only the text.
  const span = /\[([^[\]\n]+)\]\{[.#][^{}\n]*\}/y
  replaceInline(md, 'span', 'link', span, (state, [, inside]) =>
    readInside(state, 1, inside.length),
  )
}

/** Lines that are indented by so much are in a container of MkDocs. */
const indent = 4

/** Pushes `title` as a paragraph, unless it is empty. */
function pushTitle(state: StateBlock, title: string): void {
  if (title === '') return
  state.push('paragraph_open', 'p', 1)
  const inline = state.push('inline', '', 0)
  inline.content = title
  inline.children = []
  state.push('paragraph_close', 'p', -1)
}

/** Parses as Markdown the next `length` characters after those that are skipped. */
function readInside(state: StateInline, skipped: number, length: number): void {
  const { posMax } = state
  state.pos += skipped
  state.posMax = state.pos + length
  state.md.inline.tokenize(state)
  state.posMax = posMax
}

/** The title on a line that opens a container, empty if it has none or closes one; null for any other line. */
function titleOfContainer(line: string): string | null {
  if (!line.startsWith('::')) return null
  const found =
    /^:{3,}\s*(?:(?:[A-Za-z][\w-]*|\{[^{}]*\})(?=[\s[{]|$)|$)/.exec(line) ??
    /^::(?:[a-z][\w-]*(?=[[{]|\s*$)|\s*$)/.exec(line)
  if (!found) return null
  // Pandoc's, and Nuxt's.
  const attribute = /\{[^{}]*\btitle="([^"{}]*)"[^{}]*\}\s*$/.exec(line)
  if (attribute) return attribute[1]
  const rest = line
    .slice(found[0].length)
    .trim()
    .replace(/\{[^{}]*\}$/, '')
    .trim()
  return /^\[(.*)\]$/.exec(rest)?.[1] ?? rest
}

/** The same for MkDocs, whose containers are indented: `!!! note "Title"`, `??? note` and the tab `=== "Title"`. */
function titleOfIndented(line: string): string | null {
  if (!'!?='.includes(line[0] ?? ' ')) return null
  const found =
    /^(?:!!!|\?\?\?\+?)\s+[a-z][\w -]*(?:"(.*)")?\s*$/i.exec(line) ??
    /^===[!+]?\s+"(.+)"\s*$/.exec(line)
  return found && (found[1] ?? '')
}

/** The text of a block, which `container` opens, without marks that stand only at its beginning or end. */
function withoutMarks(text: string, container: Token | undefined): string {
  // A single character may be an exponent.
  const written = text.replace(/(?:^|\s)\^(?=\d*[A-Za-z-])[\w-]{2,}$/, '')
  const plain = written.includes(':') || written.includes('((') ? withoutNotes(written) : written
  if (container?.type === 'list_item_open') return plain.replace(/^\[[ xX]\](?:\s|$)/, '')
  if (container?.type !== 'blockquote_open') return plain
  // The rest of a callout's line is its title, which ends with a line break.
  return plain.replace(
    /^\[![\w-]+(?:\|[^[\]]*)?\][+-]?[ \t]*(.*)(?:\n|$)/,
    (_, title) => title && `${title}  \n`,
  )
}

const logseqNotes = new RegExp(
  [
    /^(?:id|collapsed|heading|background-color|logseq\.[\w.-]+):: .*\n?/,
    /\(\([\da-f-]{36}\)\)/,
    /^(?:SCHEDULED|DEADLINE): <[^<>\n]*>\n?/,
    /^:LOGBOOK:\n(?:CLOCK: .*\n)*:END:\n?/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gm',
)

/**
 * Text without Logseq's notes on a block, its times and clocks, and with the terms and meanings of definition lists on
 * lines of their own.
 */
function withoutNotes(text: string): string {
  return text
    .replace(logseqNotes, '')
    .replace(/\n:[ \t]+/g, '  \n')
    .replace(/^:[ \t]+/, '')
}
