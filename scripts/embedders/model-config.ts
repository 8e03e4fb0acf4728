/**
 * What a model's own files say of it: how sentence-transformers would pool, its prefixes,
 * and how long a text may be.
 *
 * Pooling and prefixes are only suggested to a person: many copies of a model lack
 * these files, and a copy's may be wrong.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Pooling } from './models.ts'

/** What the files say; null for what they do not say. */
export interface ModelConfig {
  readonly pooling: Pooling | null
  /** The file that says so. */
  readonly poolingFrom: string | null
  readonly prefixes: { readonly query: string | null; readonly passage: string | null }
  readonly maxTokens: number | null
}

/** A greater length was never set: tokenizers then write 10^30. */
const mostTokens = 1_000_000

const number = v.fallback(v.optional(v.number()), undefined)
const flag = v.fallback(v.optional(v.boolean()), undefined)

const poolingSchema = v.object({
  pooling_mode_cls_token: flag,
  pooling_mode_mean_tokens: flag,
  pooling_mode_lasttoken: flag,
})
const configSchema = v.object({
  max_position_embeddings: number,
  architectures: v.fallback(v.optional(v.array(v.string())), undefined),
  model_type: v.fallback(v.optional(v.string()), undefined),
  pad_token_id: v.fallback(v.nullish(v.number()), undefined),
})
const tokenizerSchema = v.object({ model_max_length: number })
const sentenceSchema = v.object({ max_seq_length: number })
const promptSchema = v.object({
  prompts: v.fallback(v.optional(v.record(v.string(), v.string())), undefined),
})

/** What the files in `folder` say. */
export function readModelConfig(folder: string): ModelConfig {
  const config = readJson(folder, 'config.json', configSchema)
  const pooled = readJson(folder, '1_Pooling/config.json', poolingSchema)
  const { prompts = {} } = readJson(folder, 'config_sentence_transformers.json', promptSchema)
  const modes: readonly [Pooling, boolean | undefined][] = [
    ['cls', pooled.pooling_mode_cls_token],
    ['mean', pooled.pooling_mode_mean_tokens],
    ['last_token', pooled.pooling_mode_lasttoken],
  ]
  const [said] = modes.find(([, isSet]) => isSet) ?? [null]
  const readsForward = config.architectures?.some((name) =>
    /CausalLM|^(Qwen|Llama|Mistral)/.test(name),
  )
  const guessed = readsForward ? 'last_token' : null
  return {
    pooling: said ?? guessed,
    poolingFrom: said ? '1_Pooling/config.json' : guessed && 'config.json',
    prefixes: {
      query: prompts.query ?? null,
      passage: prompts.passage ?? prompts.document ?? null,
    },
    maxTokens: leastOf([
      readJson(folder, 'sentence_bert_config.json', sentenceSchema).max_seq_length,
      readJson(folder, 'tokenizer_config.json', tokenizerSchema).model_max_length,
      positionsOf(config),
    ]),
  }
}

/**
 * Tokens of a text by a model's positions. RoBERTa and its kin count positions from behind the padding token's id, so
 * two are never used.
 */
function positionsOf({
  max_position_embeddings: positions,
  model_type = '',
  pad_token_id: padding,
}: v.InferOutput<typeof configSchema>): number | undefined {
  const startsLate = /roberta|camembert|mpnet/.test(model_type)
  return positions !== undefined && startsLate ? positions - (padding ?? 1) - 1 : positions
}

function leastOf(numbers: readonly (number | undefined)[]): number | null {
  const known = numbers.filter((one) => one !== undefined && one >= 8 && one <= mostTokens)
  return known.length === 0 ? null : Math.min(...(known as number[]))
}

function readJson<T extends object>(
  folder: string,
  name: string,
  schema: v.GenericSchema<unknown, T>,
): Partial<T> {
  try {
    return v.parse(schema, JSON.parse(readFileSync(join(folder, name), 'utf8')))
  } catch {
    // A missing file, or one of other content, suggests nothing.
    return {}
  }
}
