/**
 * Adds to markdown-it a kind of markup that it does not know and that is not text.
 *
 * A scanner finds such markup, in running text or as a block of its own, and it is
 * replaced by the text it stands for, mostly none. As rules of the parser, they do not
 * apply in code.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'

/** End of the markup that begins at `start`, at most `end`; -1 if none begins there. */
export type Scanner = (text: string, start: number, end: number) => number

/** Type of the token of a replaced block: `content` is its replacement, `info` the block. */
export const replacedBlock = 'replaced_block'

/** For a rule whose blocks need no blank line before them. */
export const inAnyBlock = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }

/** The text of a line, without what it is indented by. */
export function lineAt({ src, bMarks, tShift, eMarks }: StateBlock, line: number): string {
  return src.slice(bMarks[line] + tShift[line], eMarks[line])
}

/** Names that the rules of a document note under `key`, in its `env`; none at first. */
export function namesIn(env: Record<string, unknown>, key: string): Set<string> {
  env[key] ??= new Set()
  return env[key] as Set<string>
}

/** Writes what `pattern`, which is sticky, finds in running text by `write`, as a rule called `name` before `other`. */
export function replaceInline(
  md: MarkdownIt,
  name: string,
  other: string,
  pattern: RegExp,
  write: (state: StateInline, found: RegExpExecArray) => void,
): void {
  md.inline.ruler.before(other, name, (state, silent) => {
    pattern.lastIndex = state.pos
    const found = pattern.exec(state.src)
    if (!found) return false
    // Writing may look for the pattern once more.
    const end = state.pos + found[0].length
    if (end > state.posMax) return false
    if (!silent) write(state, found)
    state.pos = end
    return true
  })
}

/**
 * The markup that a line begins with, which may span blank lines, the line in which it ends, and where anything follows
 * it, in that line or later; null if there is none.
 */
export function markupAt(state: StateBlock, startLine: number, endLine: number, endOf: Scanner) {
  const start = state.bMarks[startLine] + state.tShift[startLine]
  const end = endOf(state.src, start, state.eMarks[endLine - 1])
  if (end < 0) return null
  let line = startLine
  while (line < endLine - 1 && state.eMarks[line] < end) line++
  return { markup: state.src.slice(start, end), line, rest: state.skipSpaces(end) }
}

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

  // Nothing else stands on the last line of a block.
  md.block.ruler.before(
    'html_block',
    name,
    (state, startLine, endLine, silent) => {
      const found = markupAt(state, startLine, endLine, endOf)
      if (!found || found.rest < state.eMarks[found.line]) return false
      if (silent) return true
      state.line = found.line + 1
      const token = state.push(replacedBlock, '', 0)
      token.info = found.markup
      token.content = instead(token.info).trim()
      token.map = [startLine, state.line]
      return true
    },
    inAnyBlock,
  )
}
