/** The machine's own Chromium; without one, tests in a browser are skipped with a warning. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { describe } from 'vitest'

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** `describe` if there is a browser; otherwise `describe.skip`, and a line says what is skipped. */
export function describeInBrowser(name: string, body: () => void): void {
  if (existsSync(chromiumPath)) return void describe(name, body)
  console.warn(
    `Skipped without a browser: ${name}. There is no ${chromiumPath}; install Chromium or set CHROMIUM.`,
  )
  describe.skip(name, body)
}

/** The browser, with a fresh profile. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
}
