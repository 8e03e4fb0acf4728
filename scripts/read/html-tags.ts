/** Single tags of HTML, as they stand in Markdown. */
import { blockLike, htmlBlocks, lineBreaking, unseen } from './html.ts'

/** What a tag or comment stands for in running text: a line break, an alternative text, nothing. */
export function tagText(tag: string): string {
  return tagName(tag) === 'img' ? htmlBlocks(tag).join(' ') : breakOf(tag)
}

/** A line break where `tag` parts what stands before and behind it, as a page would; else nothing. */
export function breakOf(tag: string): string {
  const name = tagName(tag)
  return blockLike.has(name) || lineBreaking.has(name) || /^t[dh]$/.test(name) ? '\n' : ''
}

/** The titles and captions among the attributes of a component or shortcode, which pages show; but for `alt` a line each. */
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
 * Where the tag that begins at `start` ends, or -1 if none does.
 *
 * `skip` says where something foreign ends that may stand in a tag, braces and
 * quotes and all: a shortcode in an attribute, an expression of JSX.
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
