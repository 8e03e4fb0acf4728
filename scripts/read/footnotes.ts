/**
 * Teaches markdown-it footnotes, as GitHub has them: `[^1]` in the text is no word, and of `[^1]: …`
 * what follows is text where it stands, with the indented lines below it.
 */
import type { MarkdownIt } from 'markdown-it'

/** Indented so far, what follows a note is part of it. */
const indent = 4

/** A note that nothing refers to is text all the same, and a reference to nothing stays as it is written. */
export function footnotes(md: MarkdownIt): void {
  md.block.ruler.before(
    'reference',
    'footnote',
    (state, startLine, endLine, silent) => {
      const { bMarks, tShift, sCount, eMarks } = state
      const line = state.src.slice(bMarks[startLine] + tShift[startLine], eMarks[startLine])
      const found = /^\[\^([^\s[\]]+)\]:[ \t]*/.exec(line)
      if (!found || state.sCount[startLine] - state.blkIndent >= indent) return false
      if (silent) return true
      namesIn(state.env).add(found[1])

      // The line begins behind the name; the parser has no other way to say so.
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
    if (!found || !namesIn(state.env).has(found[1])) return false
    state.pos = reference.lastIndex
    return true
  })
}

/** Names of the notes that were found so far: all, once running text is read. */
function namesIn(env: Record<string, unknown>): Set<string> {
  env.footnotes ??= new Set()
  return env.footnotes as Set<string>
}
