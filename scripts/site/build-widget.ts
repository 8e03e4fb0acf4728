/**
 * The custom elements as files that any page can load.
 *
 * `widget.js` is the address to remember. It only names the file of the current build, whose name is
 * its hash: that file can be cached for ever and pinned (`integrity`), and `widget.js` seldom costs
 * more than a revalidation. The same sources give the same bytes. The files of the last releases
 * stay, for the pages that pinned them: script and texts are committed in widget/releases/.
 */
import { hash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Plugin, transform } from 'esbuild'
import { writeIfChanged } from '../files.ts'
import { root } from '../project.ts'
import { readElementTexts } from './messages.ts'

const source = join(root, 'widget')

/** Releases whose files stay deployed. */
const keptReleases = 5

/** What a build made. */
export interface BuiltWidget {
  /** Path of the script in the folder, like `widget/0123456789ab.js`. */
  readonly file: string
  /** The script's integrity for pages that pin it: `sha384-…`. */
  readonly integrity: string
  /** Size of the script, compressed by gzip. */
  readonly bytes: number
}

/** Writes the elements and their languages into `folder`, which a host serves as it is. */
export async function buildWidget(folder: string): Promise<BuiltWidget> {
  await mkdir(join(folder, 'widget'), { recursive: true })
  const texts = await readElementTexts()
  const textsHash = hashOf(JSON.stringify([...texts]))
  const script = await bundle([...texts.keys()], textsHash)
  const name = `${hashOf(script)}.js`
  const file = `widget/${name}`
  const files = new Map([...texts].map(([code, json]) => [`${code}-${textsHash}.json`, json]))
  for (const released of await listReleases()) {
    files.set(released.name, await readFile(released.path, 'utf8'))
  }
  await writeFiles(join(folder, 'widget'), files.set(name, script))
  // Last, so that the file it names is there.
  await writeIfChanged(join(folder, 'widget.js'), `export * from './${file}'\n`)
  const integrity = `sha384-${hash('sha384', script, 'base64')}`
  return { file, integrity, bytes: gzipSync(script, { level: 9 }).length }
}

/** The bundled script; `textsHash` is part of the names of all files of texts. */
async function bundle(codes: readonly string[], textsHash: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(source, 'define.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    write: false,
    define: {
      messageCodes: JSON.stringify(codes.join(' ')),
      messageHash: JSON.stringify(textsHash),
    },
    plugins: [styleSheetsAsText],
  })
  return outputFiles[0].text
}

/** Imports style sheets as text, minified. */
export const styleSheetsAsText: Plugin = {
  name: 'style sheets as text',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path), { loader: 'css', minify: true })
      return { contents: code.trim(), loader: 'text' }
    })
  },
}

/** A file of a release: its script, or texts that the script loads. */
export interface ReleasedFile {
  readonly version: string
  /** With its hash. */
  readonly name: string
  readonly path: string
}

/** The files of the releases that stay, newest first: what lies in `widget/releases/VERSION/`. */
export async function listReleases(): Promise<ReleasedFile[]> {
  const place = join(source, 'releases')
  const versions = (await listShown(place)).sort(compareVersions).reverse().slice(0, keptReleases)
  const files = versions.map(async (version) =>
    (await listShown(join(place, version))).map((name) => {
      return { version, name, path: join(place, version, name) }
    }),
  )
  return (await Promise.all(files)).flat()
}

/** What lies in a folder, but no hidden files, such as desktops write into folders that they show. */
async function listShown(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.'))
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number))
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2]
}

/** Makes `folder` hold these files and no other. */
async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, content] of files) await writeIfChanged(join(folder, name), content)
  for (const name of await readdir(folder)) if (!files.has(name)) await rm(join(folder, name))
}

function hashOf(text: string): string {
  return hash('sha256', text).slice(0, 12)
}
