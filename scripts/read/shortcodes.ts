/**
 * Teaches markdown-it the tags of site generators, so that they are not read as words:
 * Hugo's `{{< … >}}` and `{{% … %}}`, Liquid's `{% … %}` and `{{ … }}`, and Jekyll's attributes, `{: .class }`.
 *
 * Only the tags go; what stands between an opening and a closing one is the author's
 * text and stays, except between `{% comment %}` and `{% endcomment %}`. As rules of
 * the parser they leave code alone, which a replacement before parsing could not.
 */
import type { MarkdownIt } from 'markdown-it'
import { endOfTag } from './html-tags.ts'
import { replaceMarkup } from './markup.ts'

const delimiters = [
  ['{{<', '>}}'],
  ['{{%', '%}}'],
  ['{{', '}}'],
  ['{%', '%}'],
] as const

/** `{:ok}` is no list of attributes, as people write who write of Elixir. */
const attributes = /^\{:\s*(?:toc\s*|[.#][\w-][^{}\n]*|[\w-]+=["'][^{}\n]*)\}/

/** No tag is longer: one that is never closed costs this much, not the rest of the file. */
const longest = 5_000

/** Shortcodes show nothing, wherever they stand outside code. */
export function shortcodes(md: MarkdownIt): void {
  replaceMarkup(md, 'shortcode', endOfShortcode, () => '')

  // `<a href="{{ "x" }}">` is no tag to a parser that does not know what `{{` opens.
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

/** Where a destination with shortcodes in it ends; -1 if there are none, or a brace is just one. */
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

/** Where the shortcode that begins at `start` ends, or -1 if none does. */
function endOfShortcode(text: string, start: number, end: number): number {
  if (text[start] !== '{') return -1
  const stretch = text.slice(start, Math.min(end, start + longest))
  const list = attributes.exec(stretch)
  if (list) return start + list[0].length
  const pair = delimiters.find(([opening]) => stretch.startsWith(opening))
  if (!pair) return -1
  const comment = /^\{%-?\s*comment\b[\s\S]*?\{%-?\s*endcomment\s*-?%\}/.exec(stretch)
  if (comment) return start + comment[0].length
  const closing = stretch.indexOf(pair[1], pair[0].length)
  // A blank line inside means that two things which do not belong together were found.
  if (closing < 0 || /\n[ \t]*\n/.test(stretch.slice(0, closing))) return -1
  return start + closing + pair[1].length
}
