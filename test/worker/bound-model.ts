/** The model, as tests of project `worker` get it (see vitest.config.ts). */
import { env } from 'cloudflare:workers'

export default (env as unknown as { MODEL: ArrayBuffer }).MODEL
