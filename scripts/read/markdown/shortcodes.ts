/**
 * Teaches markdown-it the tags of site generators, so that they are not read as text: Hugo's `{{< … >}}` and
 * `{{% … %}}`, Liquid's `{% … %}` and `{{ … }}`, Jekyll's attributes, `{: .class }`, and shortcodes in exports
 * of WordPress, `[gallery ids="1,2"]`.
 *
 * Only the tags are removed, except for titles and captions that the page shows. What stands between an opening and a
 * closing tag is the author's text and stays, except between `{% comment %}` and `{% endcomment %}`; between tags that
 * highlight it is code. As rules of the parser, they do not apply in code, as a replacement before parsing would.
 */
import type { MarkdownIt } from 'markdown-it'
import { endOfTag, shownAttributes } from './html-tags.ts'
import { inAnyBlock, lineAt, namesIn, replaceMarkup } from './markup.ts'

const delimiters = [
  ['{{<', '>}}'],
  ['{{%', '%}}'],
  ['{{', '}}'],
  ['{%', '%}'],
] as const

/** A list of attributes; `{:ok}`, an atom of Elixir, is none. */
const attributes = /^\{:\s*(?:toc\s*|[.#][\w-][^{}\n]*|[\w-]+=["'][^{}\n]*)\}/

/** A list of attributes in Pandoc, MkDocs and Hugo. */
const plainAttributes = (() => {
  const one = `(?:[.#][A-Za-z_-][\\w:-]*|[\\w:-]+=(?:"[^"{}\\n]*"|'[^'{}\\n]*'|[^\\s"'{}]+))`
  return new RegExp(`^\\{\\s*${one}(?:\\s+${one})*\\s*\\}`)
})()

/** What must precede such a list, unless it begins with a class: elsewhere it may be a set, `{n=1}`. */
const beforeAttributes = /[)\]>:`]/

/** Comments and other extensions of kramdown, and comments of Docusaurus. */
const extension =
  /^(?:\{\/\*[\s\S]*?\*\/\}|\{::comment\}[\s\S]*?\{:\/(?:comment)?\}|\{:[:/]\w*[^{}\n]*\})/

/** Most characters of a tag: one that is never closed costs so much, not the rest of the file. */
const longest = 5_000

/** A line that opens code, and the name in the line that closes it: Jekyll's, Hexo's, Hugo's, WordPress'. */
const codeOpening =
  /^(?:\{%-?\s*(highlight|codeblock)\b[^\n]*%\}|\{\{<\s*(highlight)\b[^\n]*>\}\}|\\?\[(sourcecode|code)\b[^\]\n]*\])\s*$/

/** Most lines of code: looking for the end of code that is never closed costs so much. */
const mostCodeLines = 1_000

/**
 * Shortcodes of WordPress: any with attributes, those usually written without, and those with an address. A mere word
 * in brackets, as in *an interview [video]*, is none.
 */
export const wordPressShortcode =
  /\\?\[(?:embed[^[\]\n]*\\?\][^[\]\s]*\\?\[\/embed|([a-z][\w\\-]*)(?:\s+[\w\\-]+=(?:"[^"\n]*"|'[^'\n]*'))+\s*\/?|((?:wp_)?caption|gallery|playlist|embed|contact-form|(?:vc|et_pb)\\?_[\w\\]+)(?:\s[^[\]\n]*)?|(audio|video|youtube|vimeo)(?:=|\s+)https?:[^[\]\s]*|\/([a-z][\w\\-]*))\\?\](?![(:]|\[(?!vc_|et_pb_)[\w ]+\])/y

/** Replaces shortcodes outside code by their captions, or nothing. */
export function shortcodes(md: MarkdownIt): void {
  replaceMarkup(md, 'shortcode', endOfShortcode, (tag) =>
    /^\{[{%]/.test(tag) ? shownAttributes(tag) : '',
  )

  md.block.ruler.before(
    'fence',
    'code_shortcode',
    (state, startLine, endLine, silent) => {
      const opening = lineAt(state, startLine)
      if (opening[0] !== '{' && opening[0] !== '[' && opening[0] !== '\\') return false
      const names = codeOpening.exec(opening)?.slice(1)
      const name = names?.find((name) => name !== undefined)
      if (name === undefined) return false
      const closing = new RegExp(
        `^(?:\\{%-?\\s*end${name}\\b|\\{\\{<\\s*/\\s*${name}\\b|\\\\?\\[/${name})`,
      )
      let line = startLine + 1
      const limit = Math.min(endLine, line + mostCodeLines)
      while (line < limit && !closing.test(lineAt(state, line))) line++
      if (line === limit) return false
      if (silent) return true
      state.line = line + 1
      const code = state.push('code_block', 'code', 0)
      code.content = state.getLines(startLine + 1, line, state.sCount[startLine], true)
      return true
    },
    inAnyBlock,
  )

  // Exports may have a backslash before a bracket, so this rule comes before escapes.
  md.inline.ruler.before('escape', 'wordpress', (state, silent) => {
    const sign = state.src[state.pos]
    if (sign !== '[' && sign !== '\\') return false
    wordPressShortcode.lastIndex = state.pos
    const found = wordPressShortcode.exec(state.src)
    if (!found) return false
    // Names of those opened so far.
    const opened = namesIn(state.env, 'shortcodes')
    const [, ...names] = found.map((name) => name?.replaceAll('\\', ''))
    const closed = names.pop()
    if (closed !== undefined && !opened.has(closed)) return false
    if (!silent) opened.add(names.find((name) => name !== undefined) ?? '')
    state.pos = wordPressShortcode.lastIndex
    return true
  })

  // `<a href="{{ "x" }}">` is no tag to a parser that does not know `{{`.
  md.inline.ruler.after('html_inline', 'tag_with_shortcode', (state, silent) => {
    if (state.src[state.pos] !== '<') return false
    const end = endOfTag(state.src, state.pos, state.posMax, endOfShortcode)
    if (end < 0) return false
    const written = state.src.slice(state.pos, end)
    const tag = withoutShortcodes(written)
    if (tag === written) return false
    if (!silent) state.push('html_inline', '', 0).content = tag
    state.pos = end
    return true
  })

  // The same for `[text]({{< ref "x" >}})`: a shortcode is part of the address.
  const { parseLinkDestination } = md.helpers
  md.helpers.parseLinkDestination = (text, start, max) => {
    const end = endOfDestination(text, start, Math.min(max, start + longest))
    if (end < 0) return parseLinkDestination(text, start, max)
    return { ok: true, pos: end, str: text.slice(start, end) }
  }
}

/** End of a link destination with shortcodes in it; -1 if it has none, or a brace that opens none. */
function endOfDestination(text: string, start: number, max: number): number {
  let found = false
  let at = start
  while (at < max && !/[\s()]/.test(text[at])) {
    const after = endOfShortcode(text, at, max)
    if (after < 0 && text[at] === '{') return -1
    found ||= after > 0
    at = after > 0 ? after : at + 1
  }
  return found ? at : -1
}

/**
 * `code` without the two tags around what Liquid, Nunjucks and Jinja leave as it is. An author who writes about one of
 * them alone shows it.
 */
export function withoutRawTags(code: string): string {
  return code.includes('raw') ? code.replace(rawTags, '$1') : code
}

/** Up to the next opening at most, so that many which are never closed take linear time. */
const rawTags =
  /\{%-?[ \t]*raw[ \t]*-?%\}((?:(?!\{%-?[ \t]*raw\b)[\s\S])*?)\{%-?[ \t]*endraw[ \t]*-?%\}/g

/** `html` without its shortcodes. */
export function withoutShortcodes(html: string): string {
  let kept = ''
  let from = 0
  for (let at = html.indexOf('{'); at >= 0; at = html.indexOf('{', at)) {
    const end = endOfShortcode(html, at, html.length)
    if (end < 0) {
      at++
      continue
    }
    kept += html.slice(from, at)
    from = at = end
  }
  return kept + html.slice(from)
}

/** The list of attributes at the beginning of `stretch`, or null; `before` is the character before it. */
function attributesIn(stretch: string, before: string | undefined): RegExpExecArray | null {
  const plain = plainAttributes.exec(stretch)
  if (plain && (/^\{\s*\./.test(stretch) || beforeAttributes.test(before ?? ''))) return plain
  return attributes.exec(stretch)
}

/** End of the shortcode that begins at `start`, or -1 if none does. */
function endOfShortcode(text: string, start: number, end: number): number {
  if (text[start] !== '{') return -1
  const stretch = text.slice(start, Math.min(end, start + longest))
  const list = attributesIn(stretch, text[start - 1]) ?? extension.exec(stretch)
  if (list) return start + list[0].length
  const pair = delimiters.find(([opening]) => stretch.startsWith(opening))
  if (!pair) return -1
  const comment = /^\{%-?\s*comment\b[\s\S]*?\{%-?\s*endcomment\s*-?%\}/.exec(stretch)
  if (comment) return start + comment[0].length
  const closing = stretch.indexOf(pair[1], pair[0].length)
  // A blank line inside means that the two do not belong together.
  if (closing < 0 || /\n[ \t]*\n/.test(stretch.slice(0, closing))) return -1
  return start + closing + pair[1].length
}
