/**
 * The postings of segments that lie on disk, merged into files of their own.
 *
 * Every segment has its terms in order, so all of them are read from beginning to end at the same
 * time, 160 kB of each in memory at a time.
 */
import { blockBytesFor } from '../core/index/base.ts'
import { decoder } from '../core/index/strings.ts'
import {
  cutList,
  cutWordBlocks,
  mergePostings,
  type PassageOwners,
  type PostingList,
  type WordBlock,
} from '../core/index/word-blocks.ts'
import { writeShard } from './index-files.ts'
import { openSectionFile, type SectionFile } from './section-files.ts'

/** A segment on disk. */
export interface SegmentFile {
  readonly path: string
  /** Passages in the segments before. */
  readonly firstPassage: number
}

/** Writes the postings of `segments`, in order, into `folder`. */
export async function writePostings(
  folder: string,
  segments: readonly SegmentFile[],
  owners: PassageOwners,
  onProgress: (done: number, total: number) => void,
): Promise<WordBlock[]> {
  const files = segments.map(({ path }) => openSectionFile(path))
  try {
    const total = files.reduce((sum, file) => sum + file.count('postingPassages'), 0)
    const blocks: WordBlock[] = []
    let done = 0
    const stored = function* () {
      const lists = mergePostings(files.map((file, i) => listsIn(file, segments[i].firstPassage)))
      for (const list of lists) {
        done += list.passages.length
        yield cutList(list, owners.passageDocuments)
      }
    }
    const blockBytes = blockBytesFor(owners.passageDocuments.length)
    for (const { first, bytes } of cutWordBlocks(stored(), owners, blockBytes)) {
      blocks.push({ first, ...(await writeShard(folder, bytes, 'words')) })
      onProgress(done, total)
    }
    return blocks
  } finally {
    for (const file of files) file.close()
  }
}

/** The lists of a segment in order of term; each may be written over when the next is asked for. */
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
