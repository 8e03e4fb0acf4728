import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import ownTemporaryFolder from './temporary.ts'

test('tests have a temporary folder of their own', () => {
  expect(basename(tmpdir())).toMatch(/^edgewise-tests-/)
})

test('the folder is removed after them, with its content', () => {
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, tmpdir())
  const remove = ownTemporaryFolder()
  const forgotten = mkdtempSync(join(tmpdir(), 'forgotten-'))
  remove()
  vi.unstubAllEnvs()

  expect([existsSync(forgotten), existsSync(dirname(forgotten))]).toEqual([false, false])
  expect(existsSync(tmpdir())).toBe(true)
})
