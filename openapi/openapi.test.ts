import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { SearchResponse } from '../core/protocol.ts'
import { BadIndex } from '../core/sections.ts'
import { openIndexFolder } from '../scripts/index/index-files.ts'
import { createApp, type Services } from '../worker/app.ts'
import type { AppEnv } from '../worker/request.ts'
import { openTestEngine, testArticles } from '../worker/test-engine.ts'
import { writeDocument } from './document.ts'

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}
interface Schema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}
interface Described {
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>
}
interface Operation {
  readonly parameters: readonly Parameter[]
  readonly responses: Readonly<Record<string, Described & { readonly $ref?: string }>>
}
interface Document {
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>
  readonly components: { readonly responses: Readonly<Record<string, Described>> }
}

const text = await readFile(join(import.meta.dirname, 'openapi.json'), 'utf8')
const { paths, components }: Document = JSON.parse(text)
/** Enough articles for feedback. */
const engine = await openTestEngine([
  ...testArticles,
  ...Array.from({ length: 27 }, (_, i) => ({ id: `school ${i}`, text: 'An army school. A road.' })),
])

const appWith = (changes: Partial<Services> = {}) =>
  createApp({ load: async () => engine, version: '1', ...changes })
const fails = (error: Error) => appWith({ load: () => Promise.reject(error) })
const app = appWith()

/** A request to each address that is answered, without optional parameters. */
const plain: Readonly<Record<string, string>> = {
  '/search': '/search?q=army',
  '/documents/{id}': '/documents/news%2Froad',
  '/related': '/related?url=https://example.org/army-visit',
  '/related/{id}': '/related/school%200',
  '/health': '/health',
  '/': '/?q=army',
  '/articles/{id}': '/articles/news%2Froad',
  '/style.css': '/style.css',
}

/** Further requests, for optional members of answers, and for problems. */
const further: Readonly<Record<string, readonly string[]>> = {
  '/search': [
    '/search?q=army+road&explain=true&prefix=true',
    '/search?q=road&filter.topic=trade&filter.topic=none&from=2022&to=2022-12-31',
    '/search?q=unheard&mode=semantic',
    '/search?facets=true&filter.topic=trade&filter.topic=none',
    '/search?k=0',
  ],
  '/documents/{id}': ['/documents/none', '/documents/rocket?k=1'],
  '/related': ['/related', '/related?url=https://example.org/none'],
  '/related/{id}': ['/related/none', '/related/rocket?k=0'],
  '/': ['/', '/?from=2022', '/?k=0&q='],
  '/articles/{id}': ['/articles/none'],
}

/** All sorts of responses of an address: its answers, a 304, and failures of its services. */
async function provoke(path: string): Promise<Response[]> {
  vi.spyOn(console, 'error').mockReturnValue()
  const SEARCH_LIMIT: AppEnv['Bindings']['SEARCH_LIMIT'] = {
    limit: async () => ({ success: false }),
  }
  return Promise.all([
    ...[plain[path], ...(further[path] ?? [])].map((address) => app.request(address)),
    app.request(plain[path], { headers: { 'If-None-Match': '*' } }),
    app.request(plain[path], {}, { SEARCH_LIMIT }),
    fails(new Error('unforeseen')).request(plain[path]),
    fails(new BadIndex('It is broken.')).request(plain[path]),
  ])
}

function describedOf(path: string, status: number): Described | undefined {
  const described = paths[path].get.responses[status]
  return described?.$ref === undefined ? described : components.responses[status]
}

/** The schemas, without members that they do not name. */
const schemas = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictSchema: false })
schemas.addSchema(JSON.parse(text, close), 'openapi')

function close(_: string, value: unknown) {
  const isObject = typeof value === 'object' && value !== null && 'properties' in value
  return isObject ? { additionalProperties: false, ...value } : value
}

