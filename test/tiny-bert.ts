/**
 * A BERT small enough to check by hand, as the files that @xenova/transformers loads: ONNX
 * with fixed weights, a WordPiece vocabulary and their configs. Beside it, its reference:
 * the same arithmetic in plain TypeScript.
 *
 * It has everything that a large one has, so that pooling, padding, prefixes and
 * limits have their effect: positions, token types, attention with several heads
 * under a mask, residuals and layer norms. What it finds near is random.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { normalized } from '../core/model/model.ts'
import {
  encodeOnnx,
  moveFloatsApart,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from './onnx.ts'
import { seededRandom } from './support.ts'

/** Size of the model, and how it is published. */
export interface TinyBertOptions {
  /** Another seed gives another model. */
  readonly seed?: number
  readonly hidden?: number
  readonly heads?: number
  readonly layers?: number
  readonly feedForward?: number
  /** Most tokens of a text, the two special ones included. */
  readonly maxTokens?: number
  /** What `1_Pooling/config.json` says; left out, there is no such file. */
  readonly pooling?: 'mean' | 'cls'
  /** Whether it has a pooled output, `sentence_embedding`: the first token's vector. */
  readonly pooled?: boolean
  /** Whether it is published like a decoder, with position ids as input instead of token types. */
  readonly decoder?: boolean
  /** Whether the weights of fp32 are in a file of their own, `model.onnx_data`. */
  readonly apart?: boolean
  /** Words with a token of their own, beside the pieces. */
  readonly words?: readonly string[]
}

/** A model in memory. */
export interface TinyBert {
  readonly options: Required<Omit<TinyBertOptions, 'pooling'>>
  readonly vocabulary: readonly string[]
  readonly weights: ReadonlyMap<string, Float32Array>
}

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789']
const commonWords =
  'the of and to in is was for on that with by as at from it an are river rivers flood army ' +
  'road school rocket winter summer how many who where when troops visit general missile query passage'

/** The model, in memory. */
function createTinyBert(given: TinyBertOptions = {}): TinyBert {
  const options = {
    seed: 1,
    hidden: 16,
    heads: 2,
    layers: 1,
    feedForward: 32,
    maxTokens: 64,
    pooled: false,
    decoder: false,
    apart: false,
    words: commonWords.split(' '),
    ...given,
  }
  const punctuation = ['.', ',', '-', ':', '?', '!', "'", '"', '›']
  const words = options.words.filter((word) => word.length > 1)
  const vocabulary = [
    ...special,
    ...punctuation,
    ...letters,
    ...words,
    ...[...letters, 's', 'ing', 'ed'].map((piece) => `##${piece}`),
  ]
  const tokens = [...new Set(vocabulary)]
  const { hidden, feedForward } = options
  const random = seededRandom(options.seed)
  const weights = new Map<string, Float32Array>()
  const add = (name: string, size: number, spread: number, around = 0) => {
    const values = Float32Array.from({ length: size }, () => around + (random() * 2 - 1) * spread)
    weights.set(name, values)
  }
  const spread = 1.5 / Math.sqrt(hidden)
  add('words', tokens.length * hidden, 1)
  add('positions', options.maxTokens * hidden, 0.3)
  add('types', 2 * hidden, 0.1)
  addNorm('embedded')
  for (let layer = 0; layer < options.layers; layer++) {
    for (const part of ['query', 'key', 'value', 'merge']) {
      add(`${layer}.${part}`, hidden * hidden, spread)
      add(`${layer}.${part}.bias`, hidden, 0.1)
    }
    addNorm(`${layer}.attended`)
    add(`${layer}.widen`, hidden * feedForward, spread)
    add(`${layer}.widen.bias`, feedForward, 0.1)
    add(`${layer}.narrow`, feedForward * hidden, spread)
    add(`${layer}.narrow.bias`, hidden, 0.1)
    addNorm(`${layer}.done`)
  }
  return { options, vocabulary: tokens, weights }

  function addNorm(name: string) {
    add(`${name}.scale`, hidden, 0.2, 1)
    add(`${name}.shift`, hidden, 0.1)
  }
}

/**
 * Writes the model's files into `folder`: as fp32, as fp16 with fp16 outputs, and as
 * dynamically quantized q8.
 */
