import { describe, expect, test } from 'vitest'
import { readFiles } from '../support.ts'

const head =
  'The Project Gutenberg eBook of Moby Dick\n\nThis ebook is for the use of anyone.\n\n' +
  'Title: Moby Dick;\n        Or, The Whale\n\nAuthor: Herman Melville\n\nLanguage: English\n\n'
const licence = '\n\nUpdated editions will replace the previous one.\n'

describe('a book of Project Gutenberg', () => {
  test.each([
    [
      '*** START OF THE PROJECT GUTENBERG EBOOK MOBY DICK; OR,\nTHE WHALE ***',
      '*** END OF THE PROJECT GUTENBERG EBOOK MOBY DICK ***',
    ],
    [
      '***START OF THIS PROJECT GUTENBERG EBOOK MOBY DICK*** ',
      "End of Project Gutenberg's Moby Dick, by Herman Melville\n\n*** END OF THIS PROJECT",
    ],
    ['*** START OF THE PROJECT GUTENBERG EBOOK MOBY DICK ***', ''],
  ])('is what lies below %j', async (opening, closing) => {
    const source = `${head}${opening}\n\nCall me Ishmael.\n\nSome years ago.\n\n${closing}`
    const { documents } = await readFiles({ '2701-0.txt': closing ? source + licence : source })

    expect(documents).toMatchObject([
      {
        title: 'Moby Dick; Or, The Whale',
        keywords: ['Herman Melville'],
        text: 'Call me Ishmael.\n\nSome years ago.',
      },
    ])
  })

  test('has no licence as a page of HTML either', async () => {
    const around = (id: string) => `<section class="pg-boilerplate pgheader" id="${id}">Licence.`
    const source = `${around('pg-header')}</section><p>Call me Ishmael.${around('pg-footer')}`

    expect((await readFiles({ 'a.html': source })).documents[0].text).toBe('Call me Ishmael.')
  })

  test('is not a text that tells of such marks', async () => {
    const text = 'Cut at *** START OF THE PROJECT GUTENBERG EBOOK X ***, and below.'

    expect((await readFiles({ 'a.txt': text })).documents[0].text).toBe(text)
  })
})
