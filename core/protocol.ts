/**
 * What the worker and its clients say to each other.
 *
 * Plain types and the few rules both sides must agree on: limits, the shape of
 * an answer, how a result links to the sentence that answers, and how its words are marked. Offsets are
 * UTF-16 code units, end exclusive, into `passage.text` or the title; nothing here is HTML, so
 * a client marks text by slicing and can never inject any.
 */

/**
 * Version of the answers below. Raised when a client that knows only the one before
 * would misread them, and not when something is added.
 */
export const protocolVersion = 1

// In TypeScript any number; the tag makes it an integer in openapi/, for clients in other languages.
/** @asType integer */
type Whole = number

/** Which legs rank: both, vectors only, or words only. */
export type Mode = 'hybrid' | 'semantic' | 'words'

/** Start and end in UTF-16 code units, end exclusive. */
export type Span = readonly [start: Whole, end: Whole]

/** Limits of one request. */
export const limits = {
  /** Characters of `q`: room for a paragraph, which takes three times the CPU of a question. */
  queryLength: 2000,
  /** Largest `k`. */
  k: 50,
  /** Results that can be paged through: no page shows one further down. */
  depth: 100,
  /** Values of a field in `facets`, besides those that are filtered by. */
  facetValues: 50,
} as const

/**
 * How results are listed: best first, or newest first of the ten best and those that score at least half as much as the
 * best; without a question always newest first.
 */
export type Sort = 'relevance' | 'date'

/** A search as the engine runs it: every choice made. */
export interface SearchParameters {
  /** Empty for no question: all articles that pass `from`, `to` and `filters` are listed, and nothing ranks. */
  readonly q: string
  readonly mode: Mode
  /** Left out, best first. */
  readonly sort?: Sort
  /** Results wanted, 1 to `limits.k`; none of them is below `limits.depth`. */
  readonly k: number
  /** Results skipped from the top. */
  readonly offset: number
  /** Only articles whose date touches the time from this day on; `2022`, `2022-06` or `2022-06-12`. */
  readonly from?: string
  /** Only articles whose date touches the time up to and including this day. */
  readonly to?: string
  /** Values wanted of each field: one of the values, in all of the fields. */
  readonly filters: Readonly<Record<string, readonly string[]>>
  /** Adds how each result came to its place, and what was fed back into the query. */
  readonly explain: boolean
  /** Takes the last word for the beginning of one, as it is while somebody types. */
  readonly prefix?: boolean
  /** Refuses an answer of which something would be `approximate`. */
  readonly exact?: boolean
  /** Adds which values the result set's articles have in the fields that can be filtered by, and how many each. */
  readonly facets?: boolean
}

/** The answer to a search. */
export interface SearchResponse {
  /** `protocolVersion` of who answered. */
  readonly protocol: Whole
  /** What was asked; empty where articles are listed without a question. */
  readonly query: string
  /**
   * Present where words that neither articles nor model know were taken for misspelt: the query as it was
   * searched for, with the nearest words that articles have in their place.
   */
  readonly corrected?: string
  /**
   * Present where a word that hardly any passage has is one slip away from one that many have: the query with that one
   * in its place, which was not searched for.
   */
  readonly suggestion?: string
  /** The legs that ranked, which may be fewer than asked for when `degraded` is there; without a question, as asked for. */
  readonly mode: Mode
  /** Whether anything found is likely to answer; without a question, whether there is any article. */
  readonly confident: boolean
  /**
   * Articles in the result set, of which `results` is one page; with `sort=date` those that are listed. Without a question,
   * all that pass the filters.
   */
  readonly total: Whole
  /** Only with a question and `sort=date`: articles found in all, listed or not, which are those that `facets` count. */
  readonly found?: Whole
  /** Version of the index that answered. */
  readonly index: string
  /**
   * Best first, equal scores in order of id; newest first with `sort=date` and without a question, those without a date
   * last.
   */
  readonly results: readonly Result[]
  /** Present when a leg that was asked for could not rank, or only by other means, and why. */
  readonly degraded?: Degraded
  /** Present in a large index if parts of the answer are estimates and not exact: which parts. */
  readonly approximate?: readonly Approximate[]
  /** Present where filters have values that no article has: these values as they were written, by field. */
  readonly unknownValues?: Readonly<Record<string, readonly string[]>>
  /**
   * Only with `facets=true`: of every field that can be filtered by, the values that articles of the result set
   * have; empty for a field of which they have none. Values stand with the most articles first, equals in order of code
   * points; 50 of a field at most, and behind them those that are filtered by.
   */
  readonly facets?: Readonly<Record<string, readonly FacetValue[]>>
  /** Only with `explain=true`: what the first article added to the query, by which all were ranked again. */
  readonly feedback?: Feedback
  /** Present where the query's vector comes from an encoder that runs elsewhere. */
  readonly usage?: Usage
}

