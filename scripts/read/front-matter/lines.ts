/** Front matter in lines such as `Title: …`; a line without a key continues the value before it. */
import type { Entry, FrontMatter } from './entries.ts'

export function parseLines(text: string): FrontMatter {
  const front = new Map<string, Entry>()
  let last = ''
  for (const [i, line] of text.split('\n').entries()) {
    const [, key = last, value] = /^([a-z][\w-]*)::?(?:[ \t]+(.*))?$/i.exec(line) ?? []
    const before = key === last ? front.get(key) : undefined
    last = key
    const written = (value ?? (before ? line : '')).trim()
    front.set(key, {
      value: [before?.value, written].filter(Boolean).join(' ') || null,
      line: before?.line ?? i + 1,
    })
  }
  return front
}
