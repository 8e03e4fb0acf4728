import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'

describe('runCommand', () => {
  test('ends quietly where nobody reads what it prints', async () => {
    const script = join(import.meta.dirname, 'build.ts')
    const child = spawn(process.execPath, [script, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])

    expect([code, complaint]).toEqual([0, ''])
  })
})