/**
 * What may be an estimate: `semantic`, the nearest passages, of which a few may be missed; `words`,
 * because only the rarest words of a long query were looked for, a very common one only where it is said most, or
 * only some of the words that an unfinished one may become; `total` and `facets`, which are then estimates (with
 * `sort=date`, `found` is one and `total` is not).
 */
export type Approximate = 'semantic' | 'words' | 'total' | 'facets'

/** A value of a field, and how many articles a search for it would find. */
export interface FacetValue {
  /** As articles write it, and as `filter.FIELD` takes it. */
  readonly value: string
  /**
   * Articles that have it, of the whole result set and not only of one page. Of a field that is filtered by, they
   * are counted as if it was not, the other filters and dates kept: what this value in place of those
   * chosen would find. 0 only for a value that is filtered by.
   */
  readonly count: Whole
}

/** What a query took of an encoder that runs elsewhere. */
export interface Usage {
  /** Texts it embedded: the query, the first time with the index's probes; 0 for a query remembered. */
  readonly texts: Whole
  /** Tokens of these texts as the encoder counts them; null where it does not say. */
  readonly tokens: Whole | null
}

/** What the first article added to a query. */
export interface Feedback {
  /** Ids of the articles whose passages were believed to answer: one. */
  readonly documents: readonly string[]
  /** Words that joined the query's, most telling first. */
  readonly terms: readonly string[]
}

/** A leg that could not rank as it should. */
export interface Degraded {
  readonly leg: 'words' | 'semantic'
  /** A sentence for people. */
  readonly reason: string
}

/** What is said of an article besides its text. */
interface About {
  readonly id: string
  readonly title: string
  /** Absolute address of the article. */
  readonly url: string
  /** As its front matter gives it: `2022`, `2022-06` or `2022-06-12`. */
  readonly date: string | null
  readonly source: string | null
  /** Values of the fields that can be filtered by, as far as it has any. */
  readonly fields: Readonly<Record<string, readonly string[]>>
}

/** One article and the passage of it that answers best; without a question, its first passage. */
export interface Result extends About {
  /** What the results are ordered by, [0, 1]; comparable within one response only. 0 without a question. */
  readonly score: number
  /** Cosine of the query and the article's nearest passage, [-1, 1]; 0 where no vector ranked. */
  readonly similarity: number
  readonly passage: ResultPassage
  /** The sentence of `passage.text` that answers; `[0, 0]` without a question. */
  readonly sentence: Span
  /** The query's words in `passage.text`, inflected forms included, in order. */
  readonly marks: readonly Span[]
  /** Other words of `passage.text` that are near one of the query's in meaning, in order. */
  readonly near: readonly Span[]
  /** The query's words in `title`, as `marks` has those in `passage.text`. */
  readonly titleMarks: readonly Span[]
  /** Present where other sections of the article answer about as well: the best of them first, three at most. */
  readonly sections?: readonly ResultSection[]
  /** Only with a question and `explain=true`. */
  readonly explain?: Explanation
}

/** A section of an article. */
export interface ResultSection {
  /** Its heading and those above it, outermost first. */
  readonly heading: readonly string[]
  /** Where it begins. */
  readonly url: string
}

