/**
 * `npm run bench -- NAME`: measured speed. Timings are reported, never asserted, because shared
 * machines lie; quote medians and ratios, and rerun what you compare in one call.
 */
import { Argument } from 'commander'
import { createCommand, runCommand } from '../scripts/command.ts'
import { benchRequests } from './requests.ts'
import { benchScan } from './scan.ts'

const benches = { requests: benchRequests, scan: benchScan }

const command = createCommand('bench', 'Measures speed and prints a table.').addArgument(
  new Argument('[name]', 'what to measure').choices(Object.keys(benches)).default('requests'),
)

await runCommand(command, () => benches[command.processedArgs[0] as keyof typeof benches]())
