import { readdir } from 'node:fs/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { newFolder } from '../embedders/support.ts'
import { serve } from './serve.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('a key that no file can hold is refused, and leaves no folder for it', async () => {
  const folder = newFolder()
  vi.stubEnv('TMPDIR', folder)
  const nothing = async () => {}
  const side = { address: null, key: `'"\``, follow: nothing, close: nothing }

  await expect(serve(8787, side, folder)).rejects.toThrow('has quotes of all three kinds')
  expect(await readdir(folder)).toEqual([])
})
