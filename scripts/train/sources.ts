/**
 * The texts that a base table is trained on, read from a folder of JSON lines (`.jsonl`, or
 * compressed, `.jsonl.zst`), one source a file. A line is a document, `{"t": title, "s": [[heading,
 * paragraph], ...]}`, or a given pair, `{"a": text, "b": text}`.
 *
 * Texts become tokens as they are read, two bytes each: 720 million characters take 0.3 GB.
 */
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { tokenize } from '../../core/model/tokens.ts'
import { paragraphOf } from '../../core/model/training/pairs.ts'
import { createTokenCorpus, type TokenCorpus } from '../../core/model/training/token-corpus.ts'
import type { Vocabulary } from '../../core/model/vocabulary.ts'
import { UserError } from '../command.ts'
import { readLines } from '../lines.ts'
import { createProgress } from '../progress.ts'

/** One file of texts. */
export interface Source {
  /** Name of the file without extension. */
  readonly name: string
  readonly documents: TokenCorpus
  /** Given pairs, each as a document whose title is `a` and whose paragraph is `b`. */
  readonly given: TokenCorpus
}

/** A paragraph of fewer tokens, mostly a list item, says too little to learn from. */
const leastTokens = 8

/** The sources of `folder`, in order of name. */
export async function readSources(folder: string, vocabulary: Vocabulary): Promise<Source[]> {
  const files = await listSources(folder)
  const progress = createProgress('Reading', 'files')
  const sources: Source[] = []
  for (const file of files) {
    progress.update(sources.length, files.length)
    sources.push(await readSource(file, vocabulary))
  }
  progress.stop()
  return sources
}

/**
 * The files of texts in `folder`, in order of name.
 *
 * @throws UserError if there is none
 */
export async function listSources(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) =>
    /\.jsonl(\.zst)?$/.test(name),
  )
  if (names.length === 0) {
    throw new UserError(
      `${folder} holds no texts; a folder of .jsonl or .jsonl.zst files is wanted.`,
    )
  }
  return names.sort().map((name) => join(folder, name))
}

/** Name of the source that a file holds. */
export function sourceOf(file: string): string {
  return basename(file).replace(/\.jsonl(\.zst)?$/, '')
}

async function readSource(file: string, vocabulary: Vocabulary): Promise<Source> {
  const documents = createTokenCorpus(vocabulary.rows)
  const given = createTokenCorpus(vocabulary.rows)
  const tokensOf = (text: string) => tokenize(vocabulary, text)
  for await (const { t, s, a, b } of readTexts(file)) {
    if (s) {
      const paragraphs = s.map(([heading, text]) => paragraphOf(heading, text, tokensOf))
      const long = paragraphs.filter(({ sentences }) => sizeOf(sentences) >= leastTokens)
      documents.add(tokensOf(t ?? ''), long)
    } else {
      given.add(tokensOf(a ?? ''), [{ heading: [], sentences: [tokensOf(b ?? '')] }])
    }
  }
  return { name: sourceOf(file), documents, given }
}

const sizeOf = (sentences: readonly (readonly number[])[]) =>
  sentences.reduce((sum, { length }) => sum + length, 0)

/** A document, or a given pair. */
export interface Line {
  readonly t?: string
  readonly s?: readonly (readonly [string, string])[]
  readonly a?: string
  readonly b?: string
}

/** The lines of a source, parsed, in order. */
export async function* readTexts(file: string): AsyncGenerator<Line> {
  let number = 0
  for await (const line of readLines(file)) {
    number++
    if (line !== '') yield parseLine(file, number, line)
  }
}

function parseLine(file: string, number: number, text: string): Line {
  try {
    const line = JSON.parse(text) as Line
    const isPair = typeof line.a === 'string' && typeof line.b === 'string'
    if (isPair || (typeof line.t === 'string' && Array.isArray(line.s))) return line
  } catch {
    // Refused below, like any other line that is neither.
  }
  throw new UserError(
    `${file}, line ${number} is ${text.slice(0, 60)}; a document {"t", "s"} or a pair {"a", "b"} is wanted.`,
  )
}
