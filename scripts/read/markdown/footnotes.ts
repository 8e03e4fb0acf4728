/**
 * Teaches markdown-it GitHub's footnotes: `[^1]` in the text shows nothing, and what follows `[^1]:
 * …`, with the indented lines below, is text where it stands. So is `^[…]`, a note in a sentence (Pandoc, Obsidian), in
 * brackets.
 */
import type { MarkdownIt } from 'markdown-it'
import { lineAt, namesIn } from './markup.ts'

/** Lines below a note that are indented by so much are part of it. */
const indent = 4

/**
 * Adds footnotes to `md`. A note without a reference is text all the same, and a reference without a note stays as it
 * is written.
 */
export function footnotes(md: MarkdownIt): void {
  md.block.ruler.before(
    'reference',
    'footnote',
    (state, startLine, endLine, silent) => {
      const { bMarks, tShift, sCount } = state
      const found = /^\[\^([^\s[\]]+)\]:[ \t]*/.exec(lineAt(state, startLine))
      if (!found || state.sCount[startLine] - state.blkIndent >= indent) return false
      if (silent) return true
      namesIn(state.env, 'footnotes').add(found[1])

      // Makes the line begin behind the name; the parser has no other way to say so.
      const before = [bMarks[startLine], tShift[startLine], sCount[startLine]] as const
      state.level++
      state.blkIndent += indent
      bMarks[startLine] += tShift[startLine] + found[0].length
      tShift[startLine] = 0
      sCount[startLine] = state.blkIndent
      state.md.block.tokenize(state, startLine, endLine)
      state.blkIndent -= indent
      state.level--
      ;[bMarks[startLine], tShift[startLine], sCount[startLine]] = before
      return true
    },
    { alt: ['paragraph', 'reference'] },
  )

  md.inline.ruler.before('link', 'footnote_reference', (state) => {
    if (state.src[state.pos] !== '[') return false
    const reference = /\[\^([^\s[\]]+)\]/y
    reference.lastIndex = state.pos
    const found = reference.exec(state.src)
    // All notes have been found once running text is parsed.
    if (!found || !namesIn(state.env, 'footnotes').has(found[1])) return false
    state.pos = reference.lastIndex
    return true
  })

  md.inline.ruler.before('link', 'inline_footnote', (state, silent) => {
    if (!state.src.startsWith('^[', state.pos)) return false
    const end = md.helpers.parseLinkLabel(state, state.pos + 1)
    // A single word may be a class of a regular expression, or an exponent; an address makes it a link.
    if (end < 0 || !/\s/.test(state.src.slice(state.pos, end))) return false
    if (state.src[end + 1] === '(') return false
    if (!silent) {
      const { posMax } = state
      state.pending += ' ('
      state.pos += 2
      state.posMax = end
      md.inline.tokenize(state)
      state.pending += ')'
      state.posMax = posMax
    }
    state.pos = end + 1
    return true
  })
}
