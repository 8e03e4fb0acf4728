/** The index of seeds/ as the `worker` project's tests get it (see vitest.config.ts). */
import { env } from 'cloudflare:workers'

export default (env as unknown as { INDEX: ArrayBuffer }).INDEX
