/**
 * Around every run of tests: one temporary folder, in which all that they and what they start take
 * for the system's. It goes with all that is in it, whichever test forgot to tidy up, or was cut off.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes the folder, and gives what removes it. */
export default function ownTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'edgewise-tests-'))
  // The first is read by Linux and macOS, the others by Windows.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