export function writeTinyBert(folder: string, given: TinyBertOptions = {}): TinyBert {
  const bert = createTinyBert(given)
  const { hidden, heads, layers, feedForward, maxTokens, decoder, apart } = bert.options
  mkdirSync(join(folder, 'onnx'), { recursive: true })
  for (const [name, dtype] of [
    ['model', 'fp32'],
    ['model_fp16', 'fp16'],
    ['model_quantized', 'q8'],
  ] as const) {
    writeFileSync(join(folder, `onnx/${name}.onnx`), encodeOnnx(graphOf(bert, dtype)))
  }
  if (apart) {
    const { graph, data } = moveFloatsApart(graphOf(bert, 'fp32'), 'model.onnx_data')
    writeFileSync(join(folder, 'onnx/model.onnx'), encodeOnnx(graph))
    writeFileSync(join(folder, 'onnx/model.onnx_data'), data)
  }
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content))
  write('config.json', {
    model_type: decoder ? 'qwen3' : 'bert',
    architectures: [decoder ? 'Qwen3ForCausalLM' : 'BertModel'],
    ...(decoder && { num_key_value_heads: heads, head_dim: hidden / heads }),
    hidden_size: hidden,
    num_attention_heads: heads,
    num_hidden_layers: layers,
    intermediate_size: feedForward,
    max_position_embeddings: maxTokens,
    hidden_act: 'relu',
    vocab_size: bert.vocabulary.length,
    pad_token_id: 0,
  })
  write('tokenizer.json', tokenizerOf(bert.vocabulary))
  write('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: maxTokens,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
  })
  if (given.pooling) {
    mkdirSync(join(folder, '1_Pooling'), { recursive: true })
    write('1_Pooling/config.json', {
      word_embedding_dimension: hidden,
      pooling_mode_cls_token: given.pooling === 'cls',
      pooling_mode_mean_tokens: given.pooling === 'mean',
      pooling_mode_lasttoken: false,
    })
  }
  return bert
}

