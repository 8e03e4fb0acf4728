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

/** The articles with these numbers. */
export async function readArticles(
  texts: Texts,
  numbers: readonly number[],
): Promise<Map<number, StoredArticle>> {
  const chosen = blocksOfArticles(texts, numbers)
  const articles = new Map<number, StoredArticle>()
  const unpack = (packed: PackedArticles, i: number) => {
    const block = texts.blocks[chosen[i]]
    for (const number of numbers) {
      if (blockAt(texts, number) !== chosen[i]) continue
      articles.set(number, unpackArticle(packed, texts.places[number] - block.first))
    }
  }
  const files = chosen.map((block) => texts.blocks[block])
  await visitFiles(files, { ...texts, decode: decodeTexts }, unpack)
  return articles
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
