/** What a build prints when it is done, in sentences for a terminal. */
import { basename, extname } from 'node:path'
import { type Base, readFilesOf } from '../../core/index/base.ts'
import type { Manifest } from '../../core/index/manifest.ts'
import type { Taught } from '../../core/model/training/teach.ts'
import type { Built } from '../index/build-steps.ts'
import { printable } from '../printable.ts'
import type { Corpus, OtherLanguages } from '../read/corpus.ts'
import { unknownExtension } from '../read/formats.ts'
import type { LaidOut } from './worker-data.ts'

/** Source and target of a build, as they are shown, and how long it took. */
export interface BuildPlaces {
  readonly from: string
  readonly to: string
  readonly seconds: number
}

/** The lines that a finished build prints. */
export function summaryOf(
  {
    skipped,
    boilerplate,
    addresses,
    unusedFields,
    unusedPatterns,
    otherLanguages,
  }: Omit<Corpus, 'documents' | 'days' | 'close'>,
  built: Built,
  { from, to, seconds }: BuildPlaces,
): string[] {
  const { manifest, bytes, added } = built
  const { documents, passages, base } = manifest
  const rate = `${Math.round(passages / seconds).toLocaleString('en')} passages/s`
  const how = added === null ? rate : `${count(added, 'passage')} added to a base that is kept`
  return [
    ...describeLeftOut(skipped, boilerplate),
    ...describeAddresses(addresses),
    ...unusedFields.map(
      (field) => `No article has ${field}, which is one of the fields in edgewise.toml.`,
    ),
    ...unusedPatterns.map((pattern) => `No file matches ${pattern}, which edgewise.toml excludes.`),
    ...describeLanguages(otherLanguages, manifest),
    `Built ${to}/ from ${from}: ${count(documents, 'article')}, ${count(passages, 'passage')}, ` +
      `${bytes.toLocaleString('en')} bytes in ${seconds.toFixed(1)} s (${how}).`,
    ...(built.rebuilt === null ? [] : [built.rebuilt]),
    ...(base ? [describeBase(manifest, base)] : []),
    ...remarksOn(built),
  ].map(printable)
}

/** Why nothing is built if no article is left, and that an old index stays. */
export function refusalOfNone(
  { skipped, boilerplate }: Pick<Corpus, 'skipped' | 'boilerplate'>,
  from: string,
): string {
  const sentence =
    `No article in ${from} is left to be searched, so nothing is built, and an index that was built ` +
    'before stays as it is.'
  return [...describeLeftOut(skipped, boilerplate), sentence].join('\n')
}

/** Most files that are named of those skipped for the same reason, and most kinds of those that are no articles. */
const mostSkipped = 20

function describeLeftOut(skipped: Corpus['skipped'], boilerplate: Corpus['boilerplate']): string[] {
  const lines: string[] = []
  if (skipped.length > 0) lines.push(`Skipped ${count(skipped.length, 'file')}:`)
  const skippedFor = new Map<string, number>()
  const unknown = skipped.filter(({ reason }) => reason === unknownExtension)
  for (const { file, reason } of skipped) {
    if (reason === unknownExtension) continue
    const before = skippedFor.get(reason) ?? 0
    skippedFor.set(reason, before + 1)
    if (before < mostSkipped) lines.push(`  ${file}: ${reason}`)
  }
  for (const [reason, all] of skippedFor) {
    if (all > mostSkipped)
      lines.push(`  and ${(all - mostSkipped).toLocaleString('en')} more: ${reason}`)
  }
  if (unknown.length > 0) {
    const kinds = [...new Set(unknown.map(({ file }) => extname(file) || basename(file)))]
    const named = `${kinds.slice(0, mostSkipped).join(', ')}${kinds.length > mostSkipped ? ', …' : ''}`
    lines.push(`  ${unknown.length.toLocaleString('en')} of ${unknownExtension}: ${named}`)
  }
  if (boilerplate.count > 0) {
    lines.push(`Left out ${count(boilerplate.count, 'block')} as boilerplate, such as`)
    for (const text of boilerplate.examples)
      lines.push(`  ${text.replace(/\s+/g, ' ').slice(0, 90)}`)
  }
  return lines
}

/** Most other languages that are named. */
const mostCodes = 8

function describeLanguages({ count: others, codes }: OtherLanguages, manifest: Manifest): string[] {
  if (others === 0) return []
  const named = `${codes.slice(0, mostCodes).join(', ')}${codes.length > mostCodes ? ', …' : ''}`
  const are = others === 1 ? 'it is' : 'they are'
  return [
    `The lang of ${count(others, 'article')} is none of the languages in edgewise.toml (${named}); ` +
      `${are} read as ${manifest.languages[0]}.`,
  ]
}

/** Most shared addresses that are shown. */
const mostShared = 5

