/** The search element with an index of another model: it asks less often, and says if a leg is missing. */
import { expect, test } from 'vitest'
import type { AnyEmbedder } from '../../core/model/encoder.ts'
import { openTestEngine } from '../../worker/test-engine.ts'
import { describeInBrowser } from '../browser.ts'
import { describeModel, run } from '../worker/other-model.ts'
import { htmlOf, partsOf, useWorld } from './support.ts'

const model = describeModel()

/** An engine of an index that another model built; without `encoder`, nothing embeds its queries. */
const openEngine = (encoder?: AnyEmbedder) =>
  openTestEngine(undefined, {}, { model, embedPassage: (text) => run(text), side: { encoder } })

const encoder: AnyEmbedder = {
  id: 'elsewhere',
  dimensions: model.dimensions,
  embedQueries: async (texts) => texts.map((text) => run(model.prefixes.query + text)),
  embedPassages: async (texts) => texts.map((text) => run(text)),
}

describeInBrowser('<edgewise-search> with an encoder elsewhere', () => {
  const world = useWorld(() => openEngine(encoder))

  test('asks after a longer pause, and not with each letter', async () => {
    const { page } = await world.open(htmlOf(`<edgewise-search></edgewise-search>${world.script}`))
    const { input, options } = partsOf(page)
    const asked: (string | null)[] = []
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url())
      if (pathname === '/search') asked.push(searchParams.get('q'))
    })
    await input.fill('army')
    await options.first().waitFor()
    await input.pressSequentially(' road', { delay: 250 })
    await expect.poll(() => asked.length).toBe(2)

    expect(asked).toEqual(['army', 'army road'])
  })
})

describeInBrowser('<edgewise-search> without its encoder', () => {
  const world = useWorld(() => openEngine())

  test.each([
    ['en', 'army', 'Searched in a simpler way: articles may be missing.', '1 article found'],
    ['de', 'army', 'Auf einfachere Weise gesucht als sonst.', '1 Artikel gefunden'],
    ['en', 'xyz', 'Searched in a simpler way: articles may be missing. Nothing was found.', ''],
  ])('says so in %s, shown and announced, before anything else', async (lang, q, note, found) => {
    const { page } = await world.open(
      htmlOf(`<edgewise-search lang="${lang}"></edgewise-search>${world.script}`),
    )
    const parts = partsOf(page)
    await parts.input.fill(q)

    await expect.poll(() => parts.note.textContent()).toContain(note)
    expect(await parts.note.isVisible()).toBe(true)
    await expect.poll(() => parts.status.textContent()).toContain(note)
    expect(await parts.status.textContent()).toContain(found)
  })
})
