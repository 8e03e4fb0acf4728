/**
 * The custom elements as files that any page can load.
 *
 * `widget.js` is the address to remember; it only names the file of the current build, whose name
 * is its hash, so that one can be cached for ever and pinned (`integrity`) and the other
 * seldom costs more than a question. The same sources give the same bytes. The files of the last
 * releases stay, for the pages that pinned them: they are committed in widget/releases/.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Plugin, transform } from 'esbuild'
import { writeIfChanged } from './index-files.ts'
import { readElementTexts } from './messages.ts'

const source = join(import.meta.dirname, '../widget')

/** Releases whose files stay deployed. */
const keptReleases = 5

/** What a build made. */
export interface BuiltWidget {
  /** Path of the script from the folder on, like `widget/0123456789ab.js`. */
  readonly file: string
  /** What a page pins it by: `sha384-…`. */
  readonly integrity: string
  /** Size of the script as it travels, compressed by gzip. */
  readonly bytes: number
}

/** Writes the elements and their languages into `folder`, which a host serves as it is. */
export async function buildWidget(folder: string): Promise<BuiltWidget> {
  await mkdir(join(folder, 'widget'), { recursive: true })
  const script = await bundle(await writeMessages(folder))
  const name = `${hashOf(script)}.js`
  const file = `widget/${name}`
  await writeIfChanged(join(folder, file), script)
  await keepScripts(join(folder, 'widget'), name)
  // Last, so that what it names is there.
  await writeIfChanged(join(folder, 'widget.js'), `export * from './${file}'\n`)
  const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`
  return { file, integrity, bytes: gzipSync(script, { level: 9 }).length }
}

async function bundle({ codes, hash }: { codes: string; hash: string }): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(source, 'define.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    write: false,
    define: { messageCodes: JSON.stringify(codes), messageHash: JSON.stringify(hash) },
    plugins: [styleSheetsAsText],
  })
  return outputFiles[0].text
}

/** A style sheet is imported as text, without what only its readers need. */
export const styleSheetsAsText: Plugin = {
  name: 'style sheets as text',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path), { loader: 'css', minify: true })
      return { contents: code.trim(), loader: 'text' }
    })
  },
}

/** Writes the texts of every language; gives their codes, and the hash that is in all of their names. */
async function writeMessages(folder: string): Promise<{ codes: string; hash: string }> {
  const texts = await readElementTexts()
  const hash = hashOf(JSON.stringify([...texts]))
  for (const [code, json] of texts) {
    await writeIfChanged(join(folder, 'widget', `${code}-${hash}.json`), json)
  }
  return { codes: [...texts.keys()].join(' '), hash }
}

/** A script that a release brought. */
export interface ReleasedScript {
  readonly version: string
  /** Name of its file, which is its hash. */
  readonly name: string
  readonly path: string
}

/** The scripts of the releases whose files stay, newest first: `widget/releases/VERSION/HASH.js`. */
export async function listReleases(): Promise<ReleasedScript[]> {
  const place = join(source, 'releases')
  const versions = (await readdir(place)).sort(compareVersions).reverse().slice(0, keptReleases)
  const scripts = versions.map(async (version) =>
    (await readdir(join(place, version))).map((name) => {
      return { version, name, path: join(place, version, name) }
    }),
  )
  return (await Promise.all(scripts)).flat()
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number))
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2]
}

/** Puts the released scripts beside the current one, and removes any other. */
async function keepScripts(folder: string, current: string): Promise<void> {
  const releases = await listReleases()
  for (const { name, path } of releases) {
    await writeIfChanged(join(folder, name), await readFile(path, 'utf8'))
  }
  const kept = new Set([current, ...releases.map(({ name }) => name)])
  for (const name of await readdir(folder)) {
    if (name.endsWith('.js') && !kept.has(name)) await rm(join(folder, name))
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
