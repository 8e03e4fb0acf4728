/**
 * What an answer shows, read when it is shown, for an index whose texts do not fit in memory.
 */
import {
  type Articles,
  type Block,
  decodeBlock,
  type ShownPassage,
  shownPassage,
} from '../index/blocks.ts'
import { createRooms, largest, type ReadFile, type Rooms, visitFiles } from './rooms.ts'

/** Texts ready to be read. */
export interface Texts {
  /** In order of article. */
  readonly blocks: readonly Block[]
  readonly read: ReadFile
  readonly rooms: Rooms<Articles>
}

/** Blocks that an isolate keeps: as many as a page of results is read from. */
const mostKept = 10

/** Texts in `blocks`, which are in order of article; nothing is read yet. */
export function openTexts(blocks: readonly Block[], read: ReadFile): Texts {
  return { blocks, read, rooms: createRooms<Articles>(mostKept, largest(blocks)) }
}

/**
 * What is shown of each of the passages, in their order, and how many files were read for it: at most
 * one for each.
 *
 * @throws RangeError for a passage that is not there
 */
export async function readPassages(
  texts: Texts,
  passages: readonly { readonly article: number; readonly ordinal: number }[],
): Promise<{ shown: ShownPassage[]; reads: number }> {
  const blockOf = passages.map(({ article }) => blockAt(texts.blocks, article))
  const chosen = [...new Set(blockOf)]
  const shown: ShownPassage[] = []
  const show = (articles: Articles, i: number) => {
    for (const [place, { article, ordinal }] of passages.entries()) {
      if (blockOf[place] !== chosen[i]) continue
      shown[place] = shownPassage(articles, article - chosen[i].first, ordinal)
    }
  }
  const reads = await visitFiles(chosen, { ...texts, decode: decodeBlock }, show)
  return { shown, reads }
}

function blockAt(blocks: readonly Block[], article: number): Block {
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (blocks[middle].first <= article) low = middle
    else high = middle - 1
  }
  const block = blocks[low]
  if (!block || article < block.first) throw new RangeError(`no block holds article ${article}`)
  return block
}
