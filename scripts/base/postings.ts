/**
 * The postings of a base: those of segments on disk, merged into files of their own.
 *
 * Every segment has its terms in order, so all segments are read side by side from beginning to
 * end, with 160 kB of each in memory.
 */
import { join } from 'node:path'
import { blockBytesFor } from '../../core/index/base.ts'
import {
  cutList,
  cutWordBlocks,
  mergePostings,
  type PassageOwners,
  type PostingList,
} from '../../core/index/encode-word-blocks.ts'
import { decoder } from '../../core/index/strings.ts'
import type { WordBlock } from '../../core/index/word-blocks.ts'
import { writeShard } from '../index/index-files.ts'
import type { BaseParts } from './parts.ts'
import { openSectionFile, type SectionFile } from './section-files.ts'
import { countPassages } from './vector-source.ts'

/** Writes the postings of all segments into `folder`. */
export async function writePostings(
  folder: string,
  { segments, passageStarts, follow }: BaseParts,
): Promise<WordBlock[]> {
  const progress = follow('Merging words', 'postings')
  const files: SectionFile[] = []
  try {
    for (const { file } of segments) files.push(openSectionFile(join(folder, file)))
    const total = files.reduce((sum, file) => sum + file.count('postingPassages'), 0)
    const owners = ownersOf(passageStarts)
    const blockBytes = blockBytesFor(countPassages({ passageStarts }))
    const blocks: WordBlock[] = []
    let done = 0
    const stored = function* () {
      for (const list of mergePostings(listsOfAll(files))) {
        done += list.passages.length
        yield cutList(list, owners.passageDocuments)
      }
    }
    for (const { first, bytes } of cutWordBlocks(stored(), owners, blockBytes)) {
      blocks.push({ first, ...(await writeShard(folder, bytes, 'words')) })
      progress.update(done, total)
    }
    return blocks
  } finally {
    progress.stop()
    for (const file of files) file.close()
  }
}

function ownersOf(passageStarts: Uint32Array): PassageOwners {
  const passageDocuments = new Uint32Array(countPassages({ passageStarts }))
  for (let article = 0; article < passageStarts.length - 1; article++) {
    passageDocuments.fill(article, passageStarts[article], passageStarts[article + 1])
  }
  return { passageDocuments, passageStarts }
}

/** The lists of each segment; its passages are numbered from where the segment before ends. */
function listsOfAll(files: readonly SectionFile[]): Generator<PostingList>[] {
  let firstPassage = 0
  return files.map((file) => {
    const lists = listsIn(file, firstPassage)
    firstPassage += file.count('passageDocuments')
    return lists
  })
}

/** The lists of a segment in order of term; each may be overwritten when the next is asked for. */
function* listsIn(file: SectionFile, firstPassage: number): Generator<PostingList> {
  const terms = file.stream('terms.bytes', 'Uint8Array')
  const termStarts = file.stream('terms.starts', 'Uint32Array')
  const starts = file.stream('postingStarts', 'Uint32Array')
  const passagesOf = file.stream('postingPassages', 'Uint32Array')
  const countsOf = file.stream('postingCounts', 'Uint8Array')
  let [term] = termStarts.take(1)
  let [start] = starts.take(1)
  for (let left = file.count('terms.starts') - 1; left > 0; left--) {
    const [termEnd] = termStarts.take(1)
    const [end] = starts.take(1)
    const passages = passagesOf.take(end - start)
    for (let i = 0; i < passages.length; i++) passages[i] += firstPassage
    yield {
      term: decoder.decode(terms.take(termEnd - term)),
      passages,
      counts: countsOf.take(end - start),
    }
    term = termEnd
    start = end
  }
}
