/**
 * `npm run bench -- NAME`: measures speed and quality. Timings are reported, never asserted,
 * because they vary on shared machines; quote medians and ratios, and measure what you compare
 * in one run.
 */
import { Argument } from 'commander'
import { createCommand, runCommand, wholeNumber } from '../scripts/command.ts'
import { benchBuild } from './build.ts'
import { benchConfidence } from './confidence.ts'
import { benchKnownItems } from './known-items.ts'
import { benchQuality } from './quality.ts'
import { benchQuery } from './query.ts'
import { benchRequests } from './requests.ts'
import { benchScan } from './scan.ts'
import { benchTrain } from './train.ts'

const benches = {
  build: benchBuild,
  confidence: benchConfidence,
  'known-items': benchKnownItems,
  quality: benchQuality,
  query: benchQuery,
  requests: benchRequests,
  scan: benchScan,
  train: benchTrain,
}

const command = createCommand('bench', 'Measures speed and quality and prints a table.')
  .addArgument(
    new Argument('[name]', 'what to measure').choices(Object.keys(benches)).default('requests'),
  )
  .argument(
    '[folder]',
    'test collections, for quality, confidence and known-items; real articles, for build; an index, for requests',
  )
  .option(
    '--of-each <number>',
    'for build: so many articles of each file of the folder',
    wholeNumber('--of-each', 1, 10_000_000),
  )
  .option('--model-file <file>', 'for quality: another table than the one in model/')

await runCommand(command, () => {
  const [name, folder] = command.processedArgs
  return benches[name as keyof typeof benches](folder, command.opts())
})
