/**
 * Runs a sentence model on this machine: @xenova/transformers has its tokenizer and its
 * network, in onnxruntime on all cores; pooling is our own.
 *
 * Texts of about equal length run in batches. On a CPU that pays only for short texts:
 * passages of 160 tokens gain 4 % in batches of four and lose 17 % in batches of 32, which
 * outgrow the CPU's cache (docs/models.md). So batches are small, which also bounds memory. A
 * text's vector must not depend on its batch, or an index would depend on what was cached. So
 * quantized models, whose scale may span the batch, run a text at a time, and others are
 * tried out at the start for a single changed bit.
 */
import { availableParallelism } from 'node:os'
import { UserError } from '../command.ts'
import { cutToFit } from './cut.ts'
import type { Dtype, Pooling } from './models.ts'
import { pool } from './pooling.ts'

/** A model to run. */
export interface NetworkOptions {
  /** Name for messages. */
  readonly id: string
  readonly folder: string
  /** Folder in it that holds the weights. */
  readonly subfolder: string
  readonly dtype: Dtype
  readonly pooling: Pooling
  /** Name of an output of the network that is pooled already. */
  readonly output?: string
  readonly maxTokens: number
}

/** A running model: texts to vectors, without prefixes and not normalized. */
export interface Network {
  /** One vector for each text, in order; no text may be empty. A text that does not fit is cut after a word. */
  readonly embed: (texts: readonly string[]) => Promise<number[][]>
  /** Number of tokens of a text, special ones included, also beyond the most that count. */
  readonly countTokens: (text: string) => number
  /** Whether texts run in batches, because that changes no bit of a vector. */
  readonly inBatches: boolean
  /** Name and version of the runtime: another may round differently. */
  readonly runtime: string
  readonly close: () => Promise<void>
}

/** Most tokens in a batch, padding included, and most texts: more is slower on a CPU. */
const batchTokens = 1024
const batchTexts = 32

/** Texts of very different lengths, to see whether a batch changes a vector. */
const trialTexts = ['a', 'one two three four five six seven', 'a b c d e f g h i j k l m n o p q']

type Rows = readonly (readonly number[])[]

/** Loads a model from its folder. */
export async function openNetwork(options: NetworkOptions): Promise<Network> {
  const { tokenizer, run, runtime, close } = await load(options)
  const { maxTokens, dtype } = options
  const tokensOf = (text: string): number[] => tokenizer(text, { return_tensor: false }).input_ids
  const fits = (text: string) => tokensOf(text).length <= maxTokens
  const tokensThatFit = (text: string): number[] => {
    const tokens = tokensOf(text)
    // A build has cut its passages to fit: this is a query, or a passage that cannot be cut.
    return tokens.length <= maxTokens ? tokens : tokensOf(cutToFit(text, fits))
  }
  const isWhole = dtype === 'fp32' || dtype === 'fp16'
  const inBatches = isWhole && (await isIndifferent(trialTexts.map(tokensThatFit), run))
  return {
    async embed(texts) {
      const rows = texts.map(tokensThatFit)
      const vectors: number[][] = new Array(texts.length)
      for (const places of batchesOf(rows, inBatches)) {
        const made = await run(places.map((i) => rows[i]))
        for (const [row, i] of places.entries()) vectors[i] = made[row]
      }
      return vectors
    },
    countTokens: (text) => tokensOf(text).length,
    inBatches,
    runtime,
    close,
  }
}

/** Tokens of a batch to vectors, in order. */
type Run = (rows: Rows) => Promise<number[][]>

/** Whether no bit of a vector changes in a batch. */
async function isIndifferent(rows: Rows, run: Run): Promise<boolean> {
  const together = await run(rows)
  const alone = await Promise.all(rows.map((row) => run([row])))
  return together.every((vector, i) => vector.every((value, d) => value === alone[i][0][d]))
}

/** Loads a model with the library, which is imported only here, since most commands do not need it. */
async function load(options: NetworkOptions) {
  const { AutoModel, AutoTokenizer, env, LogLevel, Tensor } = await import('@xenova/transformers')
  env.allowRemoteModels = false
  env.logLevel = LogLevel.ERROR
  const { id, folder, subfolder, dtype } = options
  const loading = Promise.all([
    AutoTokenizer.from_pretrained(folder, { local_files_only: true }),
    AutoModel.from_pretrained(folder, {
      local_files_only: true,
      dtype,
      subfolder,
      session_options: { intraOpNumThreads: availableParallelism() },
    }),
  ])
  const [tokenizer, model] = await loading.catch((cause: Error) => {
    const [reason] = cause.message.split('\n')
    throw new UserError(`${id} in ${folder} cannot be loaded: ${reason}`, { cause })
  })
  const padding = BigInt(tokenizer.pad_token_id ?? 0)
  const run: Run = async (rows) => {
    const { ids, mask, shape } = padded(rows, padding)
    const outputs: Outputs = await model({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
    })
    const lengths = rows.map((row) => row.length)
    return vectorsOf(options, outputs, lengths)
  }
  const runtime = `transformers.js ${env.version}, ${process.arch}`
  return { tokenizer, run, runtime, close: async () => void (await model.dispose()) }
}

/** Rows in one tensor, shorter ones padded at the end, and the attention mask. */
function padded(rows: Rows, padding: bigint) {
  const longest = Math.max(...rows.map((row) => row.length))
  const ids = new BigInt64Array(rows.length * longest).fill(padding)
  const mask = new BigInt64Array(ids.length)
  for (const [i, row] of rows.entries()) {
    ids.set(row.map(BigInt), i * longest)
    mask.fill(1n, i * longest, i * longest + row.length)
  }
  return { ids, mask, shape: [rows.length, longest] }
}

/** Outputs of a network, by name. */
type Outputs = Readonly<Record<string, { data: ArrayLike<number>; dims: number[] } | undefined>>

/** The vectors of a batch, pooled here or by the network itself. */
function vectorsOf(
  { id, output, pooling }: NetworkOptions,
  outputs: Outputs,
  lengths: readonly number[],
): number[][] {
  const name = output ?? (outputs.last_hidden_state ? 'last_hidden_state' : 'token_embeddings')
  const found = outputs[name]
  if (found?.dims.length !== (output === undefined ? 3 : 2)) {
    const came = Object.keys(outputs).join(', ')
    throw new UserError(`${id} gives ${came}; ${output ?? 'last_hidden_state'} is wanted.`)
  }
  const { data: values, dims } = found
  const states = {
    values,
    tokens: output === undefined ? dims[1] : 1,
    dimensions: dims.at(-1) ?? 0,
  }
  return pool(states, lengths, output === undefined ? pooling : 'cls')
}

/** Places of the rows that run together: neighbours by length. */
export function batchesOf(rows: Rows, together: boolean): number[][] {
  const byLength = [...rows.keys()].sort((a, b) => rows[b].length - rows[a].length || a - b)
  const batches: number[][] = []
  for (const place of byLength) {
    const last = batches.at(-1)
    // The first of a batch is its longest.
    const tokens = last ? (last.length + 1) * rows[last[0]].length : Number.POSITIVE_INFINITY
    if (together && last && tokens <= batchTokens && last.length < batchTexts) last.push(place)
    else batches.push([place])
  }
  return batches
}