/** A passage as it is shown. */
export interface ResultPassage {
  /** Headings above the passage, outermost first. */
  readonly heading: readonly string[]
  /** Anchor of the nearest heading, without `#`; empty if it has none, null above the first heading. */
  readonly anchor: string | null
  readonly text: string
  /** Where the text stands in the article's text. */
  readonly span: Span
}

/** What each leg said of an article; null where the leg did not rank it. */
export interface Explanation {
  readonly words: { readonly rank: Whole; readonly score: number } | null
  readonly semantic: { readonly rank: Whole; readonly score: number } | null
  /** Content words of the query that the article holds, and how many were looked for: none by meaning alone. */
  readonly held: readonly [held: Whole, of: Whole]
  /**
   * How much of the query one of its passages has as it was asked, word beside word: the third power of the share of
   * pairs, by weight, [0, 1].
   */
  readonly adjacency: number
  /** Score of reading it again, word by word, as a share of the best, [0, 1]; null if it was not read again. */
  readonly secondLook: number | null
  /** Mean score of the articles that are nearest to it among the first fifty; null if it was compared with none. */
  readonly alike: number | null
  /** What the words at `near` stand for, each pair once, nearest first. */
  readonly near: readonly {
    readonly query: string
    /** In lower case, Latin letters without accents. */
    readonly passage: string
    /** Cosine, [0.4, 1). */
    readonly similarity: number
  }[]
}

/** The answer to `/related/ID` and `/related?url=`: the nearest other articles. */
export interface RelatedResponse {
  /** `protocolVersion` of who answered. */
  readonly protocol: Whole
  /** The article they are near to. */
  readonly id: string
  readonly index: string
  readonly results: readonly Result[]
}

/** The answer to `/documents/ID`: one whole article. */
export interface DocumentResponse extends About {
  readonly text: string
  readonly headings: readonly DocumentHeading[]
  readonly index: string
}

/** A heading of an article. */
export interface DocumentHeading {
  /** 1 to 6. */
  readonly depth: Whole
  readonly text: string
  /** Without `#`; unique in its article, or empty if the heading has none. */
  readonly anchor: string
  /** Offset in the article's text at which its section begins. */
  readonly at: Whole
}

/** The answer to `/health`. */
export interface HealthResponse {
  /** `degraded` while search answers without its encoder. */
  readonly status: 'ok' | 'degraded'
  /** Version of edgewise, then `+` and the deployment, where the host tells it. */
  readonly worker: string
  readonly index: string
  /** What embedded the passages. */
  readonly model: string
  readonly encoder: EncoderState
  readonly title: string
  readonly documents: Whole
  readonly passages: Whole
}

/** What embeds queries, and whether it gives the vectors that the index needs. */
export interface EncoderState {
  /** Name of the model and of where it runs. */
  readonly id: string
  /** `refused`: it answers, but gives other vectors; `down`: it does not answer. */
  readonly state: 'ready' | 'refused' | 'down'
  /** Least cosine of its vectors and the index's, over the probe texts; null if none was measured. */
  readonly cosine: number | null
  /** A sentence for people: why it is not used, or what differs; null for nothing. */
  readonly note: string | null
}

/** An error as RFC 9457 has it, served as application/problem+json. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: Whole
  /** One sentence: what came, what is wanted. */
  readonly detail: string
}

/**
 * One spelling for what reads the same: composed (NFC), without soft hyphens, which are removed from articles as well,
 * every run of white space and control characters as one space. So neither a leg nor a cache tells them apart. Empty
 * where nothing can be seen; elsewhere joiners and the like stay, as words are written with them.
 */
export function normalizeQuestion(text: string): string {
  return composed(text.replaceAll('\u00ad', ''))
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/^[ \p{DI}]+$/u, '')
    .trim()
}

/**
 * `text` composed (NFC), of a run of combining marks only the first thirty, as in Unicode's stream-safe format. Composing
 * sorts a run in quadratic time, and no language has one so long.
 */
export function composed(text: string): string {
  return text.replace(/(\p{M}{30})\p{M}+/gu, '$1').normalize('NFC')
}

