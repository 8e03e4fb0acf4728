/**
 * `npm run overlap -- --corpus FOLDER --sets FOLDER`: the share of each judged set's documents and
 * queries that have a run of 13 words in common with the training texts. The model card quotes it.
 */
import { basename } from 'node:path'
import { createCommand, runCommand } from './command.ts'
import { listCollections, readBeir } from './evaluate/beir.ts'
import { createProgress } from './progress.ts'
import { createRuns, type Runs, runWords } from './train/overlap.ts'
import { listSources, readTexts } from './train/sources.ts'

const command = createCommand('overlap', 'Tells what judged sets share with the training texts.')
  .requiredOption('--corpus <folder>', 'texts: .jsonl or .jsonl.zst files, one source a file')
  .requiredOption('--sets <folder>', 'test collections in the layout of BEIR')

interface JudgedTexts {
  readonly name: string
  readonly documents: readonly string[]
  readonly queries: readonly string[]
}

await runCommand(command, async () => {
  const { corpus, sets: folder } = command.opts<{ corpus: string; sets: string }>()
  const files = await listSources(corpus)
  const sets: JudgedTexts[] = []
  for (const set of await listCollections(folder)) sets.push(await readTextsOf(set))
  const runs = createRuns(sets.flatMap(({ documents, queries }) => [...documents, ...queries]))
  await meetAll(runs, files)
  console.log(`Texts that share a run of ${runWords} words with the training texts\n`)
  console.log('| | documents | queries |\n|---|--:|--:|')
  for (const { name, documents, queries } of sets) {
    console.log(`| ${name} | ${shareMet(runs, documents)} | ${shareMet(runs, queries)} |`)
  }
})

async function readTextsOf(folder: string): Promise<JudgedTexts> {
  const { documents, queries } = await readBeir(folder)
  return {
    name: basename(folder),
    documents: documents.map(({ title, text }) => `${title}\n${text}`),
    queries: queries.map(({ query }) => query),
  }
}

/** Reads the training texts and notes their runs. Paragraphs of a document are joined in their order. */
async function meetAll(runs: Runs, files: readonly string[]): Promise<void> {
  const progress = createProgress('Reading', 'files')
  for (const [i, file] of files.entries()) {
    progress.update(i, files.length)
    for await (const { t, s, a, b } of readTexts(file)) {
      runs.meet([t, ...(s ?? []).flat(), a, b].join('\n'))
    }
  }
  progress.stop()
}

function shareMet(runs: Runs, texts: readonly string[]): string {
  const met = texts.filter((text) => runs.holdsMet(text)).length
  return `${met} of ${texts.length} (${((100 * met) / texts.length).toFixed(1)} %)`
}
