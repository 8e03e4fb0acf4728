/** Single HTML tags in Markdown. */
import { blockLike, htmlBlocks, lineBreaking, unseen } from '../html/html.ts'

/** The text of a tag or comment in running text: a line break, an alternative text, or nothing. */
export function tagText(tag: string): string {
  return tagName(tag) === 'img' ? htmlBlocks(tag).join(' ') : breakOf(tag)
}

/** A line break if a page would break at `tag`; else nothing. */
export function breakOf(tag: string): string {
  const name = tagName(tag)
  return blockLike.has(name) || lineBreaking.has(name) || /^t[dh]$/.test(name) ? '\n' : ''
}

/**
 * Titles and captions among the attributes of a component or shortcode, which pages show, on a line each; a lone `alt`
 * stays in its line.
 */
export function shownAttributes(tag: string): string {
  const shown = /\s(title|caption|alt|label|summary|description)=(?:"([^"]*)"|'([^']*)'|`([^`]*)`)/g
  const found = [...tag.matchAll(shown)]
  const texts = found.map((values) => values.slice(2).find(Boolean)?.trim())
  const lines = [...new Set(texts)].filter((text) => text !== undefined)
  if (lines.length === 0) return ''
  return found.every(([, name]) => name === 'alt') ? lines[0] : `\n${lines.join('\n')}\n`
}

/** 1 if `tag` opens an element whose content is not shown, -1 if it closes one, else 0. */
export function hiddenBy(tag: string): -1 | 0 | 1 {
  if (!unseen.has(tagName(tag))) return 0
  return tag[1] === '/' ? -1 : 1
}

function tagName(tag: string): string {
  return /^<\/?([a-z]+\d?)/i.exec(tag)?.[1].toLowerCase() ?? ''
}

/**
 * End of the tag that begins at `start`, or -1 if none does.
 *
 * `skip` finds the end of foreign markup in a tag, which may itself hold
 * braces and quotes: a shortcode in an attribute, a JSX expression.
 */
export function endOfTag(
  text: string,
  start: number,
  end: number,
  skip: (text: string, at: number, end: number) => number,
): number {
  const name = /<\/?(?:[A-Za-z_$][\w.:$-]*(?=[\s/>{])|(?=>))/y
  name.lastIndex = start
  if (!name.test(text)) return -1
  let quote = ''
  for (let at = name.lastIndex; at < end; at++) {
    const character = text[at]
    if (character === '{') {
      const after = skip(text, at, end)
      if (after > 0) at = after - 1
    } else if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at + 1
    else if (character === '<') return -1
  }
  return -1
}