/** A path, such as an id, percent-encoded for an address; slashes stay. */
export function encodePath(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/')
}

/** A path decoded, without slashes at its end; one with a stray percent sign is not decoded. */
export function decodePath(path: string): string {
  // Only matched after another character: tried at each slash of a long run, it would take quadratic time.
  const whole = path.replace(/(?<!\/)\/+$/, '')
  try {
    return decodeURIComponent(whole)
  } catch {
    return whole
  }
}

/** The caller's mistake; its message becomes `Problem.detail`. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
}

/**
 * `url#anchor:~:text=…`: the place in the article where the sentence stands.
 *
 * Text fragments (WICG Scroll To Text Fragment) match words as a page shows
 * them, so the words sent have no quotes and dashes, which typography changes.
 * A browser that does not know text fragments still goes to the anchor.
 */
export function answerUrl(result: Pick<Result, 'url' | 'passage' | 'sentence'>): string {
  const { url, passage, sentence } = result
  const fragment = textFragment(passage.text.slice(sentence[0], sentence[1]))
  if (fragment !== '') return `${placeUrl(url, passage.anchor ?? '')}:~:text=${fragment}`
  return passage.anchor ? placeUrl(url, passage.anchor) : url
}

/** `url#anchor`; an anchor that `url` has already is replaced. */
export function placeUrl(url: string, anchor: string): string {
  const [address] = url.split('#', 1)
  return `${address}#${encodeURIComponent(anchor.toWellFormed())}`
}

/** The longest run of plain words of `sentence`, cut to eight; empty if it has only one. */
function textFragment(sentence: string): string {
  // Words like China's or 2.5 are left out whole, since a browser never matches half a word.
  const words = sentence.replace(/[\p{L}\p{N}\p{M}'’.]+/gu, (word) =>
    /[^'’.]['’.]+[^'’.]/u.test(word) ? '\n' : word,
  )
  const runs = words.split(/[^\p{L}\p{N}\p{M},;:()/% ]+/u).map((run) =>
    run
      .split(' ')
      .filter((word) => word !== '')
      .slice(0, 8)
      .join(' ')
      .replace(/(?<![,;:])[,;:]+$/u, ''),
  )
  const best = runs.reduce((a, b) => (b.length > a.length ? b : a), '')
  return best.includes(' ') ? encodeURIComponent(best) : ''
}

/** A stretch of a text: words of the query, words that are near to them, or anything else. */
export interface Piece {
  readonly text: string
  readonly marked?: 'mark' | 'near'
}

/**
 * The pieces of `text` within a span, in order, none of them empty; marks that reach beyond it are cut.
 *
 * Each is shown by itself, as HTML, as nodes or in colours. Nothing but the end of a line is ever searched for or
 * replaced, so whatever a text holds stays text.
 */
export function piecesOf(
  text: string,
  [from, to]: Span,
  marks: readonly Span[],
  near: readonly Span[] = [],
): Piece[] {
  const pieces: Piece[] = []
  let at = from
  const addUpTo = (place: number, marked?: Piece['marked']) => {
    const end = Math.min(place, to)
    if (at < end) pieces.push({ text: onOneLine(text, at, end), marked })
    at = Math.max(at, end)
  }
  for (const span of [...marks, ...near].sort((a, b) => a[0] - b[0])) {
    addUpTo(span[0])
    addUpTo(span[1], near.includes(span) ? 'near' : 'mark')
  }
  addUpTo(to)
  return pieces
}

/**
 * What a sentence or a part of one ends with: punctuation or a quote, even one that opens in other languages and closes in
 * German, but no bracket, which may end a row as well; or a space.
 */
const endOfProse = /(?!%)[\s\p{Po}\p{QMark}]/u

/**
 * A span of a passage's text on one line. Rows of tables, points of lists and other lines that are no sentences have a dot
 * between them, since they would run into each other.
 */
function onOneLine(text: string, start: number, end: number): string {
  return text
    .slice(start, end)
    .replace(/\n\s*/g, (_, at) => (endOfProse.test(text[start + at - 1]) ? ' ' : ' · '))
}
