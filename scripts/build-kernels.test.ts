import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildKernel, scanSource } from './build-kernels.ts'

test('compiles the kernels to the bytes that are committed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  const file = join(folder, 'scan.wasm')
  buildKernel(scanSource, file)
  const compiled = await readFile(file)
  await rm(folder, { recursive: true })

  const committed = join(import.meta.dirname, '../core/kernels/scan.wasm')
  expect(compiled.equals(await readFile(committed))).toBe(true)
})
