/** A minimal web server for the files of a static site. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join, sep } from 'node:path'
import { getMimeType } from 'hono/utils/mime'

/** Serves `folder` at `port` on this machine, until the server is closed. */
export async function serveFolder(folder: string, port: number): Promise<Server> {
  const server = createServer(async ({ url = '/' }, response) => {
    const [path] = url.split('?', 1)
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path)
    const isInside = file.startsWith(folder + sep)
    const bytes = isInside ? await readFile(file).catch(() => null) : null
    response.writeHead(bytes ? 200 : 404, { 'Content-Type': getMimeType(file) ?? 'text/plain' })
    response.end(bytes ?? 'There is nothing here.')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, 'localhost', resolve)
  })
  return server
}
