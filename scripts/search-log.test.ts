import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { accountIn, datasetIn, type Noted, readNotes, withoutBeginnings } from './search-log.ts'

const account = { id: 'an-account', token: 'a-token' }

describe('datasetIn', () => {
  const dataset = (toml: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'edgewise-')), 'wrangler.toml')
    writeFileSync(file, toml)
    return datasetIn(file)
  }
  const bound = (table: string) =>
    `[[${table}analytics_engine_datasets]]\nbinding = "SEARCHES"\ndataset = "asked"\n`

  test.each([
    ['at the top', bound('')],
    ['for an environment', `name = "e"\n[env.ai]\nname = "e"\n${bound('env.ai.')}`],
    ['beside another', `[[analytics_engine_datasets]]\nbinding = "VISITS"\n${bound('')}`],
  ])('finds what is bound %s', async (_, toml) => {
    expect(await dataset(toml)).toBe('asked')
  })

  test('takes the name of the binding if a dataset has none', async () => {
    expect(await dataset('[[analytics_engine_datasets]]\nbinding = "SEARCHES"')).toBe('SEARCHES')
  })

  test('says what to do if nothing is bound', async () => {
    await expect(dataset('name = "e"')).rejects.toThrow(/binds no SEARCHES, .* and deploy\.$/)
  })

  test.each([
    ['analytics_engine_datasets = 3', /is not a list of tables; wanted a table/],
    ['a = "b', /wrangler\.toml:1: file is not TOML/],
  ])('refuses %j in a sentence', async (toml, sentence) => {
    await expect(dataset(toml)).rejects.toThrow(sentence)
  })

  test('finds the dataset of our own wrangler.toml once its lines are uncommented', async () => {
    const own = readFileSync(new URL('../wrangler.toml', import.meta.url), 'utf8')
    const [commented] = own.match(/(?:# .*\n)*# dataset = .*\n/) ?? ['']
    const block = commented.slice(commented.indexOf('# [[')).replaceAll(/^# /gm, '')

    await expect(dataset(own)).rejects.toThrow('binds no SEARCHES')
    expect(await dataset(own + block)).toBe('edgewise_searches')
  })
})

describe('accountIn', () => {
  test('takes both from the environment, and names what is missing', () => {
    const env = { CLOUDFLARE_ACCOUNT_ID: 'i', CLOUDFLARE_API_TOKEN: 't' }

    expect(accountIn(env)).toEqual({ id: 'i', token: 't' })
    expect(() => accountIn({ ...env, CLOUDFLARE_API_TOKEN: '' })).toThrow(
      /^CLOUDFLARE_API_TOKEN must be set/,
    )
    expect(() => accountIn({})).toThrow(/^CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN must/)
  })
})

describe('readNotes', () => {
  let close = () => {}
  afterEach(() => close())
  /** The address of an API that answers everything with `status` and `body`, and what it was asked. */
  async function serve(status: number, body: string) {
    const asked: { request: IncomingMessage; sql: string }[] = []
    const server = createServer((request, response) => {
      let sql = ''
      request.on('data', (chunk) => {
        sql += chunk
      })
      request.on('end', () => {
        asked.push({ request, sql })
        response.writeHead(status).end(body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    close = () => server.close()
    return { api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v4`, asked }
  }

  test('asks for the columns that the worker writes, and takes numbers as text', async () => {
    const rows = [
      { question: 'army', isTyped: 0, asked: '12', answered: 11 },
      { question: 'arm', isTyped: 1, asked: '3', answered: 0 },
    ]
    const { api, asked } = await serve(200, JSON.stringify({ meta: [], data: rows, rows: 2 }))

    expect(await readNotes('asked', 7, account, api)).toEqual([
      { question: 'army', isTyped: false, asked: 12, unanswered: 1 },
      { question: 'arm', isTyped: true, asked: 3, unanswered: 3 },
    ])
    const [{ request, sql }] = asked
    expect(request).toMatchObject({
      method: 'POST',
      url: '/v4/accounts/an-account/analytics_engine/sql',
    })
    expect(request.headers.authorization).toBe('Bearer a-token')
    expect(sql.replaceAll(/\s+/g, ' ').trim()).toBe(
      'SELECT blob1 AS question, double1 AS isTyped, SUM(_sample_interval) AS asked, ' +
        'SUM(_sample_interval * double2) AS answered FROM asked ' +
        "WHERE timestamp > NOW() - INTERVAL '7' DAY " +
        'GROUP BY question, isTyped ORDER BY asked DESC LIMIT 100000 FORMAT JSON',
    )
  })

  test.each([
    [403, 'no permission for a-token', /refused the request with status 403: no permission for …$/],
    [200, '<html>', /sent no counts: <html>$/],
    [200, '{"data":[{"question":1}]}', /sent no counts/],
  ])('reports an answer of %i and "%s"', async (status, body, sentence) => {
    const { api } = await serve(status, body)

    await expect(readNotes('asked', 7, account, api)).rejects.toThrow(sentence)
  })

  test('says why if nobody answers', async () => {
    const { api } = await serve(200, '')
    close()

    await expect(readNotes('asked', 7, account, api)).rejects.toThrow(
      /^Cloudflare could not be reached: fetch failed \(connect ECONNREFUSED/,
    )
  })

  test('says why if the answer breaks off', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Length': 9 }).write('{', () => response.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    close = () => server.close()
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

    await expect(readNotes('asked', 7, account, api)).rejects.toThrow(
      /^Cloudflare could not be reached: terminated/,
    )
  })

  test('refuses a name that is no table', async () => {
    await expect(readNotes('a; b', 7, account)).rejects.toThrow('called "a; b"')
  })
})

describe('withoutBeginnings', () => {
  const typed = (question: string, asked: number, unanswered = 0): Noted => {
    return { question, asked, unanswered, isTyped: true }
  }
  const whole = (question: string, asked: number, unanswered = 0): Noted => {
    return { question, asked, unanswered, isTyped: false }
  }

  test('counts a typed question as often as nothing longer came after it', () => {
    const notes = [typed('ar', 9), typed('army', 5), typed('army road', 2), typed('art', 3)]

    expect(withoutBeginnings(notes)).toEqual([
      { question: 'army', asked: 3, unanswered: 0 },
      { question: 'art', asked: 3, unanswered: 0 },
      { question: 'army road', asked: 2, unanswered: 0 },
      { question: 'ar', asked: 1, unanswered: 0 },
    ])
  })

  test('leaves out what was always typed on, even if a longer one came more often', () => {
    expect(withoutBeginnings([typed('a', 2), typed('ab', 2), typed('abc', 4)])).toEqual([
      { question: 'abc', asked: 4, unanswered: 0 },
    ])
  })

  test('takes no question that was sent whole for a beginning', () => {
    expect(withoutBeginnings([whole('arm', 3), typed('army', 2), whole('army road', 2)])).toEqual([
      { question: 'arm', asked: 3, unanswered: 0 },
      { question: 'army road', asked: 2, unanswered: 0 },
    ])
  })

  test('counts once what was typed and then sent, before or after a pause', () => {
    const notes = [typed('army', 5), whole('army', 2), typed('zeb', 4), whole('zebra', 3)]

    expect(withoutBeginnings(notes)).toEqual([
      { question: 'army', asked: 5, unanswered: 0 },
      { question: 'zebra', asked: 3, unanswered: 0 },
      { question: 'zeb', asked: 1, unanswered: 0 },
    ])
  })

  test('subtracts nothing from what was sent whole, though a longer one was typed more often', () => {
    const notes = [whole('army', 3), typed('army', 2), typed('army road', 4)]

    expect(withoutBeginnings(notes).map(({ asked }) => asked)).toEqual([4, 3])
  })

  test('scales the number without an answer with the count', () => {
    const notes = [whole('zebra', 2, 2), typed('zeb', 9, 9), typed('zebra', 6, 2)]

    expect(withoutBeginnings(notes)).toEqual([
      { question: 'zebra', asked: 6, unanswered: 3 },
      { question: 'zeb', asked: 3, unanswered: 3 },
    ])
  })

  test('gives nothing for no notes', () => {
    expect(withoutBeginnings([])).toEqual([])
  })
})
