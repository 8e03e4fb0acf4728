/**
 * The layers: which folder may import which, and no cycles. docs/architecture.md
 * draws this plan; the test keeps it true.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Each folder, and everything outside it that it may import. */
const mayImport: Record<string, string[]> = {
  'core/kernels': [],
  'core/text': ['core/protocol.ts', '@orama/stemmers', '@orama/stopwords'],
  'core/model': [
    'core/protocol.ts',
    'core/sections.ts',
    'core/quantize.ts',
    'core/random.ts',
    'core/kernels',
    'core/text',
  ],
  'core/index': [
    'core/kernels',
    'core/protocol.ts',
    'core/quantize.ts',
    'core/sections.ts',
    'core/text',
    'fflate',
  ],
  'core/search': [
    'core/protocol.ts',
    'core/quantize.ts',
    'core/sections.ts',
    'core/kernels',
    'core/text',
    'core/model',
    'core/index',
  ],
  core: ['@orama/stemmers', '@orama/stopwords', 'fflate', 'fastest-levenshtein'],
  messages: [],
  worker: ['core', 'messages', 'hono', 'valibot', 'dist', 'package.json', 'cloudflare:'],
  widget: ['core/protocol.ts', 'messages/english.ts'],
  scripts: ['core', 'messages', 'node:', 'seeds', ...dependencies()],
  openapi: [
    'core/protocol.ts',
    'worker/parameters.ts',
    'node:',
    'valibot',
    '@valibot/to-json-schema',
    'ts-json-schema-generator',
  ],
}

function dependencies(): string[] {
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return Object.keys(about.dependencies)
}

/** The TypeScript files of a folder, without its tests and files that only tests use. */
function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/(\.test|test-engine|support|\.d)\.ts$/.test(name))
    .map((name) => join(folder, name))
    .sort()
}

interface Import {
  /** A path from the root for a relative import, else as it is written. */
  readonly target: string
  /** Whether it is a type import, which is gone when the program runs. */
  readonly isType: boolean
}

/** Every static or dynamic import written in `file`. */
function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8')
  const written = source.matchAll(
    /^(?:import|export)\s(type\b)?[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gms,
  )
  return [...written].map(([, type, fixed, dynamic]) => {
    const specifier = fixed ?? dynamic
    const path = relative(root, join(root, dirname(file), specifier))
    return { target: specifier.startsWith('.') ? path : specifier, isType: type !== undefined }
  })
}

for (const [folder, allowed] of Object.entries(mayImport)) {
  test(`${folder} imports only itself and what is listed`, () => {
    for (const file of filesOf(folder)) {
      for (const { target } of importsOf(file)) {
        const isAllowed = [folder, ...allowed].some(
          (name) => target === name || target.startsWith(name.endsWith(':') ? name : `${name}/`),
        )
        expect(isAllowed, `${file} imports ${target}`).toBe(true)
      }
    }
  })
}

test('no file imports itself, directly or indirectly', () => {
  const files = ['core', 'messages', 'worker', 'widget', 'scripts', 'openapi'].flatMap(filesOf)
  const state = new Map<string, 'open' | 'done'>()
  const visit = (file: string, path: readonly string[]) => {
    expect(state.get(file), [...path, file].join(' -> ')).not.toBe('open')
    if (state.has(file)) return
    state.set(file, 'open')
    for (const { target, isType } of importsOf(file)) {
      if (!isType && existsSync(join(root, target)) && target.endsWith('.ts')) {
        visit(target, [...path, file])
      }
    }
    state.set(file, 'done')
  }
  for (const file of files) visit(file, [])
})

test('code for training never reaches the worker', () => {
  const reached = new Set<string>()
  const visit = (file: string) => {
    if (reached.has(file)) return
    reached.add(file)
    for (const { target, isType } of importsOf(file)) {
      if (isType) continue
      expect(target, `${file} imports ${target}`).not.toMatch(/train/)
      if (existsSync(join(root, target)) && target.endsWith('.ts')) visit(target)
    }
  }
  for (const file of filesOf('worker')) visit(file)
  expect(reached).toContain('core/kernels/scanner.ts')
})

test('core is pure: no clock, no randomness, no locale', () => {
  for (const file of filesOf('core')) {
    const source = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    const words = /\b(Date|Math\.random|localeCompare|toLocale\w+|Intl|process|console|fetch)\b/
    expect(words.exec(source)?.[0], file).toBeUndefined()
  }
})

test('files that comments and documents name are there', () => {
  const comments = /\/\*[\s\S]*?\*\/|\/\/.*/g
  const folders = ['core', 'messages', 'worker', 'widget', 'scripts', 'openapi', 'bench', 'test']
  const isThere = (name: string, file: string) =>
    [root, join(root, dirname(file))].some((place) => existsSync(join(place, name)))
  const named = (text: string) =>
    text.match(/(?<![\w./-])[a-z][a-z\d-]*(\/[a-z\d-]+)*\.ts\b/g) ?? []
  for (const file of folders.flatMap(filesOf)) {
    const source = readFileSync(join(root, file), 'utf8')
    for (const name of source.match(comments)?.flatMap(named) ?? []) {
      expect(isThere(name, file), `${file} names ${name}`).toBe(true)
    }
  }
  const documents = ['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  )
  for (const file of ['CONTRIBUTING.md', ...documents.filter((name) => name.endsWith('.md'))]) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const name of named(text).filter((name) => name.includes('/'))) {
      expect(isThere(name, ''), `${file} names ${name}`).toBe(true)
    }
  }
})
