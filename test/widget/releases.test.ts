/** Elements that other sites pinned keep working with today's worker. */
import { expect, test } from 'vitest'
import { listReleases } from '../../scripts/site/build-widget.ts'
import { describeInBrowser } from '../browser.ts'
import { useWorld } from './support.ts'

const scripts = (await listReleases()).filter(({ name }) => name.endsWith('.js'))

describeInBrowser('an element of an earlier release', () => {
  const world = useWorld()

  test.each(scripts)('$version asks and shows answers', async ({ name }) => {
    const { page, errors } = await world.open(
      `<!doctype html><title>Page</title><script type="module" src="${world.search}/widget/${name}"></script>` +
        `<edgewise-search></edgewise-search>`,
    )
    await page.getByRole('combobox').fill('who called Pakistan an iron brother')
    const first = page.getByRole('option').first()
    await first.waitFor()

    expect(await first.textContent()).toContain('General Li Qiaoming')
    expect(errors).toEqual([])
  })

  test.each(scripts)('$version speaks the language of its page', async ({ name }) => {
    const { page } = await world.open(
      `<!doctype html><html lang="de"><title>Seite</title>` +
        `<script type="module" src="${world.search}/widget/${name}"></script><edgewise-search></edgewise-search>`,
    )

    await page.getByRole('combobox', { name: 'Suche', exact: true }).waitFor()
  })
})
