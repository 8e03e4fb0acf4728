/**
 * Answers searches, and notes what was asked where the deployment says so.
 *
 * The platform keeps notes (core/asked.ts) for three months if wrangler.toml binds SEARCHES; without the binding
 * nothing is kept. An answer that comes from a cache is not counted.
 */
import { noteOf } from '../core/asked.ts'
import type { SearchParameters, SearchResponse } from '../core/protocol.ts'
import { ask } from '../core/search/engine.ts'
import type { Deployment } from './request.ts'

/** The answer to a search, noted. */
export async function answerAndNote(
  { engine, urlOf, searches }: Deployment,
  parameters: SearchParameters,
): Promise<SearchResponse> {
  const response = await ask(engine, parameters, urlOf)
  const note = searches && noteOf(parameters, response)
  // It returns at once; the platform writes when the answer is on its way.
  if (note) searches.writeDataPoint(note)
  return response
}
