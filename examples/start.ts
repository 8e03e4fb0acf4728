/**
 * `npm run examples`: serves a blog and a plain page that use the elements, and the search that they ask.
 *
 * Each has a port of its own, and so an origin, as real sites do. The search knows the blog's
 * posts; its index is built from the same Markdown as Eleventy's pages.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createCommand, runCommand, UserError } from '../scripts/command.ts'
import { root } from '../scripts/project.ts'
import { startQuerySide } from '../scripts/serve/query-side.ts'
import { checkPort, portFromEnvironment, serve } from '../scripts/serve/serve.ts'
import { checkOthers } from '../scripts/serve/serving.ts'
import { refreshSite } from '../scripts/site/build-site.ts'
import { openSite } from '../scripts/site/site.ts'
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

/** Copies the plain page, with its default addresses replaced by those of the ports in use. */
async function copyPlain(search: string, blog: string): Promise<void> {
  const addresses: Record<string, string> = { 8787: search, 8788: blog }
  const html = await readFile(join(sources, 'plain/index.html'), 'utf8')
  await mkdir(join(built, 'plain'), { recursive: true })
  await writeFile(
    join(built, 'plain/index.html'),
    html.replace(/http:\/\/localhost:(8787|8788)/g, (_, port: string) => addresses[port]),
  )
}
