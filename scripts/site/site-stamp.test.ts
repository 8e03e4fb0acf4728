import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { builtFolder } from '../project.ts'
import type { Site } from './site.ts'
import { isFresh, stampOf, writeStamp } from './site-stamp.ts'

describe('isFresh', () => {
  let folder: string
  let site: Site
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'edgewise-stamp-'))
    writeFileSync(join(folder, 'manifest.json'), '{ "version": "abc" }')
    writeFileSync(join(folder, 'a.md'), 'Text')
    site = {
      folder,
      settings: {
        articles: folder,
        title: 'T',
        cors: [],
        exclude: [],
        fields: [],
        labels: {},
        languages: ['en'],
        teach: true,
      },
    }
    vi.useFakeTimers({ now: new Date(2026, 10, 30, 23, 59), toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
    rmSync(folder, { recursive: true })
    rmSync(join(builtFolder, `${basename(folder)}.stamp`), { force: true })
  })
  const noteBuild = async (last: number) =>
    writeStamp(site, await stampOf(site), 'abc', [20261130, last])

  test('is false without a stamp, and after a change of the articles or the index', async () => {
    expect(await isFresh(site)).toBe(false)
    await noteBuild(Number.POSITIVE_INFINITY)
    expect(await isFresh(site)).toBe(true)

    writeFileSync(join(folder, 'a.md'), 'Another text')
    expect(await isFresh(site)).toBe(false)

    await noteBuild(Number.POSITIVE_INFINITY)
    writeFileSync(join(folder, 'manifest.json'), '{ "version": "abd" }')
    expect(await isFresh(site)).toBe(false)
  })

  test('holds until the day on which an article begins or ends, whatever day it is', async () => {
    await noteBuild(20261201)
    vi.setSystemTime(new Date(2026, 11, 1, 0, 1))
    expect(await isFresh(site)).toBe(true)

    vi.setSystemTime(new Date(2026, 11, 2, 0, 1))
    expect(await isFresh(site)).toBe(false)
    // The clock was put back: articles that began since must not be found yet.
    vi.setSystemTime(new Date(2026, 10, 29))
    expect(await isFresh(site)).toBe(false)
  })
})
