/**
 * Passages embedded by a server with `/v1/embeddings`: Ollama, TEI, vLLM, LM Studio, or a
 * service behind a key.
 *
 * In `http://localhost:11434#nomic-embed-text`, the part after `#` is the server's name for the model;
 * without it, the server is asked for its only one. The key comes from the environment and goes into a
 * header, nowhere else. A build can wait, so a passing failure is tried again a few times.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Address,
  embeddingsRequest,
  parseAddress,
  readEmbeddings,
} from '../../core/model/embeddings-api.ts'
import { EncoderLost } from '../../core/model/encoder.ts'
import { UserError } from '../command.ts'

/** A server, its name for the model, and its key. */
export interface Server extends Address {
  readonly key?: string
}

/** Environment variable of the key. */
export const keyName = 'EDGEWISE_EMBEDDINGS_KEY'

/** Milliseconds before each further try. */
const pausesMs = [500, 2_000, 8_000]
/** A server may have to load its model first. */
const timeoutMs = 120_000

/** The server at `address`; it is asked for its model if the address names none. */
export async function findServer(address: string, key: string | undefined): Promise<Server> {
  const parsed = parseAddress(address)
  if (!parsed)
    throw new UserError(
      `--model is "${address}"; an address like http://localhost:11434 is wanted.`,
    )
  const { url, model } = parsed
  if (url.username !== '' || url.password !== '') {
    throw new UserError(
      `The address of ${url.host} holds a name or key; put the key into ${keyName}.`,
    )
  }
  return { url, model: model || (await onlyModelOf(url, key)), key }
}

/** Vectors of `texts` as the server gives them, in order. */
export async function askServer(
  server: Server,
  texts: readonly string[],
  pauses: readonly number[] = pausesMs,
): Promise<number[][]> {
  const body = JSON.stringify(embeddingsRequest(server.model, texts))
  const answer = await patiently(pauses, () => request(server.url, server.key, body))
  const { rows } = readEmbeddings(answer)
  const vectors = Array.isArray(rows) ? rows.filter((row) => Array.isArray(row)) : []
  if (vectors.length !== texts.length) {
    throw new UserError(
      `${nameOf(server.url)} gave ${vectors.length} vectors for ${texts.length} texts; ` +
        'an answer like that of OpenAI’s /v1/embeddings is wanted.',
    )
  }
  return vectors
}

/** Tries again after a passing failure, each time after a longer pause. */
async function patiently<T>(pauses: readonly number[], ask: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof EncoderLost) || error.loss !== 'moment') throw error
      await sleep(pause)
    }
  }
  return ask()
}

async function request(url: URL, key: string | undefined, body?: string): Promise<unknown> {
  const init: RequestInit = {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(key && { Authorization: `Bearer ${key}` }),
    },
    body,
    // A redirect that is followed might carry the key elsewhere.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }
  const response = await fetch(url, init).catch((cause: Error) => {
    const came =
      cause.name === 'TimeoutError'
        ? `did not answer within ${timeoutMs / 1000} s`
        : 'cannot be reached'
    throw new EncoderLost(
      `${nameOf(url)} ${came}. Start it, or name another with --model.`,
      'moment',
      {
        cause,
      },
    )
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw refusalOf(url, response.status, key !== undefined)
  }
  return response.json().catch((cause: unknown) => {
    throw new EncoderLost(`${nameOf(url)} did not answer with JSON.`, 'setup', { cause })
  })
}

/** The error for a status. It never quotes the server's answer, which may repeat the key. */
function refusalOf(url: URL, status: number, hasKey: boolean): EncoderLost {
  const answered = `${nameOf(url)} answered with status ${status}`
  if (status === 429) return new EncoderLost(`${answered}: it is asked too often.`, 'moment')
  if (status >= 500) return new EncoderLost(`${answered}. Its own log says why.`, 'moment')
  if (status === 401 || status === 403) {
    const which = hasKey ? `${keyName} is not its key` : `it wants a key, in ${keyName}`
    return new EncoderLost(`${answered}: ${which}.`, 'setup')
  }
  if (status === 404) {
    return new EncoderLost(`${answered}: it has no such model, or no /v1/embeddings.`, 'setup')
  }
  if (status === 400 || status === 413 || status === 422) {
    return new EncoderLost(
      `${answered}: it does not take these texts. They may be longer than its model allows; ` +
        'let the server cut them, or serve a model with a higher limit.',
      'texts',
    )
  }
  return new EncoderLost(`${answered}.`, 'setup')
}

/** The only model of a server; throws a UserError that lists them if there are several. */
async function onlyModelOf(url: URL, key: string | undefined): Promise<string> {
  const list = new URL(url)
  list.pathname = url.pathname.replace(/embeddings$/, 'models')
  const answer = (await request(list, key).catch((error: unknown) => {
    if (error instanceof EncoderLost && error.loss === 'moment') throw error
    return null
  })) as { data?: readonly { id?: unknown }[] } | null
  const entries = Array.isArray(answer?.data) ? answer.data : []
  const names = entries.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
  if (names.length === 1) return names[0]
  const has = names.length === 0 ? 'does not say what it has' : `has ${names.join(', ')}`
  const example = `${url.origin}#${names[0] ?? 'nomic-embed-text'}`
  throw new UserError(`${nameOf(url)} ${has}; name the model behind #, like --model ${example}.`)
}

/** An address without what might be a secret. */
function nameOf({ origin, pathname }: URL): string {
  return origin + pathname
}
