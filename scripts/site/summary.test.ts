import { describe, expect, test } from 'vitest'
import type { Base } from '../../core/index/base.ts'
import type { Manifest } from '../../core/index/manifest.ts'
import { buildTinyIndex, createDocument } from '../../test/support.ts'
import type { Built } from '../index/build-steps.ts'
import { refusalOfNone, remarkOnTaught, remarkOnUpload, summaryOf } from './summary.ts'

const corpus = {
  skipped: [],
  boilerplate: { count: 0, examples: [] },
  addresses: {
    templates: { count: 0, example: null },
    paths: { count: 0, example: null },
    shared: [],
  },
  unusedFields: [],
  unusedPatterns: [],
  otherLanguages: { count: 0, codes: [] },
}
const places = { from: 'content', to: '.edgewise/content', seconds: 2 }
const base = {
  documents: 4,
  removed: [1],
  vectors: { kind: 'cells', coarse: [], cells: [], recall: [{ passing: 1, recall: 0.957 }] },
  ...{ postings: [{}], texts: [{}], ids: [], urls: [] },
} as unknown as Base

function createBuilt(parts: Partial<Built> & { readonly manifest: Manifest }): Built {
  const made = { bytes: 1234, embedded: 0, added: null, rebuilt: null }
  return { ...made, wordsWithoutVector: 0, parted: 0, tooLong: 0, ...parts }
}

describe('summaryOf', () => {
  const { manifest } = buildTinyIndex([createDocument({ text: 'One.' })])

  test('says what was built, and how fast', () => {
    expect(summaryOf(corpus, createBuilt({ manifest }), places)).toEqual([
      'Built .edgewise/content/ from content: 1 article, 1 passage, 1,234 bytes in 2.0 s (1 passages/s).',
    ])
  })

  test('says nothing that a terminal would obey', () => {
    const skipped = [{ file: 'a.xml#b', reason: 'not published (\u001b]0;c\u0007)' }]

    expect(summaryOf({ ...corpus, skipped }, createBuilt({ manifest }), places)[1]).toBe(
      '  a.xml#b: not published ( ]0;c )',
    )
  })

  test('says what was left out, and what looks wrong', () => {
    const skipped = [{ file: 'a.md', reason: 'is a draft' }]
    const boilerplate = { count: 2, examples: ['Read  more'] }

    const templates = { count: 2, example: { file: 'b.md', address: '/{{ slug }}' } }
    const paths = { count: 1, example: { file: 'c.md', address: '/c/' } }
    const addresses = { templates, paths, shared: [] }
    const otherLanguages = { count: 2, codes: ['de'] }
    const left = {
      skipped,
      boilerplate,
      addresses,
      unusedFields: ['tagz'],
      unusedPatterns: ['tgas/**'],
      otherLanguages,
    }
    expect(summaryOf(left, createBuilt({ manifest }), places).slice(0, -1)).toEqual([
      'Skipped 1 file:',
      '  a.md: is a draft',
      'Left out 2 blocks as boilerplate, such as',
      '  Read more',
      'The address of 2 articles is a template that only a site generator can fill, such as ' +
        `"/{{ slug }}" in b.md; the pattern's address is taken, if there is a pattern.`,
      'The address of 1 article is a path, such as /c/ in c.md, and no pattern names its site; it leads ' +
        'to where the search is. A pattern is url in edgewise.toml, or --url.',
      'No article has tagz, which is one of the fields in edgewise.toml.',
      'No file matches tgas/**, which edgewise.toml excludes.',
      'The lang of 2 articles is none of the languages in edgewise.toml (de); they are read as en.',
    ])
  })

  test('names the kinds of files beside articles', () => {
    const files = ['a/b.png', 'LICENSE', 'c.css', 'd.png']
    const skipped = files.map((file) => ({ file, reason: 'unknown extension' }))
    const lines = summaryOf({ ...corpus, skipped }, createBuilt({ manifest }), places)

    expect(lines.slice(0, 2)).toEqual([
      'Skipped 4 files:',
      '  4 of unknown extension: .png, LICENSE, .css',
    ])
  })

  test('names twenty files that are skipped for the same reason, and counts the others', () => {
    const pictures = Array.from({ length: 23 }, (_, i) => ({ file: `${i}.png`, reason: 'no text' }))
    const skipped = [...pictures, { file: 'a.md', reason: 'is a draft' }]
    const lines = summaryOf({ ...corpus, skipped }, createBuilt({ manifest }), places)

    expect(lines.slice(0, 2)).toEqual(['Skipped 24 files:', '  0.png: no text'])
    expect(lines.slice(20, 23)).toEqual([
      '  19.png: no text',
      '  a.md: is a draft',
      '  and 3 more: no text',
    ])
  })

  test.each([
    [0.0001, 'Less than 0.1 %'],
    [0.001, '0.1 %'],
    [0.25, '25.0 %'],
  ])('says how many words have no vector (%d)', (wordsWithoutVector, share) => {
    const lines = summaryOf(corpus, createBuilt({ manifest, wordsWithoutVector }), places)

    expect(lines.at(-1)).toMatch(new RegExp(`^${share} of the words have no vector: `))
  })

  test('warns of articles at the same address', () => {
    const shared = Array.from({ length: 6 }, (_, i) => ({
      url: `/${i}`,
      first: `a${i}.md`,
      file: `b${i}.md`,
    }))
    const linesOf = (count: number) => {
      const addresses = { ...corpus.addresses, shared: shared.slice(0, count) }
      const built = createBuilt({ manifest })
      return summaryOf({ ...corpus, addresses }, built, places).slice(0, -1)
    }

    expect(linesOf(1)).toEqual([
      '1 article is at the address of another one:',
      '  b0.md, as a0.md: /0',
    ])
    expect(linesOf(6)).toHaveLength(6)
    expect(linesOf(6)[0]).toBe('6 articles are at the address of another one, such as')
  })

  test('says how a base is read, what share is found, and what happened since', () => {
    const built = createBuilt({ manifest: { ...manifest, documents: 5, base }, added: 7 })
    const [first, second] = summaryOf(corpus, built, places)

    expect(first).toContain('(7 passages added to a base that is kept)')
    expect(second).toBe(
      'It does not fit a worker, so queries read it from 3 files; 96 of 100 nearest passages are ' +
        'found. Since then, 2 articles were added or changed; of the articles before, 1 was changed or removed.',
    )
  })

  test('says why a base could not stay', () => {
    const rebuilt = 'Everything is built again, because.'

    expect(summaryOf(corpus, createBuilt({ manifest, rebuilt }), places)).toContain(rebuilt)
  })

  test.each([
    [{ parted: 1 }, '1 passage was longer than tiny can read, and split into two or more.'],
    [{ parted: 12 }, '12 passages were longer than tiny can read, and split into two or more.'],
    [
      { tooLong: 2 },
      '2 passages were too long for tiny, because of a long title or word: the vector covers only ' +
        'the beginning.',
    ],
  ])('says what the model could not read whole (%j)', (parts, sentence) => {
    const named = { ...manifest, model: { ...manifest.model, id: 'tiny' } }

    expect(summaryOf(corpus, createBuilt({ manifest: named, ...parts }), places)).toContain(
      sentence,
    )
  })
})

