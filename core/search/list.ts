/**
 * A search without a question: all articles that pass the filters, newest first.
 *
 * Nothing is asked, so no leg ranks and no sentence answers. An article is shown by its beginning; of an index with a
 * base, only the texts of the page are read.
 */
import { type Index, passagesOf, recordAt } from '../index/open.ts'
import { topRows } from '../kernels/top.ts'
import {
  limits,
  protocolVersion,
  type Result,
  type SearchParameters,
  type SearchResponse,
} from '../protocol.ts'
import type { Library } from './articles.ts'
import { checkPage } from './base/base.ts'
import { candidateIndex, gatherCandidates } from './base/candidates.ts'
import { loadArticles, type ReadPassages } from './base/load-articles.ts'
import type { SearchContext } from './context.ts'
import { countAll, countFiltered, type Facets } from './facets.ts'
import { filterMask } from './mask.ts'
import { queryWords } from './query/query-words.ts'
import { excerptOf, resultHead } from './result.ts'

/**
 * The articles that pass, newest first, equal dates in order of number, those without a date last. Filters, page and
 * facets count; what says how to rank does not.
 *
 * @throws BadRequest for a filter that cannot be, or a `k` that is more than a page may have
 */
export async function listArticles(
  { index, base }: Library,
  parameters: SearchParameters,
  { urlOf }: Pick<SearchContext, 'urlOf'>,
): Promise<SearchResponse> {
  const { q, mode, offset, k } = parameters
  if (base) checkPage(index, k)
  const { newest, total } = sortByDate(index, parameters)
  const page = newest.slice(offset, offset + k)
  const candidates = gatherCandidates(index, page)
  const seen = base
    ? candidateIndex(index, candidates, await loadArticles(index, base, page, readBeginning))
    : index
  const rowOf = (document: number) => (base ? candidates.documents.indexOf(document) : document)
  return {
    protocol: protocolVersion,
    query: q,
    mode,
    confident: total > 0,
    total,
    index: index.manifest.version,
    results: page.map((document) => showBeginning(seen, rowOf(document), urlOf)),
    ...(parameters.facets && { facets: countPassing(index, parameters) }),
  }
}

const readBeginning: ReadPassages = (_, { passageText }) => new Map([[0, { text: passageText(0) }]])

/** 1 for every article that passes; valid until the next search. */
function passing(index: Index, parameters: SearchParameters): Uint8Array {
  return filterMask(index, parameters) ?? index.scratch.mask.fill(1)
}

/** One article of so many is looked at first. */
const sampledEach = 32

/** Those that pass, as far down as can be paged, and how many they are in all. */
function sortByDate(index: Index, parameters: SearchParameters) {
  const mask = passing(index, parameters)
  // One more than the first day, since 0 is for those that do not pass.
  const ranks = index.scratch.articlesMet.fill(0)
  let total = 0
  for (const { days, documents, firstDocument } of index.segments) {
    for (let row = 0; row < documents; row++) {
      if (mask[firstDocument + row] === 0) continue
      ranks[firstDocument + row] = days[row * 2] + 1
      total++
    }
  }
  // What is newest of some is a bound for all; without it, ids that begin with the date are the worst order there is.
  const sample = ranks.filter((_, row) => row % sampledEach === 0)
  const last = sample[topRows(sample, limits.depth, 0)[limits.depth - 1]] ?? 1
  return { newest: topRows(ranks, limits.depth, last - 1), total }
}

function countPassing(index: Index, parameters: SearchParameters): Facets {
  const ofFiltered = countFiltered(index, parameters, (wider) => passing(index, wider))
  return countAll(index, passing(index, parameters), ofFiltered)
}

function showBeginning(index: Index, document: number, urlOf: SearchContext['urlOf']): Result {
  const record = recordAt(index, document)
  const [first] = passagesOf(index, document)
  const nothing = { asked: queryWords(index.manifest.languages, ''), words: null, near: [] }
  const { excerpt } = excerptOf(index, document, first, record, nothing, {})
  return {
    ...resultHead(index, document, record, { urlOf }),
    score: 0,
    similarity: 0,
    ...excerpt,
    sentence: [0, 0],
  }
}
