/**
 * Teaches markdown-it what MDX adds to Markdown: `import` and `export` statements, JSX
 * tags, and `{…}` with JavaScript or a comment inside.
 *
 * It understands only as much JavaScript as it takes to find its end: brackets,
 * strings and comments. Markdown between two tags stays, as in MDX; so do an `alt`, a
 * component's titles, and an expression that is only a string.
 */
import type { MarkdownIt } from 'markdown-it'
import { breakOf, endOfTag, hiddenBy, shownAttributes } from './html-tags.ts'
import { markupAt, replaceMarkup, type Scanner } from './markup.ts'

/** Most characters of a tag, expression or statement; each may hold a table of data. */
const longest = 100_000
/** Most characters of a string or comment; one that is never closed costs a scan of so many. */
const longestQuoted = 5_000

/** Removes statements, tags and expressions of MDX. */
export function mdx(md: MarkdownIt): void {
  // MDX has neither: indented lines are content of a tag, and HTML is JSX.
  md.disable(['code', 'html_block'])
  const endOfExpression = createExpressionScanner()
  const endOfUnseen = createUnseenScanner()
  const endOfJsxTag: Scanner = (text, start, end) => {
    if (text[start] !== '<') return -1
    const limit = Math.min(end, start + longest)
    const after = endOfTag(text, start, limit, (_, at) => endOfExpression(text, at, end))
    return after < 0 || after > limit ? -1 : endOfUnseen(text, start, after, limit)
  }
  replaceMarkup(md, 'expression', endOfExpression, textOfExpression)
  replaceMarkup(md, 'jsx', endOfJsxTag, textOfTag)

  md.block.ruler.before('table', 'esm', (state, startLine, endLine, silent) => {
    if (silent || state.level > 0 || state.sCount[startLine] > 0) return false
    const found = markupAt(state, startLine, endLine, endOfStatement)
    if (!found) return false
    state.line = found.line + 1
    return true
  })
}

/** End of an import or export: the first blank line outside brackets; -1 if none begins at `start`. */
function endOfStatement(text: string, start: number, end: number): number {
  const limit = Math.min(end, start + longest)
  const statement =
    /import\s*(?:["']|[\w$*{][^"']*?[\s}]from\s*["'])|export\s*(?:[{*]|(?:default|const|let|var|function|class|async)\b)/y
  statement.lastIndex = start
  if (!statement.test(text)) return -1
  let depth = 0
  for (let at = start; at < limit; at++) {
    const after = endOfQuoted(text, at, limit)
    if (after > 0) at = after - 1
    else if (/[{[(]/.test(text[at])) depth++
    else if (/[}\])]/.test(text[at])) depth--
    else if (text[at] === '\n' && depth <= 0 && text[at + 1] === '\n') return at
  }
  const blank = text.indexOf('\n\n', start)
  return depth > 0 && blank >= 0 && blank < end ? blank : limit
}

/** Finds where an element ends that no page shows, such as a style; time grows with the text. */
function createUnseenScanner() {
  let known = { text: '', closings: new Map<string, { from: number; at: number }>() }
  /** Where the next closing tag begins, from `from` on. */
  const closingIn = (text: string, name: string, from: number) => {
    if (known.text !== text) known = { text, closings: new Map() }
    const last = known.closings.get(name)
    if (last && last.from <= from && from <= last.at) return last.at
    const found = text.indexOf(`</${name}>`, from)
    const at = found < 0 ? text.length : found
    known.closings.set(name, { from, at })
    return at
  }
  return (text: string, start: number, after: number, limit: number) => {
    const tag = text.slice(start, after)
    const [name] = /(?<=^<)\w+/.exec(tag) ?? []
    if (!name || hiddenBy(tag) !== 1 || tag.endsWith('/>')) return after
    const end = closingIn(text, name, after) + `</${name}>`.length
    return end > limit ? after : end
  }
}

function textOfTag(tag: string): string {
  if (hiddenBy(tag) === 1) return ''
  // Of a component, titles are shown; of HTML only an alternative text.
  if (/^<[A-Z]/.test(tag)) return shownAttributes(tag) || breakOf(tag)
  const alt = /\salt=(?:"([^"]*)"|'([^']*)')/.exec(tag)
  return alt ? (alt[1] ?? alt[2]) : breakOf(tag)
}

/** Finds the end of an expression, in time linear in the text, however its braces are nested. */
function createExpressionScanner(): Scanner {
  let known = { text: '', closings: closingsIn('') }
  return (text, start, end) => {
    if (text[start] !== '{') return -1
    if (known.text !== text) known = { text, closings: closingsIn(text) }
    const after = known.closings[start + 1]
    return after > end || after - start > longest ? -1 : after
  }
}

/**
 * For every place in `text`, one past its end included: the end of the braces around it, supposing that it lies in
 * braces and not in a string or comment; -1 if they never end. Filled from the end, since each place follows from
 * those behind it.
 */
function closingsIn(text: string): Int32Array {
  const closings = new Int32Array(text.length + 1).fill(-1)
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === '}') closings[at] = at + 1
    else if (text[at] === '{') {
      const inner = closings[at + 1]
      if (inner > 0) closings[at] = closings[inner]
    } else {
      const after = endOfQuoted(text, at, text.length)
      closings[at] = closings[after > 0 ? after : at + 1]
    }
  }
  return closings
}

/** The string that is the whole expression; any other value is not known, and becomes a space. */
function textOfExpression(expression: string): string {
  return /^\{\s*(["'`])([^"'`\\$]*)\1\s*\}$/.exec(expression)?.[2] ?? ' '
}

/** End of the string or comment that begins at `at`, or -1 if none does. */
function endOfQuoted(text: string, at: number, end: number): number {
  const quote = text[at]
  const limit = Math.min(end, at + longestQuoted)
  if (quote === '/' && text[at + 1] === '*') {
    const closing = text.slice(at, limit).indexOf('*/', 2)
    return closing < 0 ? -1 : at + closing + 2
  }
  if (quote !== '"' && quote !== "'" && quote !== '`') return -1
  for (let i = at + 1; i < limit; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === quote) return i + 1
    // An apostrophe: a string ends on its line.
    else if (text[i] === '\n' && quote !== '`') return -1
  }
  return -1
}
