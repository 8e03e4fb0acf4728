/** `npm run models`: known models, which of them have a copy here, and what embeds their queries at the edge. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { decodeModel } from '../core/model/model.ts'
import { createCommand, runCommand, shownPath } from './command.ts'
import { listCopies, modelsFolder } from './embedders/model-files.ts'
import { findModel, knownModels, type ModelFacts } from './embedders/models.ts'
import { cacheFolder } from './embedders/open.ts'
import { readModel } from './project.ts'

const command = createCommand('models', 'Lists models that need no flags, and what is here.')

await runCommand(command, async () => {
  const copies = await listCopies()
  const own = decodeModel('model', await readModel())
  print(own.id, [
    `the embedded model: ${own.dimensions} dimensions, English, MIT; in the repository`,
    'edge: needs nothing, since the worker holds the model',
  ])
  for (const model of knownModels) print(model.name, describe(model, copies))
  for (const [id, bytes] of copies) {
    if (!findModel(id))
      print(id, [`here: ${megabytes(bytes)} MB; give --pooling to use it`, edgeLine(null)])
  }
  const vectors = await bytesIn(cacheFolder)
  console.log(
    `Copies of models lie in ${shownPath(modelsFolder)}/, vectors computed before in ` +
      `${shownPath(cacheFolder)}/ (${megabytes(vectors)} MB); both may be deleted.`,
  )
  console.log('npm run build -- --model NAME; docs/models.md says more.')
})

function describe(model: ModelFacts, copies: ReadonlyMap<string, number>): string[] {
  const { hub, dimensions, cuts, maxTokens, pooling, languages, licence, prefixes, source } = model
  const cut = cuts.length > 0 ? ` (or ${cuts.join(', ')})` : ''
  const asked = [
    prefixes.query && `query "${prefixes.query}"`,
    prefixes.passage && `passage "${prefixes.passage}"`,
  ]
  const prefixed = asked.filter(Boolean)
  const copy = [...copies].find(([id]) => findModel(id) === model)
  return [
    `${dimensions} dimensions${cut}, ${maxTokens} tokens, ${pooling}, ${languages}, ${licence}`,
    ...(prefixed.length > 0 ? [`prefixes: ${prefixed.join(', ')}`] : []),
    copy ? `here: ${copy[0]}, ${megabytes(copy[1])} MB` : `not here yet: ${hub} on huggingface.co`,
    edgeLine(model.edge),
    source,
  ]
}

function edgeLine(edge: string | null): string {
  return edge
    ? `edge: Workers AI (${edge}; npm run deploy -- --env ai) or a server (EDGEWISE_EMBEDDINGS_URL)`
    : 'edge: a server (EDGEWISE_EMBEDDINGS_URL); Workers AI does not run it'
}

function print(name: string, lines: readonly string[]) {
  console.log(`${styleText('bold', name)}\n${lines.map((line) => `  ${line}`).join('\n')}\n`)
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
