/**
 * All tests by their environment: `core` and `scripts` run in Node, `worker` in
 * Cloudflare's runtime, and `house` tests the whole project with real processes and a
 * browser, as a user would.
 */
import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Some tests try ten thousand indexes or build several, which takes a busy machine seconds. Those of linear time take
 * little more than one at most, and longer than this limit if the time is quadratic.
 */
const inNode = { isolate: false, testTimeout: 30_000, hookTimeout: 30_000 }

export default defineConfig({
  test: {
    globalSetup: ['test/temporary.ts'],
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      include: ['core/**/*.ts'],
      // V8 does not count WebAssembly, as which AssemblyScript runs; its plain twins are counted.
      exclude: ['core/**/*.test.ts', 'core/protocol.ts', 'core/kernels/assembly/**'],
      thresholds: { lines: 95 },
    },
    projects: [
      { test: { ...inNode, name: 'core', include: ['core/**/*.test.ts'] } },
      { test: { ...inNode, name: 'scripts', include: ['{scripts,openapi}/**/*.test.ts'] } },
      {
        test: {
          name: 'worker',
          include: ['worker/**/*.test.ts'],
          globalSetup: ['test/build-seeds.ts'],
        },
        // Model and index, 13 MB, reach the runtime as bindings: as modules they
        // would pass through the test server, 7 seconds for each test file.
        resolve: {
          alias: [
            { find: /^.*\/model\.bin$/, replacement: at('test/worker/bound-model.ts') },
            { find: /^.*\/index\.bin$/, replacement: at('test/worker/bound-index.ts') },
          ],
        },
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              dataBlobBindings: { MODEL: at('dist/model.bin'), INDEX: at('dist/index.bin') },
              ratelimits: { SEARCH_LIMIT: { namespace_id: '1', simple: { limit: 2, period: 60 } } },
              analyticsEngineDatasets: { SEARCHES: { dataset: 'edgewise_searches' } },
            },
          }),
        ],
      },
      {
        test: {
          name: 'house',
          include: ['test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
