/**
 * `npm run examples`: a blog and a plain page that use the elements, and the search they ask.
 *
 * Each has a port, and so an origin, of its own, as in life. The blog's posts are what the
 * search knows; the index is built from the same Markdown that Eleventy builds the pages from.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { refreshSite } from '../scripts/build-site.ts'
import { createCommand, runCommand, UserError } from '../scripts/command.ts'
import { startQuerySide } from '../scripts/query-side.ts'
import { checkPort, portFromEnvironment, serve } from '../scripts/serve.ts'
import { checkOthers } from '../scripts/serving.ts'
import { openSite, root } from '../scripts/site.ts'
import { serveFolder } from './serve.ts'

const sources = join(root, 'examples')
const built = join(root, 'dist/examples')
const eleventy = join(root, 'node_modules/@11ty/eleventy/cmd.cjs')

const command = createCommand(
  'examples',
  'Serves a search, a blog and a plain page. PORT sets the first of three ports (8787).',
)

await runCommand(command, async () => {
  const port = portFromEnvironment()
  const [blogPort, plainPort] = [port + 1, port + 2]
  if (plainPort > 65535) throw new UserError(`PORT is ${port}; three ports from there are wanted.`)
  for (const wanted of [port, blogPort, plainPort]) await checkPort(wanted)
  const [search, blog, plain] = [port, blogPort, plainPort].map((p) => `http://localhost:${p}`)

  await rm(built, { recursive: true, force: true })
  await buildBlog(search, blog)
  await copyPlain(search, blog)
  const { settings, folder } = await openSite({
    articles: join(sources, 'blog/posts'),
    url: `${blog}/posts/:slug/`,
  })
  const site = { settings: { ...settings, fields: ['tags'] }, folder }
  await checkOthers(site.folder)
  await refreshSite(site)
  const servers = await Promise.all([
    serveFolder(join(built, 'blog'), blogPort),
    serveFolder(join(built, 'plain'), plainPort),
  ])
  console.log(`The blog is at ${blog}/ and the plain page at ${plain}/; both ask ${search}.`)
  await serve(port, await startQuerySide(site), site.folder).finally(() => {
    for (const server of servers) server.close().closeAllConnections()
  })
})

async function buildBlog(search: string, blog: string): Promise<void> {
  const args = [eleventy, '--quiet', `--output=${join(built, 'blog')}`]
  const env = { ...process.env, SEARCH: search, SITE: blog }
  await promisify(execFile)(process.execPath, args, { cwd: join(sources, 'blog'), env })
}

/** The page has the usual addresses in it; at other ports they are others. */
async function copyPlain(search: string, blog: string): Promise<void> {
  const addresses: Record<string, string> = { 8787: search, 8788: blog }
  const html = await readFile(join(sources, 'plain/index.html'), 'utf8')
  await mkdir(join(built, 'plain'), { recursive: true })
  await writeFile(
    join(built, 'plain/index.html'),
    html.replace(/http:\/\/localhost:(8787|8788)/g, (_, port: string) => addresses[port]),
  )
}
