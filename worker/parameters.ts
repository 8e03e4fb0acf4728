/**
 * The parameters of every route, declared once.
 *
 * The schemas describe values, not text, and transform nothing, so that OpenAPI can be
 * made from them as they are; `readers` turn the text of an address into values first.
 * Whatever is not declared is refused: ignoring a misspelt filter would give an answer
 * that looks right and is not.
 */
import * as v from 'valibot'
import { listing, nearestName } from '../core/nearest-name.ts'
import { BadRequest, limits, normalizeQuestion, type SearchParameters } from '../core/protocol.ts'

const flags = { explain: false, prefix: false, exact: false, facets: false } as const
const defaults = { q: '', mode: 'hybrid', sort: 'relevance', k: 10, offset: 0, ...flags } as const

const filterValues = v.optional(
  v.pipe(v.array(v.string()), v.description('One of these values is wanted.')),
)

/** The parameters of `/search` for an index with these filter fields. */
export function searchSchema(fields: readonly string[]) {
  const filters = Object.fromEntries(fields.map((field) => [`filter.${field}`, filterValues]))
  return v.object({ ...searchEntries, ...filters })
}

const searchEntries = {
  q: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(
        limits.queryLength,
        ({ received }) => `q has ${received} characters; at most ${limits.queryLength} are wanted.`,
      ),
      v.description(
        'A question, or words to find. Without one, the articles that pass the filters are listed, newest first, whatever `mode`, `sort`, `prefix`, `exact` and `explain` say.',
      ),
    ),
    defaults.q,
  ),
  mode: v.optional(oneOf('mode', ['hybrid', 'semantic', 'words']), defaults.mode),
  sort: v.optional(
    v.pipe(
      oneOf('sort', ['relevance', 'date']),
      v.description(
        'Best first, or newest first of the ten best and those that score at least half as much as the best.',
      ),
    ),
    defaults.sort,
  ),
  k: v.optional(wholeNumber('k', 1, limits.k, 'Results wanted.'), defaults.k),
  offset: v.optional(
    wholeNumber('offset', 0, limits.depth - 1, 'Results skipped from the top.'),
    defaults.offset,
  ),
  from: v.optional(v.pipe(v.string(), v.description('First year, month or day: 2022-06.'))),
  to: v.optional(v.pipe(v.string(), v.description('Last year, month or day: 2022-06-12.'))),
  explain: flag('explain', 'Adds how each article came to its place.'),
  prefix: flag('prefix', 'Takes the last word for the beginning of one.'),
  exact: flag('exact', 'Refuses to answer by estimates, which a large index does.'),
  facets: flag(
    'facets',
    'Adds how many articles of the whole result set have each value of the fields.',
  ),
}

/** The parameters of `/related/ID`. */
export const relatedSchema = v.object({
  k: v.optional(wholeNumber('k', 1, limits.k, 'Articles wanted.'), 5),
})

/** The parameters of `/related`, for a page that knows its address but not its id. */
export const relatedToUrlSchema = v.object(
  {
    url: v.pipe(
      v.string(),
      v.check(
        (text) => /^https?:/i.test(text) && URL.canParse(text),
        wanted('url', 'the address of a page'),
      ),
      v.description(
        'Address of a page; hash, trailing slash and how its path is encoded do not matter.',
      ),
    ),
    ...relatedSchema.entries,
  },
  'url is missing; the address of a page is wanted.',
)

/** The arguments of the tool that reads an article. */
export const articleSchema = v.object(
  { article: v.string() },
  'article is missing; the id or the address of an article is wanted.',
)

/** The parameters of `/documents/ID`: none. */
export const documentSchema = v.object({})

function flag(name: keyof typeof flags, description: string) {
  const isGiven = v.pipe(v.boolean(wanted(name, 'true or false')), v.description(description))
  return v.optional(isGiven, defaults[name])
}

function wholeNumber(name: string, least: number, most: number, description: string) {
  const message = wanted(name, `a whole number from ${least} to ${most}`)
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(most, message),
    v.description(description),
  )
}

function oneOf<const Options extends readonly string[]>(name: string, options: Options) {
  return v.picklist(
    options,
    wanted(name, `${options.slice(0, -1).join(', ')} or ${options.at(-1)}`),
  )
}

