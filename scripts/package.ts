/**
 * `npm run package`: makes the npm package with `edgewise/widget` and `edgewise/client`.
 *
 * Each is one JavaScript file, bundled because our sources are TypeScript, and not minified, because
 * its users have bundlers for that. Two things differ from the script that a deployment serves:
 * importing the elements without a DOM does nothing, since frameworks render pages in Node; and each
 * language is a module of its own, imported on demand, since a bundler does not know of files that are
 * merely fetched.
 */
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { createCommand, runCommand, shownPath } from './command.ts'
import { root } from './project.ts'
import { styleSheetsAsText } from './site/build-widget.ts'
import { readElementTexts } from './site/messages.ts'

const folder = join(root, 'dist/package')
const typescript = join(root, 'node_modules/typescript/bin/tsc')

/** Stand-ins for what elements need of a browser to be defined; in Node they do nothing. */
const withoutDom = `const HTMLElement = globalThis.HTMLElement ?? class {}
const customElements = globalThis.customElements ?? { get() {}, define() {} }`

/** Types of the elements for TypeScript's DOM, besides their classes. */
const widgetTypes = `import type { EdgewiseRelated, EdgewiseSearch } from './types/widget/define.js'
import type { Details } from './types/widget/tell.js'

export { EdgewiseRelated, EdgewiseSearch } from './types/widget/define.js'
export type { Messages } from './types/widget/messages.js'
export type { Details } from './types/widget/tell.js'

declare global {
  interface HTMLElementTagNameMap {
    'edgewise-search': EdgewiseSearch
    'edgewise-related': EdgewiseRelated
  }
  interface GlobalEventHandlersEventMap {
    'edgewise:results': CustomEvent<Details['results']>
    'edgewise:select': CustomEvent<Details['select']>
    'edgewise:error': CustomEvent<Details['error']>
  }
}
`

/** Makes each language a module of its own, which a bundler splits off and a page loads on demand. */
const textsAsModules: Plugin = {
  name: 'texts as modules',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^\.\/messages\/\w+\.js$/ }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /widget\/texts\.ts$/ }, async () => {
      const codes = [...(await readElementTexts()).keys()]
      const imports = codes.map((code) => `  ${code}: () => import('./messages/${code}.js'),\n`)
      return {
        contents: `const languages = {\n${imports.join('')}}
export async function fetchTexts(code) {
  try {
    return (await languages[code]?.())?.default ?? {}
  } catch {
    return {}
  }
}`,
      }
    })
  },
}

const command = createCommand('package', 'Writes the npm package into dist/package/.')

await runCommand(command, async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await bundle('client.js', { entryPoints: [join(root, 'widget/client.ts')] })
  await bundle('widget.js', {
    entryPoints: [join(root, 'widget/define.ts')],
    banner: { js: withoutDom },
    plugins: [styleSheetsAsText, textsAsModules],
  })
  await writeTexts()
  await writeTypes()
  await writeAbout()
  const sizes = await Promise.all(['client.js', 'widget.js'].map(sizeOf))
  console.log(`Wrote ${shownPath(folder)}/: ${sizes.join(', ')}. npm pack or npm publish it.`)
})

async function bundle(name: string, options: BuildOptions): Promise<void> {
  await build({
    outfile: join(folder, name),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    ...options,
  })
}

async function writeTexts(): Promise<void> {
  await mkdir(join(folder, 'messages'))
  for (const [code, json] of await readElementTexts()) {
    await writeFile(join(folder, `messages/${code}.js`), `export default ${json}\n`)
  }
}

/** Writes the declarations of both, one for each source file, and what the elements add to the DOM's types. */
async function writeTypes(): Promise<void> {
  const sources = ['define.ts', 'client.ts', 'modules.d.ts'].map((name) => `widget/${name}`)
  const options = [
    '--ignoreConfig --declaration --emitDeclarationOnly --rewriteRelativeImportExtensions',
    '--module nodenext --moduleDetection force --target es2024 --lib es2024,dom,dom.iterable',
    `--strict --types  --rootDir . --outDir ${relative(root, join(folder, 'types'))}`,
  ]
  const args = [typescript, ...options.join(' ').split(' '), ...sources]
  await promisify(execFile)(process.execPath, args, { cwd: root })
  await writeFile(join(folder, 'widget.d.ts'), widgetTypes)
  await writeFile(join(folder, 'client.d.ts'), `export * from './types/widget/client.js'\n`)
  for (const file of await readdir(join(folder, 'types'), { recursive: true })) {
    if (file.endsWith('.d.ts')) await nameScripts(join(folder, 'types', file))
  }
}

/** Renames imports in declarations from .ts to .js, since TypeScript leaves them as they are. */
async function nameScripts(file: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/((?:from |import\()["']\.[^"']*)\.ts(["'])/g, '$1.js$2'))
}

/** Writes everything but code: package.json, README, docs and licence. */
async function writeAbout(): Promise<void> {
  const read = (name: string) => readFile(join(root, name), 'utf8')
  const { name, version, description, license, type } = JSON.parse(await read('package.json'))
  const entry = (file: string) => ({ types: `./${file}.d.ts`, default: `./${file}.js` })
  const about = {
    ...{ name, version, description, license, type },
    // The first Node with AbortSignal.any, which the client needs.
    engines: { node: '>=20.3' },
    sideEffects: ['./widget.js'],
    exports: {
      './client': entry('client'),
      './widget': entry('widget'),
      './package.json': './package.json',
    },
  }
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(about, null, 2)}\n`)
  const [title, paragraph] = (await read('README.md')).split('\n\n')
  const client = (await read('docs/client.md')).replace(/^# .*\n/, '')
  await writePage('README.md', `${title}\n\n${paragraph}\n${client}`)
  await writePage('widget.md', await read('docs/widget.md'))
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'))
}

/** Writes a page of the docs. A link to another page, which is not in the package, leaves its words. */
async function writePage(name: string, text: string): Promise<void> {
  const linked = text.replace(/\[([^\]]+)\]\(([^)]+)\)/g, (link, words, to) =>
    /^(?:https?:|#|widget\.md)/.test(to) ? link : words,
  )
  await writeFile(join(folder, name), linked)
}

async function sizeOf(name: string): Promise<string> {
  return `${name} ${((await stat(join(folder, name))).size / 1000).toFixed(1)} kB`
}
