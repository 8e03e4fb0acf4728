import { describe, expect, test } from 'vitest'
import { splitFrontMatter, splitTextFrontMatter } from './front-matter.ts'

/** Values of the front matter of `source`, without their lines. */
function valuesIn(source: string) {
  const { front } = splitFrontMatter(source)
  return Object.fromEntries([...front].map(([key, { value }]) => [key, value]))
}

const lineIn = (source: string, key: string) => splitFrontMatter(source).front.get(key)?.line

describe('splitFrontMatter', () => {
  test.each([
    ['YAML', '---\n\ntitle: "A"\ntags: [x, 2]\n---\nBody\n'],
    ['TOML', '+++\n\ntitle = "A"\ntags = ["x", 2]\n+++\nBody\n'],
    ['JSON', '{\n\n\t"title": "A",\n\t"tags": ["x", 2]\n}\nBody\n'],
    ['YAML by name', '---yaml\n\ntitle: A\ntags: [x, 2]\n---\nBody\n'],
    ['TOML by name', '--- toml\n\ntitle = "A"\ntags = ["x", 2]\n---\nBody\n'],
    ['JSON by name', '---json\n{\n"title": "A",\n"tags": ["x", 2]\n}\n---\nBody\n'],
    ['JavaScript', '---js\n{\n  title: "A",\n  tags: ["x", 2],\n}\n---\nBody\n'],
  ])('reads %s, with the line of every key', (_, source) => {
    expect(valuesIn(source)).toEqual({ title: 'A', tags: ['x', '2'] })
    expect(lineIn(source, 'title')).toBe(3)
    expect(lineIn(source, 'tags')).toBe(4)
    expect(splitFrontMatter(source).body).toBe('Body\n')
  })

  test.each([
    ['Date: 2022-06-12\nTitle: A: b\nSummary: c\n    d\nTags:\n\nBody', '\nBody'],
    ['date:: 2022-06-12\ntitle:: A: b\nsummary:: c d\ntags:: \n\n- Body', '\n- Body'],
  ])('reads lines without delimiters: %j', (source, body) => {
    const values = Object.entries(valuesIn(source))
    const lowered = Object.fromEntries(values.map(([key, value]) => [key.toLowerCase(), value]))
    expect(lowered).toEqual({ title: 'A: b', date: '2022-06-12', summary: 'c d', tags: null })
    expect(splitFrontMatter(source).body).toBe(body)
    expect(lineIn(source, 'Title') ?? lineIn(source, 'title')).toBe(2)
  })

  test.each([
    'Body',
    'Note: this is text\n\nBody',
    'Title: A\nand text\n\nBody',
    'Answer: a std::vector\ntitle: b',
    '',
    '{{< figure >}}\n}\n',
    '{% x %}\n',
    '----\na: b\n---\n',
    '\n---\na: b\n---',
  ])('reads %j as text', (source) => {
    expect(splitFrontMatter(source)).toEqual({ front: new Map(), body: source })
  })

  test('allows empty front matter, and no text behind it', () => {
    expect(splitFrontMatter('---\n---')).toEqual({ front: new Map(), body: '' })
    expect(splitFrontMatter('---\n# nothing\n---\n').front.size).toBe(0)
    expect(valuesIn('{"a": 1,\n"b": 2\n}')).toEqual({ a: '1', b: '2' })
  })

  test.each([
    '{"a": "}{", "b": "\\"}"}  \nBody',
    '{ "a": "}{",\n"b": "\\"}" }\nBody',
    '{\n"t": {\n"u": {}\n},\n"a": "}{",\n"b": "\\"}"\n}\nBody',
  ])('ends JSON at the brace that closes it: %j', (source) => {
    expect(valuesIn(source)).toMatchObject({ a: '}{', b: '"}' })
    expect(splitFrontMatter(source).body).toBe('Body')
  })

  test('ends YAML at three dots as well', () => {
    expect(splitFrontMatter('---\na: b\n...\nBody').body).toBe('Body')
  })

  test('keeps single values as they are written', () => {
    const source = '---\na: 1.10\nb: yes\nc: 2022-06-12\nd: 0012\ne: "null"\n---\n'

    expect(valuesIn(source)).toEqual({ a: '1.10', b: 'yes', c: '2022-06-12', d: '0012', e: 'null' })
  })

  test('reads null and missing values as null', () => {
    expect(valuesIn('---\na:\nb: null\nc: ~\n---\n')).toEqual({ a: null, b: null, c: null })
  })

  test('keeps tables apart from values', () => {
    expect(valuesIn('---\na: { b: c }\n---\n').a).toEqual({ kind: 'table' })
    expect(valuesIn('+++\n[a]\nb = 1\n+++\n').a).toEqual({ kind: 'table' })
  })

  test('reads values in tables', () => {
    expect(valuesIn('---\na: { b: c }\n---\n')).toMatchObject({ 'a.b': 'c' })
    expect(valuesIn('+++\n[a]\nb = ["c"]\n+++\n')).toMatchObject({ 'a.b': ['c'] })
    expect(lineIn('---\na:\n  b: c\n---\n', 'a.b')).toBe(3)
  })

  test('flattens lists within a list', () => {
    expect(valuesIn('---\na: [[b, c], d]\n---\n').a).toEqual(['b', 'c', 'd'])
  })

  test('follows aliases, even one that contains itself', () => {
    expect(valuesIn('---\na: &x hello\nb: *x\nc: *y\n---\n')).toEqual({
      a: 'hello',
      b: 'hello',
      c: '*y',
    })
    expect(valuesIn('---\na: &x [1, *x]\n---\n').a).toEqual(['1', '1'])
  })

  test.each([
    ['2022-06-12', '2022-06-12'],
    ['2022-06-12T23:30:00-09:00', '2022-06-12T23:30:00.000-09:00'],
    ['2022-02-30', '2022-02-30'],
  ])('takes the TOML date %s as it is written', (written, value) => {
    expect(valuesIn(`+++\ndate = ${written}\n+++\n`).date).toBe(value)
  })

  test('keeps keys that are names of object properties', () => {
    const { front } = splitFrontMatter('+++\n__proto__ = 1\nconstructor = 2\n+++\n')

    expect([...front.keys()]).toEqual(['__proto__', 'constructor'])
  })

  test.each([
    ['---\na: 1\ntitle: b: c\n---\n', '3: front matter is not YAML: Nested mappings are not'],
    ['---\na: 1\nb: "c\nd: 1\ne: 2\n---\n', '3: front matter is not YAML: Missing closing "quote'],
    ['---\na: 1\na: 2\n---\n', '3: front matter is not YAML: Map keys must be unique'],
    ['---\na:\n- b: 1\n  b: 2\n---\n', '4: front matter is not YAML: Map keys must be unique'],
    ['+++\na = 1\nb = \n+++\n', '3: front matter is not TOML: '],
    ['{\n"a": 1\n"b": 2\n}\n', '2: front matter is not JSON: '],
    ['---\n\n- a\n---\n', '2: front matter is a list; wanted keys and values'],
    ['---\nHello\n---\n', '2: front matter is text; wanted keys and values'],
    ['---\na: 1\n', '1: front matter opens with --- and is never closed. Add a line with only ---'],
    ['+++\na = 1\n', '1: front matter opens with +++ and is never closed.'],
    ['{ "a": 1,\n', '1: front matter opens with { and no } that closes it ends a line. Add'],
    [
      '{ "a": 1 } is text\n}\n',
      '1: front matter opens with { and no } that closes it ends a line.',
    ],
    ['{\n"a": "b,\n"c": 1 }\nBody', '2: front matter is not JSON: '],
  ])('refuses %j', (source, message) => {
    expect(() => splitFrontMatter(source)).toThrow(message)
  })

  test('refuses more than 100,000 characters, which plain text may have between two rules', () => {
    const long = `---\na: ${'b'.repeat(99_996)}\n---\n`

    expect(splitFrontMatter(long).front.size).toBe(1)
    const longer = long.replace('a', 'aa')
    expect(() => splitFrontMatter(longer)).toThrow(
      '1: front matter has 100,001 characters; it may have 100,000. Keep data in a file of its own, or',
    )
    expect(splitTextFrontMatter(longer).body).toBe(longer)
  })

  test('refuses more than a hundred aliases, each of which is looked for among all values', () => {
    const withAliases = (count: number) => `---\na: &b c\nd: [${'*b,'.repeat(count)}]\n---\n`

    expect(splitFrontMatter(withAliases(100)).front.get('d')?.value).toHaveLength(100)
    expect(() => splitFrontMatter(withAliases(30_000))).toThrow(
      '2: front matter has 30,000 aliases (*name); it may have 100. Write out',
    )
  })

  test('takes time in proportion to the keys of TOML', () => {
    const keys = Array.from({ length: 8_000 }, (_, i) => `k${i}=${i}`)
    const start = performance.now()
    const { front } = splitFrontMatter(`+++\n${keys.join('\n')}\n+++\n`)

    expect(front.get('k7999')).toEqual({ value: '7999', line: 8_001 })
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  test('refuses brackets that are nested too deep', () => {
    const brackets = '['.repeat(20_000)

    expect(() => splitFrontMatter(`---\na: ${brackets}\n---\n`)).toThrow(
      '2: front matter is not YAML',
    )
    expect(() => splitFrontMatter(`+++\na = ${brackets}\n+++\n`)).toThrow(
      '2: front matter is not TOML',
    )
  })
})
