import { describe, expect, test } from 'vitest'
import { createAssetReader } from './assets.ts'

/** Assets that give these parts, one after another, for one address. */
function createAssets(parts: readonly (readonly number[])[], status = 200) {
  const asked: string[] = []
  const given: Response[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    const body = new ReadableStream({
      type: 'bytes',
      start(controller) {
        for (const part of parts) controller.enqueue(Uint8Array.from(part))
        controller.close()
      },
    })
    const response = new Response(body, { status })
    given.push(response)
    return response
  }
  return { fetch, asked, given }
}

describe('createAssetReader', () => {
  test('reads a file that comes in parts into the room it is given', async () => {
    const assets = createAssets([[1, 2], [3], [4, 5, 6]])
    const bytes = await createAssetReader(assets)({ file: 'a.bin', bytes: 6 }, new ArrayBuffer(64))

    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6])
    expect(bytes.buffer.byteLength).toBe(64)
    expect(assets.asked).toEqual(['https://assets/_index/a.bin'])
  })

  test('says which file is cut short', async () => {
    const read = createAssetReader(createAssets([[1, 2]]))
    await expect(read({ file: 'a.bin', bytes: 6 }, new ArrayBuffer(8))).rejects.toThrow(
      'a.bin ends after 2 of 6 bytes.',
    )
  })

  test('says which file is missing, or that no assets are bound', async () => {
    const assets = createAssets([[1]], 404)
    const missing = createAssetReader(assets)
    await expect(missing({ file: 'a.bin', bytes: 1 }, new ArrayBuffer(8))).rejects.toThrow(
      'a.bin is not among the assets (404). Run npm run build.',
    )
    expect(assets.given.map(({ bodyUsed }) => bodyUsed)).toEqual([true])
    const unbound = createAssetReader(undefined)
    await expect(unbound({ file: 'a.bin', bytes: 1 }, new ArrayBuffer(8))).rejects.toThrow(
      'Put binding = "ASSETS" into [assets] of wrangler.toml.',
    )
  })
})
