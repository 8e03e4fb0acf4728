import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildKernel, kernels } from './build-kernels.ts'

test.each(Object.keys(kernels))('compiles %s to the bytes that are committed', async (name) => {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  const file = join(folder, `${name}.wasm`)
  buildKernel(name, file)
  const compiled = await readFile(file)
  await rm(folder, { recursive: true })

  const committed = join(import.meta.dirname, `../core/kernels/${name}.wasm`)
  expect(compiled.equals(await readFile(committed))).toBe(true)
})
