/**
 * The worker as Cloudflare runs it. Nothing else happens here: whoever wants this search inside a Worker of their
 * own mounts the app as well.
 */
import { createApp } from './app.ts'
import { load, version } from './deployed.ts'

export default createApp({ load, version })
