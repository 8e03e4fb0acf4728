/** The model as the `worker` project's tests get it (see vitest.config.ts). */
import { env } from 'cloudflare:workers'

export default (env as unknown as { MODEL: ArrayBuffer }).MODEL
