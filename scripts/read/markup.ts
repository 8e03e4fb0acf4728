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

/** The type of token in which a block's replacement is kept, when it is not empty. */
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

  // A block, which may go over blank lines, is one only if a line ends where it ends.
  md.block.ruler.before(
    'html_block',
    name,
    (state, startLine, endLine, silent) => {
      if (state.sCount[startLine] - state.blkIndent >= 4) return false
      const last = state.eMarks[endLine - 1]
      let shown = ''
      let at = state.bMarks[startLine] + state.tShift[startLine]
      let end = endOf(state.src, at, last)
      if (end < 0) return false
      while (end >= 0) {
        shown += instead(state.src.slice(at, end))
        at = state.skipSpaces(end)
        end = endOf(state.src, at, last)
      }
      let line = startLine
      while (line < endLine - 1 && state.eMarks[line] < at) line++
      if (at < state.eMarks[line]) return false
      if (silent) return true
      state.line = line + 1
      if (shown.trim() !== '') state.push(replacedBlock, '', 0).content = shown.trim()
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )
}
