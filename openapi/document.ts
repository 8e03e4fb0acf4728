/**
 * The OpenAPI document, made from what the worker and its clients hold to: parameters from the schemas that
 * judge them, answers from the types of core/protocol.ts with their comments.
 *
 * It is the same for every deployment, so it knows neither title nor filter fields, and its version is the
 * protocol's. Answers may have more than it tells, since the protocol may grow: a
 * client that is made from it must not stumble over what it does not know.
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
        'Semantic search for a collection of articles. Everything is asked by GET; HEAD and OPTIONS ' +
        'are answered too. Language models ask by POST to /mcp, whose Model Context Protocol describes itself. Texts are plain text, never HTML. Answers may have more than is told here.',
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
    // What an address of a page is, no schema can say.
    ignoreActions: ['check'],
  })
  return Object.entries(properties as Readonly<Record<string, Json>>).map(([name, property]) => {
    const { description, ...schema } = property
    if (name.startsWith('filter.')) return describeFilters(schema)
    const isRequired = required.includes(name)
    return { name, in: 'query', ...(isRequired && { required: true }), description, schema }
  })
}

/** An object in a query stands there as its members, which is how OpenAPI has names that it does not know. */
function describeFilters(values: Json) {
  return {
    name: 'filters',
    in: 'query',
    style: 'form',
    explode: true,
    description:
      'Values of fields that the index has, like `filter.topic=trade&filter.topic=defence`: ' +
      'one of the values of a field is wanted, and of each field.',
    schema: {
      type: 'object',
      propertyNames: { pattern: '^filter\\.' },
      additionalProperties: values,
    },
  }
}

/** The schemas of all answers and of what they consist of. */
function describeAnswers(): unknown {
  const answers = Object.values(routes).map(({ answer }) => answer)
  const names = new Set([...answers.filter((answer) => !answer.includes('/')), 'Problem'])
  const generator = createGenerator({
    path: join(root, 'core/protocol.ts'),
    tsconfig: join(root, 'tsconfig.base.json'),
    // `npm run typecheck` does that.
    skipTypeCheck: true,
    sortProps: false,
    additionalProperties: true,
  })
  return modernize(generator.createSchema([...names]).definitions)
}

/** JSON Schema as the generator writes it, draft 7, in the words of 2020-12, which OpenAPI 3.1 has. */
function modernize(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(modernize)
  if (typeof schema !== 'object' || schema === null) return schema
  return mapValues(schema as Json, (value, key) => {
    if (key === '$ref') return String(value).replace('#/definitions/', '#/components/schemas/')
    return modernize(key === 'items' && Array.isArray(value) ? itemOf(value) : value)
  })
}

/** A tuple is a list of so many that are alike: few tools know any other. */
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
