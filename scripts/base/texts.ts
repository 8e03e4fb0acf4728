/** The texts of a base: articles compressed one by one, in blocks that a query reads whole. */
import { blockBytesFor } from '../../core/index/base.ts'
import { encodeTexts, type TextBlock } from '../../core/index/texts.ts'
import type { Article } from '../../core/text/passages.ts'
import { writeShard } from '../index/index-files.ts'
import { arrange } from '../shelf.ts'
import type { BaseParts } from './parts.ts'
import { packInThreads } from './text-threads.ts'
import { countPassages } from './vector-source.ts'

/** Letters of the articles that a thread packs at a time. */
const packedTogether = 2_000_000

/** Writes the articles into `folder`; `order` has the number of the article at each place. */
export async function writeTexts(
  folder: string,
  parts: BaseParts,
  order: Uint32Array,
): Promise<TextBlock[]> {
  const { articles, follow } = parts
  const blockBytes = blockBytesFor(countPassages(parts))
  const progress = follow('Packing texts', 'articles')
  let done = 0
  const onProgress = (count: number) => {
    done += count
    progress.update(done, articles.length)
  }
  const blocks: TextBlock[] = []
  let block: Uint8Array[] = []
  let bytes = 0
  let first = 0
  const finish = async () => {
    blocks.push({ first, ...(await writeShard(folder, encodeTexts(block), 'texts')) })
    first += block.length
    block = []
    bytes = 0
  }
  try {
    const groups = groupByLetters(arrange(articles, order))
    for await (const packed of packInThreads(groups, onProgress)) {
      // Each takes four more bytes, for where it begins; the header takes some, too.
      if (block.length > 0 && bytes + packed.length + 4 > blockBytes - 500) await finish()
      block.push(packed)
      bytes += packed.length + 4
    }
    if (block.length > 0) await finish()
  } finally {
    progress.stop()
  }
  return blocks
}

function* groupByLetters(articles: Iterable<Article>): Generator<Article[]> {
  let group: Article[] = []
  let letters = 0
  for (const article of articles) {
    group.push(article)
    letters += article.document.text.length
    if (letters < packedTogether) continue
    yield group
    group = []
    letters = 0
  }
  if (group.length > 0) yield group
}
