/**
 * Adds to markdown-it a kind of markup that it does not know and that is not words.
 *
 * Such markup is found by a scanner, in running text or as a block of its own, and
 * gives way to the text it stands for, mostly none. Being rules of the parser, the two
 * never look into code.
 */
import type { MarkdownIt } from 'markdown-it'

/** Where the markup that begins at `start` ends, at most at `end`; -1 if none begins there. */
export type Scanner = (text: string, start: number, end: number) => number

/** The type of token that holds what a block gave way to, and as `info` the block. */
export const replacedBlock = 'replaced_block'

/** Replaces what `endOf` finds by `instead`, in `md`, as a rule called `name`. */
export function replaceMarkup(
  md: MarkdownIt,
  name: string,
  endOf: Scanner,
  instead: (markup: string) => string,
): void {
  md.inline.ruler.before('autolink', name, (state, silent) => {
    const end = endOf(state.src, state.pos, state.posMax)
    if (end < 0) return false
    if (!silent) state.pending += instead(state.src.slice(state.pos, end))
    state.pos = end
    return true
  })

  // As a block it may go over blank lines, and nothing else stands on its last line.
  md.block.ruler.before(
    'html_block',
    name,
    (state, startLine, endLine, silent) => {
      const start = state.bMarks[startLine] + state.tShift[startLine]
      const end = endOf(state.src, start, state.eMarks[endLine - 1])
      if (end < 0) return false
      let line = startLine
      while (line < endLine - 1 && state.eMarks[line] < end) line++
      if (state.skipSpaces(end) < state.eMarks[line]) return false
      if (silent) return true
      state.line = line + 1
      const token = state.push(replacedBlock, '', 0)
      token.info = state.src.slice(start, end)
      token.content = instead(token.info).trim()
      token.map = [startLine, state.line]
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )
}