function tokenizerOf(vocabulary: readonly string[]) {
  const idOf = (token: string) => vocabulary.indexOf(token)
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({
      id: idOf(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [idOf(id)], tokens: [id] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    },
  }
}

/**
 * The graph of the ONNX file; q8 has int8 weights and dynamically quantized activations,
 * fp16 has weights and output of 16 bits.
 */
function graphOf(
  { options, weights, vocabulary }: TinyBert,
  dtype: 'fp32' | 'fp16' | 'q8',
): OnnxGraph {
  const { hidden, heads, layers, feedForward, maxTokens, decoder } = options
  const nodes: OnnxNode[] = []
  const tensors: OnnxTensor[] = []
  const run = (
    type: string,
    inputs: string[],
    output: string,
    attributes?: OnnxNode['attributes'],
  ) => {
    nodes.push({ type, inputs, outputs: [output], attributes })
    return output
  }
  const constant = (name: string, shape: number[], values: OnnxTensor['values']) => {
    tensors.push({ name, shape, values })
    return name
  }
  const weight = (name: string, ...shape: number[]) => {
    const values = weights.get(name) as Float32Array
    if (dtype !== 'fp16') return constant(name, shape, values)
    return run('Cast', [constant(`${name}.half`, shape, Float16Array.from(values))], name, {
      to: 1,
    })
  }
  const whole = (name: string, ...values: number[]) =>
    constant(name, [values.length], BigInt64Array.from(values, BigInt))
  const norm = (input: string, name: string) =>
    run(
      'LayerNormalization',
      [input, weight(`${name}.scale`, hidden), weight(`${name}.shift`, hidden)],
      name,
    )
  const linear = (input: string, name: string, from: number, to: number) => {
    const product =
      dtype === 'q8'
        ? quantizedProduct(input, name, from, to)
        : run('MatMul', [input, weight(name, from, to)], `${name}.product`)
    return run('Add', [product, weight(`${name}.bias`, to)], `${name}.sum`)
  }
  const quantizedProduct = (input: string, name: string, from: number, to: number) => {
    const values = weights.get(name) as Float32Array
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127
    const codes = Int8Array.from(values, (value) => Math.round(value / scale))
    const [code, activationScale, zero] = ['code', 'scale', 'zero'].map((x) => `${name}.in.${x}`)
    nodes.push({
      type: 'DynamicQuantizeLinear',
      inputs: [input],
      outputs: [code, activationScale, zero],
    })
    const integer = run(
      'MatMulInteger',
      [code, constant(name, [from, to], codes), zero],
      `${name}.integer`,
    )
    const float = run('Cast', [integer], `${name}.float`, { to: 1 })
    const scaled = run('Mul', [float, activationScale], `${name}.scaled`)
    const factor = constant(`${name}.scale`, [1], Float32Array.of(scale))
    return run('Mul', [scaled, factor], `${name}.product`)
  }

  whole('zero', 0)
  whole('one', 1)
  whole('two', 2)
  constant('start', [], BigInt64Array.of(0n))
  constant('step', [], BigInt64Array.of(1n))
  whole('lastAxis', 0)
  const shape = run('Shape', ['input_ids'], 'shape')
  const length = run('Slice', [shape, 'one', 'two'], 'length')
  const scalar = run('Squeeze', [length, 'lastAxis'], 'lengthScalar')
  const places = run('Range', ['start', scalar, 'step'], 'places')
  const word = run('Gather', [weight('words', vocabulary.length, hidden), 'input_ids'], 'wordRows')
  const place = run(
    'Gather',
    [weight('positions', maxTokens, hidden), decoder ? 'position_ids' : places],
    'placeRows',
  )
  const type = run(
    'Gather',
    [weight('types', 2, hidden), decoder ? 'start' : 'token_type_ids'],
    'typeRows',
  )
  const both = run('Add', [word, place], 'wordAndPlace')
  let state = norm(run('Add', [both, type], 'allThree'), 'embedded')

  // 0 for tokens that count, -10,000 for padding, of which a softmax leaves nothing.
  whole('maskAxes', 1, 2)
  const counts = run('Cast', ['attention_mask'], 'counts', { to: 1 })
  constant('oneFloat', [1], Float32Array.of(1))
  constant('farAway', [1], Float32Array.of(-10000))
  const missing = run('Sub', ['oneFloat', counts], 'missing')
  const penalty = run(
    'Unsqueeze',
    [run('Mul', [missing, 'farAway'], 'penalties'), 'maskAxes'],
    'mask',
  )

  const width = hidden / heads
  whole('splitShape', 0, 0, heads, width)
  whole('mergeShape', 0, 0, hidden)
  constant('sharpness', [1], Float32Array.of(1 / Math.sqrt(width)))
  for (let layer = 0; layer < layers; layer++) {
    const split = (part: string, perm: number[]) => {
      const name = `${layer}.${part}`
      const rows = run(
        'Reshape',
        [linear(state, name, hidden, hidden), 'splitShape'],
        `${name}.rows`,
      )
      return run('Transpose', [rows], `${name}.heads`, { perm })
    }
    const query = split('query', [0, 2, 1, 3])
    const key = split('key', [0, 2, 3, 1])
    const value = split('value', [0, 2, 1, 3])
    const raw = run('MatMul', [query, key], `${layer}.raw`)
    const scores = run('Mul', [raw, 'sharpness'], `${layer}.scores`)
    const masked = run('Add', [scores, penalty], `${layer}.masked`)
    const shares = run('Softmax', [masked], `${layer}.shares`, { axis: -1 })
    const seen = run('MatMul', [shares, value], `${layer}.seen`)
    const turned = run('Transpose', [seen], `${layer}.turned`, { perm: [0, 2, 1, 3] })
    const merged = run('Reshape', [turned, 'mergeShape'], `${layer}.merged`)
    const attended = linear(merged, `${layer}.merge`, hidden, hidden)
    state = norm(run('Add', [attended, state], `${layer}.attended.sum`), `${layer}.attended`)
    const wide = run(
      'Relu',
      [linear(state, `${layer}.widen`, hidden, feedForward)],
      `${layer}.wide`,
    )
    const narrow = linear(wide, `${layer}.narrow`, feedForward, hidden)
    state = norm(run('Add', [narrow, state], `${layer}.done.sum`), `${layer}.done`)
  }
  if (dtype === 'fp16') run('Cast', [state], 'last_hidden_state', { to: 10 })
  else run('Identity', [state], 'last_hidden_state')
  if (options.pooled) run('Gather', [state, 'start'], 'sentence_embedding', { axis: 1 })

  const tokens = ['batch', 'tokens']
  return {
    inputs: ['input_ids', 'attention_mask', decoder ? 'position_ids' : 'token_type_ids'].map(
      (name) => ({
        name,
        type: 'int64',
        shape: tokens,
      }),
    ),
    outputs: [
      {
        name: 'last_hidden_state',
        type: dtype === 'fp16' ? 'float16' : 'float32',
        shape: [...tokens, hidden],
      },
      ...(options.pooled
        ? [{ name: 'sentence_embedding', type: 'float32', shape: ['batch', hidden] } as const]
        : []),
    ],
    weights: tensors,
    nodes,
  }
}

/** Token ids of `text`, by the definition of WordPiece and not by a library. */
export function referenceTokens({ vocabulary }: TinyBert, text: string): number[] {
  const ids: number[] = []
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
  for (const word of plain.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []) {
    const pieces: number[] = []
    for (let at = 0; at < word.length; ) {
      const piece = longest(word.slice(at), at > 0)
      if (piece === null) {
        pieces.splice(0, pieces.length, vocabulary.indexOf('[UNK]'))
        break
      }
      pieces.push(piece.id)
      at += piece.length
    }
    ids.push(...pieces)
  }
  return [vocabulary.indexOf('[CLS]'), ...ids, vocabulary.indexOf('[SEP]')]

  function longest(rest: string, isInside: boolean) {
    for (let length = rest.length; length > 0; length--) {
      const id = vocabulary.indexOf((isInside ? '##' : '') + rest.slice(0, length))
      if (id >= 0) return { id, length }
    }
    return null
  }
}

/** The unit vector of `text`, computed the slow, obvious way, in double precision. */
export function referenceVector(
  bert: TinyBert,
  text: string,
  pooling: 'mean' | 'cls' | 'last_token' = 'mean',
): Float32Array {
  const rows = referenceStates(bert, referenceTokens(bert, text))
  const pooled = {
    mean: () => rows[0].map((_, d) => rows.reduce((sum, row) => sum + row[d], 0) / rows.length),
    cls: () => rows[0],
    last_token: () => rows[rows.length - 1],
  }[pooling]()
  return normalized(Float32Array.from(pooled))
}

function referenceStates({ options, weights }: TinyBert, tokens: readonly number[]): number[][] {
  const { hidden, heads, layers, feedForward } = options
  const of = (name: string) => weights.get(name) as Float32Array
  const norm = (row: readonly number[], name: string) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / hidden
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / hidden
    return row.map(
      (value, d) =>
        ((value - mean) / Math.sqrt(variance + 1e-5)) * of(`${name}.scale`)[d] +
        of(`${name}.shift`)[d],
    )
  }
  const linear = (row: readonly number[], name: string, to: number) =>
    Array.from({ length: to }, (_, j) =>
      row.reduce((sum, value, i) => sum + value * of(name)[i * to + j], of(`${name}.bias`)[j]),
    )
  const width = hidden / heads
  let rows = tokens.map((token, place) =>
    norm(
      Array.from(
        { length: hidden },
        (_, d) =>
          of('words')[token * hidden + d] + of('positions')[place * hidden + d] + of('types')[d],
      ),
      'embedded',
    ),
  )
  for (let layer = 0; layer < layers; layer++) {
    const [queries, keys, values] = ['query', 'key', 'value'].map((part) =>
      rows.map((row) => linear(row, `${layer}.${part}`, hidden)),
    )
    const seen = queries.map((query) => {
      const row: number[] = []
      for (let head = 0; head < heads; head++) {
        const from = head * width
        const part = (whole: readonly number[]) => whole.slice(from, from + width)
        const scores = keys.map(
          (key) =>
            part(key).reduce((sum, value, d) => sum + value * query[from + d], 0) /
            Math.sqrt(width),
        )
        const powers = scores.map((score) => Math.exp(score - Math.max(...scores)))
        const total = powers.reduce((sum, power) => sum + power, 0)
        for (let d = 0; d < width; d++) {
          row.push(values.reduce((sum, value, i) => sum + (powers[i] / total) * value[from + d], 0))
        }
      }
      return row
    })
    rows = rows.map((row, i) => {
      const attended = linear(seen[i], `${layer}.merge`, hidden)
      const middle = norm(
        row.map((value, d) => value + attended[d]),
        `${layer}.attended`,
      )
      const wide = linear(middle, `${layer}.widen`, feedForward).map((value) => Math.max(0, value))
      const narrow = linear(wide, `${layer}.narrow`, hidden)
      return norm(
        middle.map((value, d) => value + narrow[d]),
        `${layer}.done`,
      )
    })
  }
  return rows
}
