import { expect, test } from 'vitest'
import { decodeSegment } from '../../core/index/segment.ts'
import { decodeModel } from '../../core/model/model.ts'
import { tokenize } from '../../core/model/tokens.ts'
import { chunkDocument } from '../../core/text/passages.ts'
import { splitSentences } from '../../core/text/sentences.ts'
import { createDocument, createHeading, randomDocuments, seededRandom } from '../../test/support.ts'
import { readModel } from '../project.ts'
import { createSegmentMaker } from './own-segment.ts'

test('a segment stores the sentences that a search of each text would find, and their tokens', async () => {
  const model = await readModel()
  const { vocabulary } = decodeModel('model', model)
  const text =
    'The army built a road at Macy’s. “Is it the naïve café’s?” she asked.\n\n  It is 2.5 % of that.'
  const documents = [
    ...randomDocuments(seededRandom(3), 8),
    createDocument({ text, title: 'The roads', headings: [createHeading(34, 'Of cafés')] }),
    createDocument({ text: '' }),
  ]
  const articles = documents.map((document) => ({ document, passages: chunkDocument(document) }))
  const makeSegment = createSegmentMaker({ model, patch: null, kernel: null, fields: [] })
  const { bytes } = makeSegment(articles, () => {})
  const { sentencesOf } = decodeSegment('s', bytes, { documents: 0, passages: 0 }, [])

  let row = 0
  for (const { document, passages } of articles) {
    for (const { span } of passages) {
      const shown = document.text.slice(...span)
      expect(sentencesOf?.(row++)).toEqual(
        splitSentences(shown).map((span) => ({
          span,
          tokens: tokenize(vocabulary, shown.slice(...span)),
        })),
      )
    }
  }
  expect(row).toBeGreaterThan(10)
})

test('the first passage of an article has the keywords among its content tokens, but not in its vector', async () => {
  const model = await readModel()
  const { vocabulary } = decodeModel('model', model)
  const text = `${'The army built a road. '.repeat(40)}\n\n${'It rained on the harbour. '.repeat(40)}`
  const makeSegment = createSegmentMaker({ model, patch: null, kernel: null, fields: [] })
  const [plain, known] = [[], ['Wire News', 'March 2019']].map((keywords) => {
    const document = createDocument({ text, keywords })
    const { bytes } = makeSegment([{ document, passages: chunkDocument(document) }], () => {})
    return decodeSegment('s', bytes, { documents: 0, passages: 0 }, [])
  })
  const tokensOf = ({ tokens }: typeof plain) =>
    Array.from({ length: plain.passages }, (_, i) =>
      tokens?.rows.slice(tokens.starts[i], tokens.starts[i + 1]),
    )

  const [first, ...others] = tokensOf(known)
  const written = tokenize(vocabulary, 'wire news march 2019')
  expect(first?.slice(0, written.length)).toEqual(new Uint16Array(written))
  expect([first?.slice(written.length), ...others]).toEqual(tokensOf(plain))
  expect(known.codes).toEqual(plain.codes)
  expect(known.sentencesOf?.(0)).toEqual(plain.sentencesOf?.(0))
})
