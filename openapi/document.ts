/**
 * The OpenAPI document, made from what the worker and its clients use: parameters from the schemas that
 * validate them, answers from the types of core/protocol.ts with their comments.
 *
 * It is the same for every deployment, so it has neither title nor filter fields, and its version is the
 * protocol's. Its schemas allow further members, since the protocol may grow: a client that is generated
 * from it must not fail on members that it does not know.
 */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { toJsonSchema } from '@valibot/to-json-schema'
import { createGenerator } from 'ts-json-schema-generator'
import { protocolVersion } from '../core/protocol.ts'
import { headers, type Route, routes, type Status, statuses } from './routes.ts'

const root = join(import.meta.dirname, '..')

type Json = Readonly<Record<string, unknown>>

/** The document as it is committed in openapi/openapi.json, and served. */
export function writeDocument(): string {
  return `${JSON.stringify(createDocument(), null, 2)}\n`
}

function createDocument() {
  const problem = contentOf('application/problem+json', refer('schemas', 'Problem'))
  return {
    openapi: '3.1.0',
    info: {
      title: 'edgewise',
      version: String(protocolVersion),
      description:
        'Semantic search for a collection of articles. All addresses take GET; HEAD and OPTIONS ' +
        'are answered too. Language models ask by POST to /mcp, whose Model Context Protocol describes itself. Texts are plain text, never HTML. Answers may have members that are not described here.',
    },
    servers: [{ url: '/' }],
    paths: mapValues(routes, (route, path) => ({ get: describeRoute(route, path) })),
    components: {
      schemas: describeAnswers(),
      responses: mapValues(statuses, (_, status) =>
        describeStatus(Number(status) as Status, problem),
      ),
      headers,
    },
  }
}

function describeRoute({ operationId, summary, parameters, answer, others }: Route, path: string) {
  const isPage = answer.includes('/')
  const isKept = others.includes(304)
  const content = isPage
    ? contentOf(answer, { type: 'string' })
    : contentOf('application/json', refer('schemas', answer))
  return {
    operationId,
    summary,
    tags: [isPage ? 'pages' : 'answers'],
    parameters: [
      ...(path.includes('{id}') ? [id] : []),
      ...(parameters ? describeParameters(parameters) : []),
      ...(isKept ? [ifNoneMatch] : []),
    ],
    responses: {
      200: {
        description: summary,
        headers: headersOf(isKept ? ['Cache-Control', 'ETag'] : ['Cache-Control']),
        content,
      },
      ...Object.fromEntries(
        others.map((status) => [
          status,
          isPage && status >= 400
            ? describeStatus(status, content)
            : refer('responses', String(status)),
        ]),
      ),
    },
  }
}

function describeStatus(status: Status, content: Json) {
  const { description, headers: names } = statuses[status]
  return {
    description,
    ...(names.length > 0 && { headers: headersOf(names) }),
    ...(status >= 400 && { content }),
  }
}

function headersOf(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, refer('headers', name)]))
}

function contentOf(type: string, schema: Json) {
  return { [type]: { schema } }
}

function refer(kind: string, name: string) {
  return { $ref: `#/components/${kind}/${name}` }
}

const id = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Id of an article; its slashes may be written as they are or as `%2F`.',
  schema: { type: 'string' },
}

const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  description: 'Tag of the answer that the client has.',
  schema: { type: 'string' },
}

function describeParameters(parameters: NonNullable<Route['parameters']>) {
  const { properties = {}, required = [] } = toJsonSchema(parameters, {
    target: 'draft-2020-12',
    typeMode: 'input',
    // JSON Schema cannot express the check of a page's address.
    ignoreActions: ['check'],
  })
  return Object.entries(properties as Readonly<Record<string, Json>>).map(([name, property]) => {
    const { description, ...schema } = property
    if (name.startsWith('filter.')) return describeFilters(schema)
    const isRequired = required.includes(name)
    return { name, in: 'query', ...(isRequired && { required: true }), description, schema }
  })
}

/** Filters as an exploded object, OpenAPI's way to allow parameters whose names it does not know. */
function describeFilters(values: Json) {
  return {
    name: 'filters',
    in: 'query',
    style: 'form',
    explode: true,
    description:
      'Values of fields that the index has, like `filter.topic=trade&filter.topic=defence`: ' +
      'an article must have one of the values given for a field, and this for every field that is given.',
    schema: {
      type: 'object',
      propertyNames: { pattern: '^filter\\.' },
      additionalProperties: values,
    },
  }
}

/** The schemas of all answers and of their parts. */
function describeAnswers(): unknown {
  const answers = Object.values(routes).map(({ answer }) => answer)
  const names = new Set([...answers.filter((answer) => !answer.includes('/')), 'Problem'])
  const generator = createGenerator({
    path: join(root, 'core/protocol.ts'),
    tsconfig: join(root, 'tsconfig.base.json'),
    // `npm run typecheck` checks types.
    skipTypeCheck: true,
    sortProps: false,
    additionalProperties: true,
  })
  return modernize(generator.createSchema([...names]).definitions)
}

/** Converts JSON Schema from draft 7, which the generator writes, to 2020-12, which OpenAPI 3.1 wants. */
function modernize(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(modernize)
  if (typeof schema !== 'object' || schema === null) return schema
  return mapValues(schema as Json, (value, key) => {
    if (key === '$ref') return String(value).replace('#/definitions/', '#/components/schemas/')
    return modernize(key === 'items' && Array.isArray(value) ? itemOf(value) : value)
  })
}

/** The one schema of a tuple's members, which must be alike: few tools support other tuples. */
function itemOf(members: readonly Json[]): Json {
  const [first, ...others] = members.map(({ title: _, ...member }) => member)
  if (others.every((other) => isDeepStrictEqual(other, first))) return first
  throw new RangeError(
    `A tuple of ${JSON.stringify(members)} came; members that are alike are wanted.`,
  )
}

function mapValues<Value, Mapped>(
  object: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))
}