function describeAddresses({ templates, paths, shared }: Corpus['addresses']): string[] {
  const lines: string[] = []
  if (templates.example) {
    const { file, address } = templates.example
    lines.push(
      `The address of ${count(templates.count, 'article')} is a template that only a site generator ` +
        `can fill, such as ${JSON.stringify(address)} in ${file}; the pattern's address is taken, ` +
        'if there is a pattern.',
    )
  }
  if (paths.example) {
    const { file, address } = paths.example
    lines.push(
      `The address of ${count(paths.count, 'article')} is a path, such as ${address} in ${file}, and no ` +
        `pattern names its site; it leads to where the search is. A pattern is url in edgewise.toml, or --url.`,
    )
  }
  if (shared.length > 0) {
    const are = shared.length === 1 ? 'is' : 'are'
    const such = shared.length > mostShared ? ', such as' : ':'
    lines.push(`${count(shared.length, 'article')} ${are} at the address of another one${such}`)
    for (const { url, first, file } of shared.slice(0, mostShared))
      lines.push(`  ${file}, as ${first}: ${url}`)
  }
  return lines
}

/** How an index with a base is read. */
function describeBase({ documents, shards }: Manifest, base: Base): string {
  const { vectors, removed } = base
  const fresh = documents - (base.documents - removed.length)
  const found =
    vectors.kind === 'exact' || vectors.recall.length === 0
      ? ''
      : `; ${percent(vectors.recall[0].recall)} of 100 nearest passages are found`
  const since =
    shards.length + removed.length === 0
      ? ''
      : ` Since then, ${wereOf(fresh, 'article')} added or changed; of the articles before, ` +
        `${wereOf(removed.length)} changed or removed.`
  return (
    'It does not fit a worker, so queries read it from ' +
    `${count(readFilesOf(base).length, 'file')}${found}.${since}`
  )
}

/** What a person should know of how the passages were embedded. */
function remarksOn({ manifest, embedded, parted, tooLong, wordsWithoutVector }: Built): string[] {
  const { id, kind, dimensions, dtype, pooling, fallback } = manifest.model
  const lines: string[] = []
  if (kind !== 'static') {
    const how = [dtype, pooling, `${dimensions} dimensions`].filter((part) => part !== null)
    lines.push(
      `Embedded by ${id} (${how.join(', ')}): ${count(embedded, 'passage')} now, ` +
        `${(manifest.passages - embedded).toLocaleString('en')} known from before. ` +
        'It is not taught the articles, as the embedded model is.' +
        (fallback ? ' The embedded model’s vectors are kept as a fallback.' : ''),
    )
  }
  if (parted > 0) {
    lines.push(
      `${wereOf(parted, 'passage')} longer than ${id} can read, and split into two or more.`,
    )
  }
  if (tooLong > 0) {
    lines.push(
      `${wereOf(tooLong, 'passage')} too long for ${id}, because of a long title or word: the vector ` +
        'covers only the beginning.',
    )
  }
  if (wordsWithoutVector > 0) {
    const share = 100 * wordsWithoutVector
    lines.push(
      `${share < 0.1 ? 'Less than 0.1' : share.toFixed(1)} % of the words have no vector: the model knows ` +
        'no word of their script, and only the search by words finds them.',
    )
  }
  return lines
}

/** What a person should know of what was learned. */
export function remarkOnTaught({ patch, before, after, words, steps }: Taught): string {
  if (patch === null) return 'The model stays as it is: it has nothing to gain from these articles.'
  const size = sizeOf(patch.length)
  if (before === null || after === null)
    return `Embedded by a table that was taught before (a patch of ${size}).`
  const added = words > 0 ? `, ${count(words, 'word')} of its own` : ''
  return (
    `Taught the model your articles in ${steps} steps (a patch of ${size}${added}). In a hard test, a sentence ` +
    'that was taken out of its article and is asked by meaning alone, it finds that article first in ' +
    `${percent(after)} % of cases, ${gainOf(before, after)}.`
  )
}

/**
 * What teaching gained. Mean reciprocal rank decides whether a lesson is kept; how many articles are first is easier to
 * grasp, but need not grow with it.
 */
function gainOf(before: number, after: number): string {
  const [was, is] = [before, after].map((share) => Number(percent(share)))
  if (is === was) return 'as before, and higher up on the whole'
  return `${was} % before${is < was ? ', but higher up on the whole' : ''}`
}

/** What a deployment will upload, for an index with files beside the worker; null for one without. */
export function remarkOnUpload({ held, fresh, known }: LaidOut): string | null {
  if (fresh.count + known.count === 0) return null
  const parts = [`A deploy uploads the worker with ${sizeOf(held)} of index and model`]
  if (fresh.count > 0) parts.push(` and ${sizeOf(fresh.bytes)} in ${count(fresh.count, 'file')}`)
  if (known.count > 0)
    parts.push(`; ${sizeOf(known.bytes)} in ${count(known.count, 'file')} are there already`)
  return `${parts.join('')}.`
}

/** A size, small or large: `4 kB`, `1.3 MB`. */
function sizeOf(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

function percent(share: number): string {
  return (100 * share).toFixed(0)
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}

/** The beginning of a sentence: `1 passage was`, `2 passages were`. */
function wereOf(number: number, noun?: string): string {
  const what = noun === undefined ? number.toLocaleString('en') : count(number, noun)
  return `${what} ${number === 1 ? 'was' : 'were'}`
}
