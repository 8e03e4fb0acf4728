/** `npm run deploy`: builds the index and uploads it with the worker to your Cloudflare account. */
import { runCommand } from './command.ts'
import { exitOf, runWrangler } from './serve.ts'
import { buildSite, createSiteCommand, openSite, type SiteFlags } from './site.ts'

interface Flags extends SiteFlags {
  readonly name?: string
  readonly dryRun: boolean
}

const command = createSiteCommand('deploy', 'Builds the index and deploys it with its worker.')
  .option('--name <name>', 'name of the worker, which its address begins with')
  .option('--dry-run', 'stops before uploading; needs no account', false)

await runCommand(command, async () => {
  const { name, dryRun, ...flags } = command.opts<Flags>()
  await buildSite(await openSite(flags))
  const args = ['deploy', ...(name ? [`--name=${name}`] : []), ...(dryRun ? ['--dry-run'] : [])]
  await exitOf(runWrangler(args))
})
