/** Packs articles for the files of texts (core/index/texts.ts) on all cores. */
import type { Article } from '../../core/text/passages.ts'
import { workInThreads } from '../threads.ts'

/** Packed articles, end to end. */
export interface Packed {
  readonly all: Uint8Array<ArrayBuffer>
  /** First byte of each, and one past the last of all. */
  readonly starts: Uint32Array
}

/** The articles of each group, packed, in order. */
export async function* packInThreads(
  tasks: Iterable<readonly Article[]>,
  onProgress: (articles: number) => void,
): AsyncGenerator<Uint8Array> {
  const script = new URL('text-thread.ts', import.meta.url)
  for await (const { all, starts } of workInThreads<readonly Article[], Packed>({
    script,
    tasks,
    onProgress,
  })) {
    for (let i = 1; i < starts.length; i++) yield all.subarray(starts[i - 1], starts[i])
  }
}
