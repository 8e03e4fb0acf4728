/** A thread of text-threads.ts: articles in, packed out. */
import type { Article } from '../core/index/encode-segment.ts'
import { packArticle } from '../core/index/texts.ts'
import type { Packed } from './text-threads.ts'
import { answerTasks } from './threads.ts'

answerTasks(
  (articles: readonly Article[], onProgress): Packed => {
    const packed = articles.map(packArticle)
    const bytes = new Uint8Array(packed.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const article of packed) {
      bytes.set(article, at)
      at += article.length
    }
    onProgress(articles.length)
    return { bytes, sizes: packed.map(({ length }) => length) }
  },
  ({ bytes }) => [bytes.buffer],
)
