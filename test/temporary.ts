/**
 * Around every run of tests: one temporary folder, which tests and the processes they start use as
 * the system's. It is removed with its content, whichever test forgot to tidy up or was interrupted.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Creates the folder; returns what removes it. */
export default function ownTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'edgewise-tests-'))
  // Linux and macOS read the first, Windows the others.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
