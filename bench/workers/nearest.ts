/**
 * A worker that answers with the ten passages nearest to `?q=`, from cells behind a binding that
 * gives files, as static assets are given. `/collect` collects what is no longer used, as an isolate does
 * when it comes near its limit; other paths do nothing, to start the isolate.
 */
import modelBytes from 'model.bin'
import kernel from 'scan.wasm'
import type { CellManifest } from '../../core/index/cells.ts'
import { decodeModel, embed } from '../../core/model/model.ts'
import { type Cells, findNearest, openCells } from '../../core/search/cells.ts'
import type { ReadFile } from '../../core/search/rooms.ts'

interface Env {
  readonly FILES: { readonly fetch: (url: string) => Promise<Response> }
}

const model = decodeModel('model', new Uint8Array(modelBytes))
let cells: Cells | null = null

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/collect') (globalThis as { gc?: () => void }).gc?.()
    if (pathname !== '/nearest') return new Response('')
    cells ??= await open(env)
    return Response.json(
      await findNearest(cells, embed(model, searchParams.get('q') ?? ''), null, 10),
    )
  },
}

async function open({ FILES }: Env): Promise<Cells> {
  const fetchFile = async (file: string) => {
    const response = await FILES.fetch(`http://files/${file}`)
    if (!response.ok || !response.body) throw new Error(`${response.status} for ${file}`)
    return response as Response & { body: ReadableStream<Uint8Array<ArrayBuffer>> }
  }
  const read: ReadFile = async ({ file, bytes }, room) => {
    const { body } = await fetchFile(file)
    const reader = body.getReader({ mode: 'byob' })
    let buffer = room
    for (let at = 0; at < bytes; ) {
      const { value } = await reader.read(new Uint8Array(buffer, at, bytes - at))
      if (!value) throw new Error(`${file} ends after ${at} bytes`)
      buffer = value.buffer
      at += value.length
    }
    return new Uint8Array(buffer, 0, bytes)
  }
  const manifest: CellManifest = JSON.parse(await (await fetchFile('cells.json')).text())
  return openCells(manifest, read, kernel)
}
