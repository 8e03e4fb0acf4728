/**
 * How often an exact phrase finds the one document that has it: names of two words, numbers with a unit, four words in
 * a row, a whole sentence, and two words typed as one. They are drawn from the documents of test collections in BEIR's
 * layout, whose own queries are sentences and do not test this. The model is untaught: teaching changes little here.
 */
import { decodeModel } from '../core/model/model.ts'
import { noPatch } from '../core/model/patch.ts'
import { createRandom, shuffle } from '../core/random.ts'
import type { Document } from '../core/text/document.ts'
import { listCollections, readBeir } from '../scripts/evaluate/beir.ts'
import { readKernel, readModel } from '../scripts/project.ts'
import { createAsker } from './quality.ts'
import type { Asker } from './text-peers.ts'

/** Most questions of each kind that a collection is asked. */
const mostEach = 60

/** The phrases of a kind in a text, and how they are typed. */
interface Kind {
  readonly pattern: RegExp
  readonly typed?: (found: string) => string
}

const kinds: Readonly<Record<string, Kind>> = {
  'names of two words': { pattern: /(?<=[\p{Ll},] )\p{Lu}\p{Ll}{2,} \p{Lu}\p{Ll}{3,}(?= )/gu },
  'numbers with a unit': { pattern: /(?<![\w.,])\d+\.\d+ ?(?:%|[a-z]{2,})(?![\w.,])/g },
  'four words in a row': { pattern: /(?<= )[a-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}(?= )/g },
  'whole sentences': { pattern: /(?<=[.?!] )\p{Lu}[^.?!]{60,300}[.?!](?= )/gu },
  'two words as one': {
    pattern: /(?<![\w-])[a-z]{3,}-[a-z]{3,}(?![\w-])/g,
    typed: (found) => found.replace('-', ''),
  },
}

/** A question, and the only document that has its phrase. */
interface Item {
  readonly question: string
  readonly id: string
}

/** Prints how often that document is first, and among ten, over all collections in `folder`. */
export async function benchKnownItems(folder: string | undefined): Promise<void> {
  const folders = await listCollections(folder)
  const base = decodeModel('model', await readModel())
  const kernel = await readKernel()
  const counts = new Map<string, number[]>()
  for (const one of folders) {
    const { documents } = await readBeir(one)
    const asker = createAsker(base, noPatch, kernel, documents)
    const ways = [
      asker('words'),
      asker('hybrid', {}, 'apart'),
      asker('hybrid'),
      asker('hybrid', {}, 'corrected'),
    ]
    for (const [kind, how] of Object.entries(kinds)) {
      const items = drawItems(documents, how, createRandom(documents.length))
      const sums = counts.get(kind) ?? [0, ...ways.flatMap(() => [0, 0])]
      sums[0] += items.length
      ways.forEach((ask, i) => {
        const [first, ten] = countFound(items, ask)
        sums[1 + 2 * i] += first
        sums[2 + 2 * i] += ten
      })
      counts.set(kind, sums)
    }
  }
  console.log('First, and among ten, of a hundred:\n')
  console.log('| | asked | words | without adjacency | hybrid | + spelling |')
  console.log('|---|--:|--:|--:|--:|--:|')
  for (const [kind, [asked, ...found]] of counts) {
    const shares = found.map((count) => Math.round((100 * count) / Math.max(1, asked)))
    const cells = [0, 2, 4, 6].map((i) => `${shares[i]}, ${shares[i + 1]}`)
    console.log(`| ${kind} | ${asked} | ${cells.join(' | ')} |`)
  }
}

/** Questions drawn at random from the phrases that only one document has. */
function drawItems(documents: readonly Document[], kind: Kind, random: () => number): Item[] {
  const { pattern, typed = (found) => found } = kind
  const holders = new Map<string, string | null>()
  for (const { id, title, text } of documents) {
    for (const [found] of `${title}\n${text}`.matchAll(pattern)) {
      const holder = holders.get(found)
      holders.set(found, holder === undefined || holder === id ? id : null)
    }
  }
  const items = [...holders].flatMap(([found, id]) =>
    id === null ? [] : [{ question: typed(found), id }],
  )
  shuffle(items, random)
  return items.slice(0, mostEach)
}

function countFound(items: readonly Item[], ask: Asker): [first: number, ten: number] {
  const places = items.map(({ question, id }) => ask(question).slice(0, 10).indexOf(id))
  return [places.filter((at) => at === 0).length, places.filter((at) => at >= 0).length]
}
