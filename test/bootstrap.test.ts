/** The first step of every command, in a clone where nothing is installed yet. */
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('messages of an installation do not mix with the command’s answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-'))
  await mkdir(join(folder, 'scripts'))
  const bootstrap = join(folder, 'scripts/bootstrap.js')
  await copyFile(join(import.meta.dirname, '../scripts/bootstrap.js'), bootstrap)
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'npm.js'), 'console.log("added 301 packages")')
  await writeFile(join(folder, 'scripts/answer.js'), 'console.log("{}")')
  const answer = execFileSync(process.execPath, [bootstrap, 'scripts/answer.js'], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(folder, 'npm.js') },
    stdio: 'pipe',
  })

  expect(answer).toBe('{}\n')
})

test('what is installed is known by its hash, on every platform', async () => {
  const lockfile = await readFile(join(import.meta.dirname, '../package-lock.json'), 'utf8')
  const packages: Record<string, { integrity?: string }> = JSON.parse(lockfile).packages
  const { '': _, ...installed } = packages
  const unknown = Object.keys(installed).filter(
    (name) => !installed[name].integrity?.startsWith('sha512-'),
  )

  expect(unknown).toEqual([])
})
