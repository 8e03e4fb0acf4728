/** Before the worker's tests: puts the index of seeds/ into dist/, as `npm run build` does. */
import { refreshSite } from '../scripts/site/build-site.ts'
import { openSite } from '../scripts/site/site.ts'

export default async function buildSeeds(): Promise<void> {
  await refreshSite(await openSite({}))
}
