/** Front matter in YAML, and in JSON, which YAML's parser reads as well; it keeps lines, too. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml'
import { broken } from '../problems.ts'
import { type FrontMatter, fromTable, notParsed, table, type Value } from './entries.ts'

/** Most aliases: the library looks for each through all values, and a list of them may repeat a list. */
const mostAliases = 100

/**
 * @param name of the format, for a message
 * @param firstLine of `text` in its file, from 1
 */
export function parseYaml(name: string, text: string, firstLine: number): FrontMatter {
  const lines = new LineCounter()
  const lineAt = (offset: number) => firstLine - 1 + Math.max(1, lines.linePos(offset).line)
  const document = parsed(name, text, firstLine, lines)
  const [error] = document.errors
  const { contents } = document
  if (error) throw notParsed(name, lineAt(placeOf(error, contents)), error)
  if (contents === null || (isScalar(contents) && contents.value === '')) return new Map()
  if (!isMap(contents)) {
    const came = isSeq(contents) ? 'a list' : 'text'
    throw broken(
      firstLine,
      `front matter is ${came}; wanted keys and values, such as title: My article. ` +
        'Begin the file with an empty line if this is text.',
    )
  }
  const aliases = countAliases(document)
  if (aliases > mostAliases) {
    throw broken(
      firstLine,
      `front matter has ${aliases.toLocaleString('en')} aliases (*name); it may have ${mostAliases}. ` +
        'Write out the values that they stand for.',
    )
  }
  return fromTable<YAMLMap>(contents, ({ items }) => {
    const keys = new Set()
    return items.flatMap(({ key, value }) => {
      if (!isScalar(key)) return []
      const line = lineAt(key.range?.[0] ?? 0)
      if (keys.has(key.value)) throw notParsed(name, line, new Error('Map keys must be unique'))
      keys.add(key.value)
      const tables = (isSeq(value) ? value.items : [value]).filter((one) => isMap(one))
      return { key: String(key.value), value: fromYaml(value, document, 0), line, tables }
    })
  })
}

/** Place of an error. For what is never closed, that is where its entry begins, not where the parser gave up. */
function placeOf({ code, pos: [end] }: YAMLParseError, contents: unknown): number {
  if (code !== 'MISSING_CHAR' || !isMap(contents)) return end
  const starts = contents.items.flatMap(({ key }) => (isScalar(key) ? (key.range?.[0] ?? []) : []))
  return starts.findLast((start) => start <= end) ?? end
}

function parsed(name: string, text: string, firstLine: number, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, {
      schema: 'failsafe', // Every scalar is text.
      resolveKnownTags: false,
      uniqueKeys: false, // Compares each key with all others; ours are looked up.
      lineCounter,
      prettyErrors: false,
      logLevel: 'silent',
    })
  } catch (error) {
    throw notParsed(name, firstLine, error as Error)
  }
}

function countAliases(document: Document): number {
  let count = 0
  visit(document, {
    Alias: () => {
      count++
    },
  })
  return count
}

function fromYaml(node: unknown, document: Document, depth: number): Value {
  if (isAlias(node)) {
    // An undefined alias is taken as text.
    const target = node.resolve(document)
    return target ? fromYaml(target, document, depth) : `*${node.source}`
  }
  // Nested lists (Hexo's categories) are flattened; by an alias a list may contain itself.
  if (isSeq(node)) {
    if (depth > 1) return []
    return node.items.flatMap((item) => fromYaml(item, document, depth + 1))
  }
  // `{{date}}`, a placeholder of Obsidian's templates, parses as a map with a map as key.
  if (isMap(node) && isMap(node.items[0]?.key)) return '{{…}}'
  if (!isScalar(node)) return node === null ? null : table
  const written = String(node.value)
  return node.type === 'PLAIN' && /^(?:|~|null)$/i.test(written) ? null : written
}
