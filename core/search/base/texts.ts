/**
 * What an answer shows of articles whose texts do not fit in memory, read when it is shown.
 */
import {
  decodeTexts,
  type PackedArticles,
  type StoredArticle,
  type TextBlock,
  unpackArticle,
} from '../../index/texts.ts'
import { createRoomsFor, lastFrom, type ReadFile, type Rooms, visitFiles } from '../rooms.ts'

/** Texts ready to be read. */
export interface Texts {
  /** In order of place. */
  readonly blocks: readonly TextBlock[]
  /** Place of each article. */
  readonly places: Uint32Array
  readonly read: ReadFile
  readonly rooms: Rooms<PackedArticles>
}

/** Texts in `blocks`, which are in order of place; a share of them, [0, 1], is kept once read; nothing is read yet. */
export function openTexts(
  blocks: readonly TextBlock[],
  places: Uint32Array,
  share: number,
  read: ReadFile,
): Texts {
  return { blocks, places, read, rooms: createRoomsFor(blocks, share) }
}

/**
 * Visits the articles with these numbers.
 *
 * @param visit takes what it wants of their texts synchronously: later the memory may hold another file
 */
export async function visitArticles(
  texts: Texts,
  numbers: readonly number[],
  visit: (number: number, article: StoredArticle) => void,
): Promise<void> {
  const chosen = blocksOfArticles(texts, numbers)
  const unpack = (packed: PackedArticles, i: number) => {
    const block = texts.blocks[chosen[i]]
    for (const number of numbers) {
      if (blockAt(texts, number) !== chosen[i]) continue
      visit(number, unpackArticle(packed, texts.places[number] - block.first))
    }
  }
  const files = chosen.map((block) => texts.blocks[block])
  await visitFiles(files, { ...texts, decode: decodeTexts }, unpack)
}

/** The blocks in which these articles lie, each once. */
export function blocksOfArticles(texts: Texts, numbers: readonly number[]): number[] {
  return [...new Set(numbers.map((number) => blockAt(texts, number)))]
}

function blockAt({ blocks, places }: Texts, number: number): number {
  const place = places[number]
  if (place === undefined) throw new RangeError(`article ${number} of ${places.length}`)
  return lastFrom(blocks, place)
}
