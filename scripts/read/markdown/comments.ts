/**
 * Teaches markdown-it the comments of Obsidian, `%% … %%`, which only their author sees.
 *
 * A comment that begins a line may span blank lines; one inside a paragraph must end in it,
 * or is text. As rules of the parser, they do not apply in code.
 */
import type { MarkdownIt } from 'markdown-it'
import { inAnyBlock } from './markup.ts'

const mark = '%%'

/** Removes comments wherever they stand outside code. */
export function comments(md: MarkdownIt): void {
  md.inline.ruler.before('autolink', 'comment', (state) => {
    const end = endOfComment(state.src, state.pos, state.posMax)
    if (end < 0) return false
    state.pos = end
    return true
  })

  md.block.ruler.before(
    'html_block',
    'comment',
    (state, startLine, endLine, silent) => {
      const start = state.bMarks[startLine] + state.tShift[startLine]
      const end = endOfComment(state.src, start, state.eMarks[endLine - 1])
      if (end < 0) return false
      let line = startLine
      while (line < endLine - 1 && state.eMarks[line] < end) line++
      const rest = state.skipSpaces(end)
      const isWhole = rest >= state.eMarks[line]
      // The comment ends within its line: then it is part of a paragraph.
      if (line === startLine && !isWhole) return false
      if (silent) return true
      state.line = isWhole ? line + 1 : line
      if (isWhole) return true
      // The rest of the last line is read as a line that begins behind the comment.
      state.bMarks[line] = rest
      state.tShift[line] = 0
      state.sCount[line] = state.blkIndent
      return true
    },
    inAnyBlock,
  )
}

function endOfComment(text: string, start: number, end: number): number {
  if (!text.startsWith(mark, start)) return -1
  const closing = text.indexOf(mark, start + mark.length)
  return closing < 0 || closing + mark.length > end ? -1 : closing + mark.length
}
