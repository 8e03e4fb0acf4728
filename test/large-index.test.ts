/**
 * A collection too large for a worker: built, served by the real worker from files beside it, and
 * added to, with the commands that its owner would use.
 */
import type { ChildProcess } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createArticles } from '../bench/articles.ts'
import { filesOf, type Manifest } from '../core/index/manifest.ts'
import type { Shard } from '../core/index/shard.ts'
import { decodeModel } from '../core/model/model.ts'
import type { DocumentResponse, RelatedResponse, SearchResponse } from '../core/protocol.ts'
import type { Document } from '../core/text/document.ts'
import { readModel } from '../scripts/project.ts'
import {
  copyProject,
  freePort,
  interrupt,
  removeProject,
  runNpm,
  spawnNpm,
  untilPrinted,
} from './project.ts'

/** Articles of four passages, 7.7 kB each in an index; a worker holds about 50 MB. */
const count = 7500
const minutes = 4 * 60_000

let folder: string
let documents: Document[]
let server: ChildProcess | undefined

beforeAll(async () => {
  folder = await copyProject()
  documents = [...createArticles(decodeModel('model', await readModel()), count)]
  await mkdir(join(folder, 'articles'))
  for (const document of documents) await writeArticle(document)
}, minutes)

afterAll(async () => {
  if (server) await interrupt(server)
  await removeProject(folder)
})

async function writeArticle({
  id,
  title,
  text,
  headings,
}: Pick<Document, 'id' | 'title' | 'text' | 'headings'>) {
  const sections = headings.map(({ text: heading, at }, i) => {
    const body = text.slice(at, headings[i + 1]?.at).trim()
    return `## ${heading}\n\n${body}\n`
  })
  const beginning = headings.length === 0 ? text : ''
  const file = join(folder, 'articles', `${id}.md`)
  await writeFile(
    file,
    `---\ntitle: ${title}\nurl: /${id}/\n---\n${beginning}${sections.join('\n')}`,
  )
}

const bytesOf = (files: readonly Shard[]) => files.reduce((sum, { bytes }) => sum + bytes, 0)

/** The folder of an index of `articles`, other than `other`, and its manifest. */
async function readBuilt(other = ''): Promise<{ place: string; manifest: Manifest }> {
  const names = await readdir(join(folder, '.edgewise'))
  const built = names.filter((name) => /^articles-\w+$/.test(name))
  const [place] = built.map((name) => join(folder, '.edgewise', name)).filter((p) => p !== other)
  return { place, manifest: JSON.parse(await readFile(join(place, 'manifest.json'), 'utf8')) }
}

test(
  'is laid out in files that only the worker can read',
  async () => {
    const port = await freePort()
    server = spawnNpm(folder, ['start', '--', '--articles', 'articles', '--no-teach'], {
      PORT: String(port),
    })
    const output = await untilPrinted(server, 'edgewise answers')
    expect(output).toMatch(/It does not fit a worker, so queries read it from \d+ files/)
    expect(output).toMatch(
      /A deploy uploads the worker with .* MB of index and model and .* MB in \d+ files\./,
    )

    const ask = async <Answer>(path: string) => {
      const response = await fetch(`http://localhost:${port}${path}`)
      expect(response.status, path).toBe(200)
      return (await response.json()) as Answer
    }
    const { manifest } = await readBuilt()
    const article = documents[4321]
    const q = article.text
      .split(/[.\s]+/)
      .slice(200, 212)
      .join(' ')
    const { results, approximate } = await ask<SearchResponse>(
      `/search?${new URLSearchParams({ q })}`,
    )
    expect(results[0]).toMatchObject({ id: article.id, title: article.title })
    expect(results[0].passage.text).toContain(article.text.split(/[.\s]+/)[205])
    expect(results[0].marks.length).toBeGreaterThan(3)
    expect(approximate).toBeUndefined()

    const { corrected } = await ask<SearchResponse>('/search?q=agriculturall+mosqutio')
    expect(corrected).toBe('agricultural mosquito')

    const { text } = await ask<DocumentResponse>(`/documents/${article.id}`)
    expect(text.replace(/\s+/g, ' ')).toBe(article.text.replace(/\s+/g, ' ').trim())
    const near = await ask<RelatedResponse>(
      `/related?url=http://localhost:${port}/${article.id}/&k=3`,
    )
    expect(near.results).toHaveLength(3)
    expect((await fetch(`http://localhost:${port}/articles/${article.id}`)).status).toBe(200)

    const call = async (name: string, given: object) => {
      const params = { name, arguments: given }
      const response = await fetch(`http://localhost:${port}/mcp`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
      })
      const { result } = (await response.json()) as { result: { structuredContent: object } }
      return result.structuredContent
    }
    expect(await call('search', { query: q })).toMatchObject({ results })
    const address = results[0].url
    expect(await call('read_article', { article: address })).toMatchObject({ text })

    const [{ file }] = manifest.base?.texts ?? []
    for (const path of [`/_index/${file}`, `/_index/../_index/${file}`, `/%5Findex/${file}`]) {
      expect((await fetch(`http://localhost:${port}${path}`)).status, path).toBe(404)
    }
  },
  minutes,
)

test(
  'is added to without a rebuild, and a deploy uploads only what is new',
  async () => {
    const before = await readBuilt()
    await rm(join(folder, 'articles', `${documents[7].id}.md`))
    for (let i = 0; i < 20; i++) {
      const text = `The zyxomorph number ${i} was seen near the river. ${documents[i].text}`
      await writeArticle({ id: `new-${i}`, title: `Zyxomorph ${i}`, text, headings: [] })
    }
    const table = ['--articles', 'articles', '--table', before.place]
    const { code, output } = await runNpm(folder, ['run', 'build', '--', ...table])
    expect(code, output).toBe(0)
    expect(output).toContain(
      'Since then, 20 articles were added or changed; of the articles before, 1 was changed or removed.',
    )
    expect(output).toMatch(
      /A deploy uploads the worker with .*; .* MB in \d+ files are there already\./,
    )
    const after = await readBuilt(before.place)
    const old = new Set(filesOf(before.manifest).map(({ file }) => file))
    const added = filesOf(after.manifest).filter(({ file }) => !old.has(file))
    expect(bytesOf(added)).toBeLessThan(0.05 * bytesOf(filesOf(before.manifest)))

    const found = await runNpm(folder, ['run', 'search', '--', ...table, '--json', 'zyxomorph'])
    expect(found.output).toContain('"id": "new-3"')
    const gone = await runNpm(folder, [
      'run',
      'search',
      '--',
      ...table,
      '--json',
      documents[7].title,
    ])
    expect(gone.output).not.toContain(`"id": "${documents[7].id}"`)
  },
  minutes,
)
