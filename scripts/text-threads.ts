/** Articles packed for the files of texts (core/index/texts.ts) on all cores. */
import type { Article } from '../core/index/encode-segment.ts'
import { workInThreads } from './threads.ts'

/** Some articles, packed one after another. */
export interface Packed {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Size of each. */
  readonly sizes: readonly number[]
}

/** The articles of each group, packed, in order. */
export async function* packInThreads(
  tasks: Iterable<readonly Article[]>,
  onProgress: (articles: number) => void,
): AsyncGenerator<Uint8Array> {
  const script = new URL('text-thread.ts', import.meta.url)
  for await (const { bytes, sizes } of workInThreads<readonly Article[], Packed>({
    script,
    tasks,
    onProgress,
  })) {
    let at = 0
    for (const size of sizes) {
      at += size
      yield bytes.subarray(at - size, at)
    }
  }
}
