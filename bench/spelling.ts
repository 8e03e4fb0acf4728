/**
 * What one slip of the fingers in every question costs on public test collections, with words that nobody knows read
 * as the nearest that the articles have, and without.
 */
import { join } from 'node:path'
import { decodeModel } from '../core/model/model.ts'
import { decodePatch, noPatch } from '../core/model/patch.ts'
import { createRandom } from '../core/random.ts'
import { findWords, termsOf } from '../core/text/words.ts'
import { readKernel, readModel } from '../scripts/index-files.ts'
import { listCollections, readBeir } from '../scripts/judged.ts'
import { lessonsFolder } from '../scripts/site.ts'
import { teachArticles } from '../scripts/teach-articles.ts'
import { createAsker, judgeRankings } from './quality.ts'

/** Letters of the shortest word that is misspelt. */
const shortest = 5

/** Prints a table of the collections in `folder`, taught as a build teaches them. */
export async function benchSpelling(folder: string | undefined): Promise<void> {
  const base = decodeModel('model', await readModel())
  const kernel = await readKernel()
  const rows: number[][] = []
  console.log(
    'nDCG@10 × 100 of questions as they are, and with one slip in each; read as written, and as meant\n',
  )
  printRow('', ['written', 'meant', 'slip', 'slip, meant'])
  for (const name of await listCollections(folder)) {
    const { documents, queries } = await readBeir(join(folder as string, name))
    const { patch } = await teachArticles(documents, lessonsFolder)
    const known = patch ? decodePatch('patch', patch, base) : noPatch
    const asker = createAsker(base, known, kernel, documents)
    const [written, meant] = [asker('hybrid', {}, false), asker('hybrid')]
    const random = createRandom(queries.length)
    const slipped = queries.map((one) => ({ ...one, query: misspell(one.query, random) }))
    const row = [
      judgeRankings(queries, written),
      judgeRankings(queries, meant),
      judgeRankings(slipped, written),
      judgeRankings(slipped, meant),
    ]
    rows.push(row)
    printRow(name, row.map(shown))
  }
  const means = rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length)
  printRow('mean', means.map(shown))
}

const shown = (figure: number) => figure.toFixed(1)

function printRow(name: string, cells: readonly string[]) {
  console.log(name.padEnd(12) + cells.map((cell) => cell.padStart(12)).join(''))
}

/** `question` with one slip in one of its longer words, never in a first letter. */
function misspell(question: string, random: () => number): string {
  const whole = (below: number) => Math.floor(random() * below)
  const { isStopWord } = termsOf('en')
  const words = findWords(question).filter(
    ({ text }) => /^[a-z]+$/.test(text) && text.length >= shortest && !isStopWord(text),
  )
  if (words.length === 0) return question
  const { start, end } = words[whole(words.length)]
  // Of two letters that are swapped, the first.
  const at = start + 1 + whole(end - start - 2)
  const letter = String.fromCharCode(97 + whole(26))
  const [first, second] = question.slice(at, at + 2)
  const slip = [letter + first + second, second, letter + second, second + first][whole(4)]
  return question.slice(0, at) + slip + question.slice(at + 2)
}
