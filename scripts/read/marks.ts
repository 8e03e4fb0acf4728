/**
 * Teaches markdown-it the marks that Markdown has been given beside its standard and that a page does not show as
 * they are written: callouts of GitHub and Obsidian, containers of Docusaurus and VitePress (`:::note`), links and
 * embeds of wikis (`[[…]]`), `==highlights==`, ids of blocks (`^id`) and boxes of tasks.
 *
 * As rules of the parser they leave code alone.
 */
import type { MarkdownIt, Token } from 'markdown-it'

/** Marks show nothing, or what they stand for. */
export function marks(md: MarkdownIt): void {
  md.block.ruler.before(
    'fence',
    'container',
    (state, startLine, _, silent) => {
      const start = state.bMarks[startLine] + state.tShift[startLine]
      const title = titleOfContainer(state.src.slice(start, state.eMarks[startLine]))
      if (title === null) return false
      if (silent) return true
      state.line = startLine + 1
      if (title === '') return true
      state.push('paragraph_open', 'p', 1)
      const inline = state.push('inline', '', 0)
      inline.content = title
      inline.children = []
      state.push('paragraph_close', 'p', -1)
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )

  md.core.ruler.after('block', 'marks', ({ tokens }) => {
    for (const [i, token] of tokens.entries()) {
      if (token.type === 'inline') token.content = withoutMarks(token.content, tokens[i - 2])
    }
  })

  md.inline.ruler.before('link', 'wiki_link', (state, silent) => {
    const link = /!?\[\[([^[\]|\n]+)(?:\|([^[\]\n]*))?\]\](?![([:])/y
    link.lastIndex = state.pos
    const [written, target, shown] = link.exec(state.src) ?? []
    if (written === undefined) return false
    // What is embedded is no text of this page; of a link to a heading a wiki shows its way.
    const text = shown?.trim() || target.split('#').filter(Boolean).join(' > ').trim()
    if (!silent && !written.startsWith('!')) state.pending += text
    state.pos = link.lastIndex
    return true
  })

  md.inline.ruler.before('emphasis', 'highlight', (state, silent) => {
    if (state.src[state.pos] !== '=') return false
    // No longer than this: one that is never closed must not cost the whole file.
    const highlight = /(?<![\w=])==(?=[^\s=])[\s\S]{1,1000}?(?<=[^\s=])==(?![\w=])/y
    highlight.lastIndex = state.pos
    if (!highlight.test(state.src) || highlight.lastIndex > state.posMax) return false
    if (!silent) {
      const { posMax } = state
      state.pos += 2
      state.posMax = highlight.lastIndex - 2
      state.md.inline.tokenize(state)
      state.posMax = posMax
    }
    state.pos = highlight.lastIndex
    return true
  })
}

/** The title on a line that opens a container, empty if it has none or closes one; null for another line. */
function titleOfContainer(line: string): string | null {
  const found = /^:{3,}\s*(?:(?:[A-Za-z][\w-]*|\{[^{}]*\})(?=[\s[{]|$)|$)/.exec(line)
  if (!found) return null
  const rest = line
    .slice(found[0].length)
    .trim()
    .replace(/\{[^{}]*\}$/, '')
    .trim()
  return /^\[(.*)\]$/.exec(rest)?.[1] ?? rest
}

/** Running text without what stands only at its beginning or its end, in a block that `container` opens. */
function withoutMarks(text: string, container: Token | undefined): string {
  // A single sign may be an exponent.
  const plain = text.replace(/(?:^|\s)\^(?=\d*[A-Za-z-])[\w-]{2,}$/, '')
  if (container?.type === 'list_item_open') return plain.replace(/^\[[ xX]\](?:\s|$)/, '')
  if (container?.type !== 'blockquote_open') return plain
  // What follows on the line of a callout is its title, and ends as one.
  return plain.replace(
    /^\[![\w-]+(?:\|[^[\]]*)?\][+-]?[ \t]*(.*)(?:\n|$)/,
    (_, title) => title && `${title}  \n`,
  )
}