test('refusalOfNone says what was skipped and why, and that the old index stays', () => {
  const left = {
    skipped: [{ file: 'a.md', reason: 'draft' }],
    boilerplate: { count: 1, examples: ['Read  more'] },
  }

  expect(refusalOfNone(left, 'content').split('\n')).toEqual([
    'Skipped 1 file:',
    '  a.md: draft',
    'Left out 1 block as boilerplate, such as',
    '  Read more',
    'No article in content is left to be searched, so nothing is built, and an index that was built ' +
      'before stays as it is.',
  ])
})

describe('remarkOnTaught', () => {
  const taught = { patch: new Uint8Array(300_000), steps: 5, words: 3, before: 0.298, after: 0.5 }

  test('says how many more articles are found first', () => {
    expect(remarkOnTaught(taught)).toBe(
      'Taught the model your articles in 5 steps (a patch of 0.3 MB, 3 words of its own). In a hard test, a ' +
        'sentence that was taken out of its article and is asked by meaning alone, it finds that article ' +
        'first in 50 % of cases, 30 % before.',
    )
  })

  test.each([
    [0.3, 'first in 30 % of cases, as before, and higher up on the whole.'],
    [0.28, 'first in 28 % of cases, 30 % before, but higher up on the whole.'],
  ])('says what was gained if no more articles are found first (%d)', (after, gained) => {
    expect(remarkOnTaught({ ...taught, after })).toMatch(new RegExp(`${gained}$`))
  })
})

describe('remarkOnUpload', () => {
  const none = { count: 0, bytes: 0 }

  test('tells new files from those already there', () => {
    const laidOut = { held: 15_300_000, fresh: none, known: { count: 1840, bytes: 812_000_000 } }

    expect(remarkOnUpload(laidOut)).toBe(
      'A deploy uploads the worker with 15.3 MB of index and model; ' +
        '812.0 MB in 1,840 files are there already.',
    )
    expect(remarkOnUpload({ ...laidOut, fresh: laidOut.known, known: none })).toMatch(
      /and 812\.0 MB in 1,840 files\.$/,
    )
  })

  test('gives small sizes in kilobytes', () => {
    const laidOut = { held: 4_100_000, fresh: { count: 1, bytes: 4_100 }, known: none }

    expect(remarkOnUpload(laidOut)).toMatch(/4\.1 MB of index and model and 5 kB in 1 file\.$/)
  })

  test('is nothing for an index that travels with its worker', () => {
    expect(remarkOnUpload({ held: 1, fresh: none, known: none })).toBeNull()
  })
})