function errorsOf(pointer: string, body: unknown) {
  const validate = schemas.getSchema(`openapi${pointer}`)
  if (validate === undefined) throw new RangeError(`There is no ${pointer}.`)
  return validate(body) ? [] : validate.errors
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('openapi.json', () => {
  test('is what npm run openapi writes', () => {
    expect(writeDocument()).toBe(text)
  })

  test('is OpenAPI 3.1', async () => {
    const validator = new Validator()

    expect(await validator.validate(JSON.parse(text))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  test('has every route of the app and no other', () => {
    const routed = app.routes
      .filter(({ method, path }) => method === 'GET' && path !== '*' && path !== '/*')
      .map(({ path }) => path.replace(/:(\w+)(\{[^}]*\})?/, '{$1}'))

    expect(Object.keys(paths).sort()).toEqual(routed.sort())
  })

  test.each(Object.keys(paths))(
    'describes all that %s answers, and nothing that it does not',
    async (path) => {
      const responses = await provoke(path)

      for (const response of responses) {
        const { status } = response
        const described = describedOf(path, status)
        const [type] = response.headers.get('Content-Type')?.split(';') ?? []
        const content = described?.content
        expect(type === undefined ? [] : [type], `${status}`).toEqual(Object.keys(content ?? {}))
        for (const name of Object.keys(described?.headers ?? {})) {
          const isAway = name === 'ETag' && response.headers.get('Cache-Control') === 'no-store'
          expect(response.headers.has(name), `${name} of ${status}`).toBe(!isAway)
        }
        const pointer = content?.[type ?? '']?.schema.$ref
        if (pointer) expect(errorsOf(pointer, await response.json()), `${status}`).toEqual([])
      }
      expect([...new Set(responses.map(({ status }) => String(status)))].sort()).toEqual(
        Object.keys(paths[path].get.responses),
      )
    },
  )

  test('has a schema for the problems of every other address and method', async () => {
    for (const response of [
      await app.request('/nowhere'),
      await app.request('/search', { method: 'POST' }),
    ]) {
      expect(errorsOf('#/components/schemas/Problem', await response.json())).toEqual([])
    }
  })

  test('describes all that the index of seeds/ answers', async () => {
    const load = () => openIndexFolder(join(import.meta.dirname, '../embeddings'))
    const response = await appWith({ load }).request('/search?q=military+ties&explain=true')
    const answer: SearchResponse = await response.json()

    expect(answer.results.some(({ explain }) => explain?.near.length)).toBe(true)
    expect(errorsOf('#/components/schemas/SearchResponse', answer)).toEqual([])
  })

  test('finds a member that no schema names', async () => {
    const answer = await (await app.request('/search?q=army&explain=true')).json()
    answer.results[0].explain.words.more = 1

    expect(errorsOf('#/components/schemas/SearchResponse', answer)).toContainEqual(
      expect.objectContaining({ params: { additionalProperty: 'more' } }),
    )
  })
})

const parameters = Object.entries(paths).flatMap(([path, { get }]) =>
  get.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.name !== 'filters')
    .map((parameter) => ({ path, ...parameter })),
)

/** The address of a request with this value of a parameter, or without it if undefined. */
function addressWith(path: string, name: string, value: unknown): string {
  const [place, query] = plain[path].split('?')
  const given = new URLSearchParams(query)
  if (value === undefined) given.delete(name)
  else given.set(name, String(value))
  return `${place}?${given}`
}

/** Values that a schema just allows, and some that it just refuses. */
function edgesOf({ type, enum: choices, ...schema }: Schema): [unknown[], unknown[]] {
  const { minimum = 0, maximum = 0, maxLength = 0 } = schema
  if (type === 'boolean') return [[true, false], ['yes']]
  if (type === 'integer')
    return [
      [minimum, maximum],
      [minimum - 1, maximum + 1, minimum + 0.5],
    ]
  if (choices) return [[...choices], ['other']]
  return maxLength > 0 ? [['', 'a', 'a'.repeat(maxLength)], ['a'.repeat(maxLength + 1)]] : [[], []]
}

describe('a parameter', () => {
  const statusOf = async (address: string) => (await app.request(address)).status
  const answerOf = async (address: string) => (await app.request(address)).text()

  test.each(parameters)('$name of $path has the limits that are stated', async (parameter) => {
    const { path, name, schema } = parameter
    const [allowed, refused] = edgesOf(schema)

    for (const value of allowed) {
      expect(await statusOf(addressWith(path, name, value)), `${value}`).toBe(200)
    }
    for (const value of refused) {
      expect(await statusOf(addressWith(path, name, value)), `${value}`).toBe(400)
    }
  })

  test.each(parameters)(
    '$name of $path has the default that is stated in the document',
    async (parameter) => {
      const { path, name, required = false, schema } = parameter
      const without = addressWith(path, name, undefined)
      expect(await statusOf(without)).toBe(required ? 400 : 200)
      if (schema.default === undefined) return
      const byDefault = await answerOf(without)
      expect(await answerOf(addressWith(path, name, schema.default))).toBe(byDefault)
      // Of these two, the other value may find the same.
      if (name === 'prefix' || name === 'exact') return
      for (const value of edgesOf(schema)[0].filter((value) => value !== schema.default))
        expect(await answerOf(addressWith(path, name, value)), `${value}`).not.toBe(byDefault)
    },
  )

  test('that is unknown is refused where parameters are described', async () => {
    for (const path of ['/search', '/documents/{id}', '/related', '/related/{id}']) {
      expect(await statusOf(addressWith(path, 'other', 1)), path).toBe(400)
    }
  })
})
