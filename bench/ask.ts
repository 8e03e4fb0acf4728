/** A plain question, as most visitors ask it. */
import type { SearchResponse } from '../core/protocol.ts'
import { ask, type Engine } from '../core/search/engine.ts'

/** The answer to `q` by words and meaning: ten articles. */
export function askPlainly(engine: Engine, q: string): Promise<SearchResponse> {
  const parameters = { q, mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false } as const
  return ask(engine, parameters, (id) => id)
}
