/** `npm run deploy`: builds the index and uploads it with the worker to your Cloudflare account. */

import { runCommand } from './command.ts'
import { keyName } from './embedders/http.ts'
import { findModel } from './embedders/models.ts'
import { isServer } from './embedders/place.ts'
import { serverFromEnvironment } from './embedders/query.ts'
import { readManifest } from './index/index-files.ts'
import { exitOf, runWrangler } from './serve/wrangler.ts'
import { buildSite } from './site/build-site.ts'
import { createSiteCommand, openSite, type Site, type SiteFlags } from './site/site.ts'

interface Flags extends SiteFlags {
  readonly name?: string
  readonly env?: string
  readonly dryRun: boolean
}

const command = createSiteCommand('deploy', 'Builds the index and deploys it with its worker.')
  .option('--name <name>', 'name of the worker, which its address begins with')
  .option('--env <name>', 'environment of wrangler.toml; ai lets Workers AI embed queries')
  .option('--dry-run', 'stops before uploading; needs no account', false)

await runCommand(command, async () => {
  const { name, env, dryRun, ...flags } = command.opts<Flags>()
  const site = await openSite(flags)
  await buildSite(site)
  const server = serverFor(site)
  await warnOfLostQueries(site, env, server)
  const args = [
    'deploy',
    ...(name ? [`--name=${name}`] : []),
    // Empty is the top level of wrangler.toml; without it, wrangler warns that it chose.
    `--env=${env ?? ''}`,
    ...(server ? [`--var=EDGEWISE_EMBEDDINGS_URL:${server}`] : []),
    ...(dryRun ? ['--dry-run'] : []),
  ]
  await exitOf(runWrangler(args))
})

/** The server that embeds queries at the edge: the one in the environment, else the one that embedded the passages. */
function serverFor({ settings: { model } }: Site): string | undefined {
  const built = model && isServer(model.id) ? model.id : undefined
  return serverFromEnvironment() ?? built
}

/** Warns before deployment of queries that nothing at the edge will embed. */
async function warnOfLostQueries({ folder }: Site, env: string | undefined, server?: string) {
  const { model } = await readManifest(folder)
  if (model.kind === 'static') return
  const without = model.fallback ? 'the fallback and words' : 'words alone'
  const edge = findModel(model.id)?.edge
  const remedy = edge ? `deploy with --env ai (${edge}), or ` : ''
  if (server && /^https?:\/\/(localhost|127\.|\[::1\])/i.test(server)) {
    console.error(
      `The edge cannot reach ${server}: ${remedy}set EDGEWISE_EMBEDDINGS_URL to a server ` +
        `on the internet. Until then search answers by ${without}.`,
    )
  } else if (server) {
    console.error(
      `Queries are embedded by ${new URL(server).host}; if it wants a key: ` +
        `npx wrangler secret put ${keyName}.`,
    )
  } else if (env !== 'ai' || !edge) {
    console.error(
      `Nothing at the edge embeds queries with ${model.id}: ${remedy}set EDGEWISE_EMBEDDINGS_URL ` +
        `to a server that serves it. Until then search answers by ${without}.`,
    )
  }
}
