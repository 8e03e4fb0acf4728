/**
 * Other libraries to compare with, installed when a benchmark needs them into .edgewise/peers/, so
 * that neither package.json nor `npm ci` knows them.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../scripts/project.ts'

export const packagesFolder = join(root, '.edgewise/peers')
/** Folder of the installed packages. */
export const modules = join(packagesFolder, 'node_modules')

/** The packages of all benchmarks, installed together, since npm removes packages that are not named. */
const versions = {
  '@orama/orama': '3.1.18',
  minisearch: '7.2.0',
  usearch: '2.26.2',
  'voy-search': '0.6.3',
} as const

/** A library that can be installed. */
export type PackageName = keyof typeof versions

/** The `peers` whose library is or can be installed; a line is printed if some cannot. */
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

/** Loads a package's file, untyped, since the packages are not there when types are checked. */
// biome-ignore lint/suspicious/noExplicitAny: a package that is not installed has no types
export const loadPackage = (file: string): Promise<any> =>
  import(pathToFileURL(join(modules, file)).href)
