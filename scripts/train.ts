/**
 * `npm run train -- --corpus FOLDER --out FILE`: trains a table of token vectors from scratch and
 * writes it as a model, with a report beside it.
 *
 * The same texts, vocabulary and settings give the same bytes, with any number of threads and
 * however often the run was stopped.
 */
import { readFile, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { decodeModel, encodeModel } from '../core/model/model.ts'
import { createVocabulary, listTokens } from '../core/model/vocabulary.ts'
import { createVectors, quantize } from '../core/quantize.ts'
import { createCommand, runCommand, UserError, wholeNumber } from './command.ts'
import { replaceFile, sha256 } from './files.ts'
import { readKernel, readModel } from './project.ts'
import { createDrawer } from './train/batches.ts'
import { type Recipe, trainTable } from './train/run.ts'
import { readSources, type Source } from './train/sources.ts'

interface Flags {
  readonly corpus: string
  readonly out: string
  readonly vocabulary?: string
  readonly pairs: number
  readonly batch: number
  readonly seed: number
  readonly threads: number
}

const command = createCommand('train', 'Trains the table of the embedded model from texts.')
  .requiredOption('--corpus <folder>', 'texts: .jsonl or .jsonl.zst files, one source a file')
  .requiredOption('--out <file>', 'the model to write; its checkpoint and report lie beside it')
  .option('--vocabulary <file>', "a token a line, words before ##pieces (default: the model's own)")
  .option('--pairs <number>', 'pairs to learn', wholeNumber('--pairs', 1, 1e9), 4_100_000)
  .option('--batch <number>', 'pairs of a step', wholeNumber('--batch', 16, 4096), 1024)
  .option('--seed <number>', 'seed of all chance', wholeNumber('--seed', 0, 2 ** 31), 1)
  .option(
    '--threads <number>',
    'threads that work',
    wholeNumber('--threads', 1, 64),
    Math.min(8, availableParallelism()),
  )

await runCommand(command, async () => {
  const { corpus, out, vocabulary: list, threads, ...chosen } = command.opts<Flags>()
  const tokens = list
    ? await readTokens(list)
    : listTokens(decodeModel('model', await readModel()).vocabulary)
  const vocabulary = createVocabulary(tokens)
  const sources = await readSources(corpus, vocabulary)
  const recipe: Recipe = {
    ...chosen,
    learningRate: 0.02,
    rows: tokens.length,
    dimensions: 256,
    shortDimensions: 64,
  }
  const about = { recipe, vocabulary: sha256(tokens.join('\n')), texts: sources.map(describe) }
  const checkpoint = `${out}.checkpoint`
  const started = performance.now()
  let isStopped = false
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isStopped = true))
  const { table, losses, isComplete } = await trainTable(
    recipe,
    about,
    createDrawer(sources, recipe.seed),
    {
      kernel: await readKernel('train'),
      threads,
      checkpoint,
      checkpointSteps: 200,
      isStopped: () => isStopped,
    },
  )
  if (!isComplete) {
    throw new UserError(`Stopped; the same command continues from ${checkpoint}.`)
  }
  const model = encodeTable(basename(out, '.bin'), tokens, table)
  await replaceFile(out, model)
  const report = { ...about, losses: meanLosses(losses), sha256: sha256(model) }
  await replaceFile(`${out}.json`, `${JSON.stringify(report, null, 1)}\n`)
  await rm(checkpoint, { force: true })
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(
    `${losses.length * recipe.batch} pairs from ${sources.length} sources in ${seconds} s, ` +
      `loss ${report.losses.at(-1)}; wrote ${out} and ${out}.json.`,
  )
})

async function readTokens(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(`${file} cannot be read; a file with a token a line is wanted.`)
  })
  return text.split('\n').filter((line) => line !== '')
}

function describe({ name, documents, given }: Source) {
  return {
    name,
    documents: documents.documents,
    paragraphs: documents.paragraphs,
    pairs: given.documents,
    tokens: documents.tokens + given.tokens,
  }
}

function encodeTable(id: string, tokens: readonly string[], table: Float32Array) {
  const dimensions = table.length / tokens.length
  const vectors = createVectors(tokens.length, dimensions)
  for (let row = 0; row < tokens.length; row++) {
    quantize(table.subarray(row * dimensions, (row + 1) * dimensions), row, vectors)
  }
  return encodeModel({ id, dimensions }, tokens, vectors.codes, vectors.scales)
}

/** Mean loss of each twentieth of the run. */
function meanLosses(losses: Float32Array): number[] {
  const stretch = Math.ceil(losses.length / 20)
  return Array.from({ length: Math.ceil(losses.length / stretch) }, (_, i) => {
    const part = losses.subarray(i * stretch, (i + 1) * stretch)
    return Number((part.reduce((sum, loss) => sum + loss, 0) / part.length).toFixed(4))
  })
}
