/** A thread of text-threads.ts: articles in, packed articles out. */
import { joinLists } from '../../core/index/lists.ts'
import { packArticle } from '../../core/index/texts.ts'
import type { Article } from '../../core/text/passages.ts'
import { answerTasks } from '../threads.ts'
import type { Packed } from './text-threads.ts'

answerTasks(
  (articles: readonly Article[], onProgress): Packed => {
    const packed = articles.map(packArticle)
    onProgress(articles.length)
    return joinLists(packed, Uint8Array)
  },
  ({ all }) => [all.buffer],
)
