import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildPublic } from '../../scripts/site/build-public.ts'
import { buildWidget, listReleases } from '../../scripts/site/build-widget.ts'
import { parseHeaders } from './support.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edgewise-build-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const read = (path: string) => readFileSync(join(folder, path))
const about = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))

describe('buildWidget', () => {
  test('stays within the budget that package.json gives it', async () => {
    const { file, bytes } = await buildWidget(folder)

    expect(bytes).toBe(gzipSync(read(file), { level: 9 }).length)
    expect(bytes).toBeLessThanOrEqual(about.sizeLimit?.['widget.js'] ?? 10_000)
  })

  test('names a script by its hash, and returns its integrity', async () => {
    const { file, integrity } = await buildWidget(folder)
    const hash = createHash('sha256').update(read(file)).digest('hex')

    expect(file).toBe(`widget/${hash.slice(0, 12)}.js`)
    expect(integrity).toBe(`sha384-${createHash('sha384').update(read(file)).digest('base64')}`)
  })

  test('makes widget.js load the script, and nothing else', async () => {
    const { file } = await buildWidget(folder)

    expect(read('widget.js').toString()).toBe(`export * from './${file}'\n`)
  })

  test('gives the same bytes twice', async () => {
    const first = await buildWidget(folder)
    const bytes = read(first.file)
    rmSync(join(folder, first.file))

    expect(await buildWidget(folder)).toEqual(first)
    expect(read(first.file).equals(bytes)).toBe(true)
  })

  test('keeps the files of the last releases for sites that pinned them, and no others', async () => {
    await buildWidget(folder)
    const files = readdirSync(join(folder, 'widget'))
    for (const name of ['other.js', 'de-0123.json']) writeFileSync(join(folder, 'widget', name), '')
    await buildWidget(folder)

    expect(readdirSync(join(folder, 'widget'))).toEqual(files)
    const released = (await listReleases()).map(({ name }) => name)
    expect(released.length).toBeGreaterThan(0)
    expect(files).toEqual(expect.arrayContaining(released))
  })

  test('names released files by hashes, each script by that of its bytes', async () => {
    for (const { name, path } of await listReleases()) {
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex')

      expect(name).toMatch(new RegExp(`^(?:${hash.slice(0, 12)}\\.js|[a-z]+-[0-9a-f]{12}\\.json)$`))
    }
  })

  test('uses no API that a content security policy or Trusted Types forbid', async () => {
    const { file } = await buildWidget(folder)

    expect(read(file).toString()).not.toMatch(
      /innerHTML|insertAdjacentHTML|document\.write|eval\(|\.style\b/,
    )
  })
})

describe('buildPublic', () => {
  test('lets every origin load it, cached for five minutes by fixed addresses and for ever by hashed names', async () => {
    await buildPublic(folder)
    const headersOf = (path: string) =>
      parseHeaders(read('_headers').toString()).find(([pattern]) => pattern.test(path))?.[1]

    for (const path of ['/widget.js', '/openapi.json', '/widget/0123.js', '/widget/de-0123.json']) {
      expect(headersOf(path)).toMatchObject({
        'Access-Control-Allow-Origin': '*',
        'X-Content-Type-Options': 'nosniff',
      })
    }
    expect(headersOf('/widget.js')?.['Cache-Control']).toBe('public, max-age=300')
    expect(headersOf('/openapi.json')?.['Cache-Control']).toBe('public, max-age=300')
    expect(headersOf('/widget/0123.js')?.['Cache-Control']).toContain('immutable')
    expect(headersOf('/index.bin')).toBeUndefined()
  })

  test('has the committed OpenAPI document', async () => {
    await buildPublic(folder)
    const committed = readFileSync(join(import.meta.dirname, '../../openapi/openapi.json'))

    expect(read('openapi.json').equals(committed)).toBe(true)
  })
})
