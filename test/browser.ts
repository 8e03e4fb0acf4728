/** The machine's own Chromium, and tests that are skipped, not forgotten, where there is none. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { describe } from 'vitest'

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** `describe` where there is a browser; where there is none, one line says what is skipped. */
export function describeInBrowser(name: string, body: () => void): void {
  if (existsSync(chromiumPath)) return void describe(name, body)
  console.warn(
    `Skipped without a browser: ${name}. There is no ${chromiumPath}; install Chromium or set CHROMIUM.`,
  )
  describe.skip(name, body)
}

/** The browser, with nothing of the machine's own in it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
}
