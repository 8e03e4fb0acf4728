/**
 * The first step of every npm script: install what is missing, then run with the right Node.
 *
 * Plain JavaScript, because Node 20 cannot run TypeScript, and this file brings a Node
 * that can (the npm package `node`). It installs only when node_modules is missing or
 * older than the lockfile, and says so.
 *
 *   node scripts/bootstrap.js FILE [ARGUMENT ...]
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const windows = process.platform === 'win32'

if (needsInstall()) install()
run(process.argv.slice(2))

function needsInstall() {
  // A link leads to another project's folder: npm ci would empty it while that project uses it.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    return false
  const installed = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installed)) return true
  return statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs
}

function install() {
  console.error('Installing what edgewise needs (npm ci); this takes a minute, once.')
  // npm names itself here; another npm might read the lockfile differently.
  const npm = process.env.npm_execpath
  const [command, first] = npm ? [process.execPath, [npm]] : [windows ? 'npm.cmd' : 'npm', []]
  const { status } = spawnSync(
    command,
    [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      // Standard output is for a command's answer, which a program may read.
      stdio: ['inherit', process.stderr.fd, 'inherit'],
      shell: !npm && windows,
      // npm 10 runs every install script; this one would download a GPU runtime.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    },
  )
  if (status !== 0)
    fail('npm ci failed; its message is above. Mend that and run the command again.')
}

/** Runs a file of the project as if it were the command itself: same streams, signals and exit code. */
function run([file, ...rest]) {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const env = { ...process.env, PATH: path }
  const child = spawn(nodeBinary(), [join(root, file), ...rest], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  if (process.env.npm_lifecycle_event) stopWithParent(child)
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : code
  })
}

/** npm passes signals to a shell that does not hand them on: here, all that shows is that the shell is gone. */
function stopWithParent(child) {
  const parent = process.ppid
  const look = () => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }
  setInterval(look, 1000).unref()
}

function nodeBinary() {
  const own = join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node')
  if (existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(
    `Node ${process.version} is here and Node 24 is wanted; the npm package that brings it was not ` +
      'set up. Allow install scripts (npm config get ignore-scripts), delete node_modules and try again.',
  )
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
