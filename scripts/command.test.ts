import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { asArgument, createCommand, runCommand, UserError } from './command.ts'

describe('runCommand', () => {
  const { argv, exitCode } = process
  const complain = vi.spyOn(console, 'error')

  beforeEach(() => complain.mockReset().mockReturnValue())

  afterEach(() => Object.assign(process, { argv, exitCode }))

  /** What a command says if `main` fails. */
  async function complaintOf(main: () => Promise<void>, args: readonly string[] = []) {
    process.argv = [...argv.slice(0, 2), ...args]
    const command = createCommand('build', '').option('--articles <path>')
    await runCommand(command, main)
    return stripVTControlCharacters(String(complain.mock.lastCall))
  }

  test.each([
    ['EACCES', `There is no permission to use ${import.meta.dirname} (EACCES).`],
    ['EPERM', `There is no permission to use ${import.meta.dirname} (EPERM).`],
    ['EROFS', `Nothing can be written to ${import.meta.dirname} (EROFS).`],
    ['ENOSPC', `There is no room left on ${import.meta.dirname} (ENOSPC).`],
    ['EDQUOT', `There is no room left on ${import.meta.dirname} (EDQUOT).`],
  ])('says %s of a folder in a sentence', async (code, sentence) => {
    const path = join(import.meta.dirname, 'none.part')
    const complaint = await complaintOf(() =>
      Promise.reject(Object.assign(Error(), { code, path })),
    )

    expect(complaint).toContain(sentence)
    expect(complaint).not.toContain(' at async ')
  })

  test.each([
    ['that nobody foresaw', new TypeError('no function')],
    ['of a port', Object.assign(new TypeError('no function'), { code: 'EACCES' })],
  ])('keeps the stack of an error %s', async (_, error) => {
    expect(await complaintOf(() => Promise.reject(error))).toMatch(
      /^TypeError: no function\n {4}at /,
    )
  })

  test('says nothing that a terminal would obey', async () => {
    const error = new UserError('feed.xml:1: a\u0007 \u009b2J\n\tb')

    expect(await complaintOf(() => Promise.reject(error))).toBe('feed.xml:1: a   2J\n\tb')
  })

  test('says that the disk is full if no file is named', async () => {
    const error = Object.assign(Error(), { code: 'ENOSPC' })

    expect(await complaintOf(() => Promise.reject(error))).toContain('no room left on the disk')
  })

  test('says which option a folder belongs to that came without one', async () => {
    const complaint = await complaintOf(async () => {}, [import.meta.dirname])

    expect(complaint).toContain(`as in npm run build -- --articles ${import.meta.dirname}`)
    expect(await complaintOf(async () => {}, ['none'])).toContain('as in npm run build -- --help')
  })

  test('ends quietly if nobody reads what it prints', async () => {
    const script = join(import.meta.dirname, 'build.ts')
    const child = spawn(process.execPath, [script, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])

    expect([code, complaint]).toEqual([0, ''])
  })
})

test('a path is quoted if it has special characters of a shell', () => {
  expect(asArgument('../Größe/2024_a-b.xml')).toBe('../Größe/2024_a-b.xml')
  expect(asArgument('C:\\articles')).toBe('C:\\articles')
  expect(asArgument('../News & more')).toBe('"../News & more"')
})