function wanted(name: string, what: string) {
  return ({ input }: { readonly input: unknown }) =>
    `${name} is "${shorten(String(input))}"; ${what} is wanted.`
}

/** How the text of a parameter becomes a value for its schema; other text stays text, and the schema refuses it. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  q: normalizeQuestion,
  k: readWhole,
  offset: readWhole,
  explain: readBoolean,
  prefix: readBoolean,
  exact: readBoolean,
  facets: readBoolean,
}

function readBoolean(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text
}

function readWhole(text: string): unknown {
  return /^\d{1,9}$/.test(text) ? Number(text) : text
}

/**
 * A search from the query of an address.
 *
 * @param fields filter fields of the index
 * @throws BadRequest for a parameter that is unknown, is given twice, or has a value that is not allowed
 */
export function parseSearch(query: URLSearchParams, fields: readonly string[]): SearchParameters {
  const filter = [...query.keys()].find(isFilter)
  if (filter !== undefined && fields.length === 0) {
    // Said here, since naming the nearest parameter would not help.
    throw new BadRequest(
      `${shorten(filter)} came, and this index has no filters; fields in edgewise.toml names them.`,
    )
  }
  const asked = parseQuery(searchSchema(fields), query)
  const { q, mode, sort, k, offset, from, to, explain, prefix, exact, facets } = asked
  const chosen = fields.flatMap((field) => {
    const values = new Set(query.getAll(`filter.${field}`).filter((value) => value !== ''))
    return values.size === 0 ? [] : [[field, [...values].sort()] as const]
  })
  const filters = Object.fromEntries(chosen)
  return { q, mode, sort, k, offset, from, to, filters, explain, prefix, exact, facets }
}

/** The query of an address that asks for this search; defaults are left out. */
export function writeSearch(parameters: SearchParameters): URLSearchParams {
  const { q, from, to, filters } = parameters
  const query = new URLSearchParams({ q })
  for (const [name, usual] of Object.entries(defaults)) {
    const value = parameters[name as keyof typeof defaults] ?? usual
    if (value !== usual) query.set(name, String(value))
  }
  if (from !== undefined) query.set('from', from)
  if (to !== undefined) query.set('to', to)
  for (const [field, values] of Object.entries(filters)) {
    for (const value of values) query.append(`filter.${field}`, value)
  }
  return query
}

/**
 * The values of a query that its schema allows.
 *
 * An empty parameter counts as not given, because a plain form sends every field it has.
 *
 * @throws BadRequest
 */
export function parseQuery<Schema extends v.ObjectSchema<v.ObjectEntries, undefined | string>>(
  schema: Schema,
  query: URLSearchParams,
): v.InferOutput<Schema> {
  const known = Object.keys(schema.entries)
  const values: [string, unknown][] = []
  for (const name of new Set(query.keys())) {
    if (!known.includes(name)) throw unknownParameter(name, known)
    const texts = query.getAll(name).filter((text) => text !== '')
    if (isFilter(name)) values.push([name, texts])
    else if (texts.length > 1)
      throw new BadRequest(`${name} is given more than once; give it once.`)
    else if (texts.length === 1) values.push([name, readers[name]?.(texts[0]) ?? texts[0]])
  }
  const result = v.safeParse(schema, Object.fromEntries(values), { abortEarly: true })
  if (!result.success) throw new BadRequest(result.issues[0].message)
  return result.output
}

/** The error for a parameter that is none of `known`. */
export function unknownParameter(name: string, known: readonly string[]): BadRequest {
  const given = shorten(name)
  if (known.length === 0)
    return new BadRequest(`"${given}" came; this address takes no parameters.`)
  const nearest = nearestName(given, known)
  const guess = nearest === null || known.length === 1 ? '' : `the nearest is ${nearest}, and `
  return new BadRequest(`"${given}" is not a parameter here; ${guess}${listing(known)}.`)
}

/** Whether a parameter of that name limits a search to some articles. */
export const isCondition = (name: string): boolean =>
  isFilter(name) || name === 'from' || name === 'to'

/** Whether a parameter of that name is a filter. */
export const isFilter = (name: string): boolean => name.startsWith('filter.')

/** `text`, short enough to be quoted in a sentence. */
export function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text
}
