/**
 * Other libraries, for side by side: installed when a benchmark wants them, into .edgewise/peers/, so
 * that neither package.json nor `npm ci` knows them.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../scripts/site.ts'

export const packagesFolder = join(root, '.edgewise/peers')
/** Where a package's files lie. */
export const modules = join(packagesFolder, 'node_modules')

/** All that any benchmark wants, since npm removes what it is not told of. */
const versions = {
  '@orama/orama': '3.1.18',
  minisearch: '7.2.0',
  usearch: '2.26.2',
  'voy-search': '0.6.3',
} as const

/** A library that can be installed. */
export type PackageName = keyof typeof versions

/** Those of `peers` whose library is installed or can be; a line is printed if some cannot. */
export async function installPeers<Peer extends { readonly package: PackageName }>(
  peers: readonly Peer[],
): Promise<Peer[]> {
  const isThere = (peer: Peer) => existsSync(join(modules, peer.package))
  if (!peers.every(isThere)) {
    await mkdir(packagesFolder, { recursive: true })
    const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
    const command = ['install', '--no-save', '--no-package-lock', '--prefix', packagesFolder]
    try {
      execFileSync('npm', [...command, ...wanted], { stdio: 'ignore' })
    } catch {
      console.log(`Left out what npm cannot install of ${wanted.join(', ')}.`)
    }
  }
  return peers.filter(isThere)
}

/** Loads a package's file as whatever it exports; the packages are not there when types are checked. */
// biome-ignore lint/suspicious/noExplicitAny: a package that is not installed has no types
export const loadPackage = (file: string): Promise<any> =>
  import(pathToFileURL(join(modules, file)).href)
