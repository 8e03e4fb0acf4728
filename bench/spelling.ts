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

/** Prints a table for every collection in `folder`. */
export async function benchSpelling(folder: string | undefined): Promise<void> {
  const base = decodeModel('model', await readModel())
  const kernel = await readKernel()
  console.log('nDCG@10 × 100')
  for (const name of await listCollections(folder)) {
    const { documents, queries } = await readBeir(join(folder as string, name))
    const { patch } = await teachArticles(documents, lessonsFolder)
    const known = patch ? decodePatch('patch', patch, base) : noPatch
    const asker = createAsker(base, known, kernel, documents)
    const random = createRandom(queries.length)
    const misspelt = queries.map((judged) => ({
      ...judged,
      query: misspell(judged.query, random),
    }))
    const as = { written: asker('hybrid', {}, false), read: asker('hybrid') }
    console.log(name.padEnd(12), {
      right: judgeRankings(queries, as.written),
      rightRead: judgeRankings(queries, as.read),
      misspelt: judgeRankings(misspelt, as.written),
      misspeltRead: judgeRankings(misspelt, as.read),
    })
  }
}

/** `question` with one slip in one of its longer words, never in a first letter. */
export function misspell(question: string, random: () => number): string {
  const whole = (below: number) => Math.floor(random() * below)
  const { isStopWord } = termsOf('en')
  const words = findWords(question).filter(
    ({ text }) => /^[a-z]+$/.test(text) && text.length >= shortest && !isStopWord(text),
  )
  if (words.length === 0) return question
  const { start, end } = words[whole(words.length)]
  const at = start + 1 + whole(end - start - 1)
  const letter = String.fromCharCode(97 + whole(26))
  const [before, behind] = [question.slice(0, at), question.slice(at)]
  const slips = [
    () => before + letter + behind,
    () => before + behind.slice(1),
    () => before + letter + behind.slice(1),
    () =>
      at + 1 < end
        ? before + behind.charAt(1) + behind.charAt(0) + behind.slice(2)
        : before + behind.slice(1),
  ]
  return slips[whole(slips.length)]()
}
