import { describe, expect, test } from 'vitest'
import { readFiles } from '../support.ts'

/** A page in an export, with this body. */
const page = (body: string) =>
  `<!DOCTYPE html><title>A</title><style>section[data-field=subtitle],\n{display: none}</style>${body}`
/** A post with this footer. */
const post = (footer: string) =>
  page(
    '<article class="h-entry"><header><h1 class="p-name">Moving</h1></header>' +
      '<section data-field="subtitle" class="p-summary">Out of town.</section>' +
      '<section data-field="body" class="e-content"><section class="section--body">' +
      '<h3 class="graf graf--h3 graf--title">Moving</h3><p class="graf graf--p">Out of town. We moved.</p>' +
      `<h3 class="graf graf--h3">Why</h3></section></section><footer>${footer}</footer></article>`,
  )
const published =
  '<p>By B on <time class="dt-published" datetime="2024-03-05T00:49:21.830Z">March 5</time></p>' +
  '<a class="p-canonical" href="https://medium.com/@b/moving-1">Canonical link</a>'

describe('a page in the export of Medium', () => {
  test('has its title, its text and the beginning of it once', async () => {
    const { documents } = await readFiles({ 'posts/2024-03-05_Moving-1.html': post(published) })

    expect(documents).toMatchObject([
      {
        title: 'Moving',
        url: 'https://medium.com/@b/moving-1',
        date: '2024-03-05',
        text: 'Out of town. We moved.',
        headings: [{ text: 'Why' }],
      },
    ])
  })

  test('is no article about such a style', async () => {
    const { documents } = await readFiles({ 'a.html': '<p>section[data-field=subtitle] {}' })

    expect(documents).toHaveLength(1)
  })

  test('is left out if it is a draft, or about the account', async () => {
    const { skipped } = await readFiles({
      'posts/a.html': post(published),
      'posts/draft_b-1.html': post('<a href="https://medium.com/p/1">View original.</a>'),
      'ips/ips-0001.html': page('<section><h3>B’s IP history</h3>192.0.2.1</section>'),
    })

    expect(skipped).toEqual([
      { file: 'ips/ips-0001.html', reason: 'not a post (export of Medium)' },
      { file: 'posts/draft_b-1.html', reason: 'draft (export of Medium)' },
    ])
  })
})
