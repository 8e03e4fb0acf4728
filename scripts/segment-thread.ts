/** A thread of segment-threads.ts: articles in, their segment out. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Article, encodeSegment } from '../core/index/segment.ts'
import { decodeModel, embed } from '../core/model/model.ts'
import { embeddedText } from './embedded-text.ts'
import type { ThreadMessage, ThreadSettings } from './segment-threads.ts'

const settings: ThreadSettings = workerData
const model = decodeModel('model', settings.model)
const say = (message: ThreadMessage, transferred: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transferred)

parentPort?.on('message', (articles: readonly Article[]) => {
  const entries = articles.map((article) => {
    const { document, passages } = article
    const vectors = passages.map((passage) => embed(model, embeddedText(document, passage)))
    say({ passages: passages.length })
    return { ...article, vectors }
  })
  const segment = encodeSegment(entries, model.dimensions, settings.fields)
  say(segment, [segment.bytes.buffer])
})
