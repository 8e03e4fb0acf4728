/** Before the worker's tests: dist/ holds the index of seeds/, as `npm run build` makes it. */
import { refreshSite } from '../scripts/build-site.ts'
import { openSite } from '../scripts/site.ts'

export default async function buildSeeds(): Promise<void> {
  await refreshSite(await openSite({}))
}
