/**
 * Facts about sentence models: how each has to be called, and the source of that.
 *
 * Pooling and prefixes are part of a model as much as its weights are, but no file that runs states
 * them, and a wrong one gives vectors that look right. So they are looked up here, and for any other
 * model the user has to state them (`--pooling`). `source` is the model's own card, where every line
 * can be checked; other sources are cited above the model. Edge names are those of
 * https://developers.cloudflare.com/workers-ai/models/ and of the types that Cloudflare publishes.
 */
import type { ManifestModel } from '../../core/index/manifest.ts'

/** Ways from token vectors to a text's vector. */
export const poolings = ['mean', 'cls', 'last_token'] as const
export type Pooling = (typeof poolings)[number]

/** Number formats of weights, as @xenova/transformers names their files. */
export const dtypes = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const
export type Dtype = (typeof dtypes)[number]

/** A sentence model and how it is called; what is left out is looked up or takes its default. */
export interface ModelSettings {
  /** Its name on huggingface.co, the absolute path of its folder, or a server's address. */
  readonly id: string
  /** Branch, tag or commit on huggingface.co. */
  readonly revision?: string
  readonly dtype?: Dtype
  readonly pooling?: Pooling
  readonly queryPrefix?: string
  readonly passagePrefix?: string
  /** Length that vectors are cut to. */
  readonly dimensions?: number
  /** Another model that embeds the passages as well, for when the embedder of queries is lost. */
  readonly fallback?: 'static'
}

/** How a model has to be called, and what a person may want to know to choose it. */
export interface ModelFacts {
  /** The last part of its name on a hub, the same for anyone's copy. */
  readonly name: string
  /** A copy on huggingface.co with ONNX files where @xenova/transformers looks for them. */
  readonly hub: string
  readonly pooling: Pooling
  /**
   * The graph's own pooled output, for a model with layers after pooling; its vectors are not
   * the pooled token vectors.
   */
  readonly output?: string
  readonly prefixes: ManifestModel['prefixes']
  /** Most tokens of a text that it reads, special ones included. */
  readonly maxTokens: number
  readonly dimensions: number
  /** Shorter lengths it was trained to be cut to (Matryoshka). */
  readonly cuts: readonly number[]
  /** Number formats that its activations do not fit into. */
  readonly unfit?: readonly Dtype[]
  readonly licence: string
  readonly languages: string
  /** Its name at Workers AI; null if that does not run it. */
  readonly edge: string | null
  /** The page that states all this. */
  readonly source: string
}

const none = { query: '', passage: '' }

/** All models that need no flags. */
export const knownModels: readonly ModelFacts[] = [
  {
    // The card pools by the mean under the mask and truncates at 256 word pieces, though its
    // architecture takes 512.
    name: 'all-MiniLM-L6-v2',
    hub: 'Xenova/all-MiniLM-L6-v2',
    pooling: 'mean',
    prefixes: none,
    maxTokens: 256,
    dimensions: 384,
    cuts: [],
    licence: 'Apache-2.0',
    languages: 'English',
    edge: null,
    source: 'https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2',
  },
  {
    // An instruction belongs before a short query that looks for long passages, and none before
    // these. With the mean in place of `cls` there is "a significant decrease in performance":
    // https://github.com/FlagOpen/FlagEmbedding/blob/master/research/baai_general_embedding/README.md
    name: 'bge-small-en-v1.5',
    hub: 'Xenova/bge-small-en-v1.5',
    pooling: 'cls',
    prefixes: {
      query: 'Represent this sentence for searching relevant passages: ',
      passage: '',
    },
    maxTokens: 512,
    dimensions: 384,
    cuts: [],
    licence: 'MIT',
    languages: 'English',
    edge: '@cf/baai/bge-small-en-v1.5',
    source: 'https://huggingface.co/BAAI/bge-small-en-v1.5',
  },
  {
    // Its dense vectors are the first token's (1_Pooling/config.json); unlike earlier bge
    // models, it takes no instruction.
    name: 'bge-m3',
    hub: 'Xenova/bge-m3',
    pooling: 'cls',
    prefixes: none,
    maxTokens: 8192,
    dimensions: 1024,
    cuts: [],
    licence: 'MIT',
    languages: 'over 100',
    edge: '@cf/baai/bge-m3',
    source: 'https://huggingface.co/BAAI/bge-m3',
  },
  {
    // The card's table states dimensions and tokens, its code the mean; it mentions no prefix.
    name: 'gte-small',
    hub: 'Xenova/gte-small',
    pooling: 'mean',
    prefixes: none,
    maxTokens: 512,
    dimensions: 384,
    cuts: [],
    licence: 'MIT',
    languages: 'English',
    edge: null,
    source: 'https://huggingface.co/thenlper/gte-small',
  },
  {
    // Takes both prefixes, in every language, and the mean; cosines crowd between 0.7 and 1.
    name: 'multilingual-e5-small',
    hub: 'Xenova/multilingual-e5-small',
    pooling: 'mean',
    prefixes: { query: 'query: ', passage: 'passage: ' },
    maxTokens: 512,
    dimensions: 384,
    cuts: [],
    licence: 'MIT',
    languages: 'about 100',
    edge: null,
    source: 'https://huggingface.co/intfloat/multilingual-e5-small',
  },
  {
    // Two dense layers follow its mean pooling, so only the graph's own output is its vector: the
    // card of the ONNX copy takes `sentence_embedding`, has both prompts, and rules out fp16 "or its
    // derivatives", which give NaN (https://github.com/huggingface/text-embeddings-inference/pull/711).
    // Each graph has its weights in a file of their own. A passage's title stands in its text here, so
    // the prompt says `title: none`, which costs a little by the same card.
    // https://huggingface.co/onnx-community/embeddinggemma-300m-ONNX
    name: 'embeddinggemma-300m',
    hub: 'onnx-community/embeddinggemma-300m-ONNX',
    pooling: 'mean',
    output: 'sentence_embedding',
    prefixes: { query: 'task: search result | query: ', passage: 'title: none | text: ' },
    maxTokens: 2048,
    dimensions: 768,
    cuts: [512, 256, 128],
    unfit: ['fp16', 'q4f16'],
    licence: 'Gemma terms of use',
    languages: 'over 100',
    edge: '@cf/google/embeddinggemma-300m',
    source: 'https://huggingface.co/google/embeddinggemma-300m',
  },
]

/** The facts about the model of that name, from whichever hub or folder it comes. */
export function findModel(id: string): ModelFacts | undefined {
  const name = plainName(id)
  return knownModels.find((model) => plainName(model.name) === name)
}

function plainName(id: string): string {
  const last = id.toLowerCase().split(/[\\/]/).filter(Boolean).at(-1) ?? ''
  // Ollama appends a tag after a colon.
  return last.replace(/:.*$/, '').replace(/-onnx$/, '')
}
