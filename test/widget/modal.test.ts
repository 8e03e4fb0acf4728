import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser } from '../browser.ts'
import { htmlOf, partsOf, useWorld } from './support.ts'

const question = 'How many PLA officers will be stationed in Bagh district?'

describeInBrowser('<edgewise-search modal>', () => {
  const world = useWorld()
  const element = '<edgewise-search modal></edgewise-search>'
  const openPage = async (html = element, head = '') => {
    const opened = await world.open(htmlOf(html + world.script, head))
    const { page } = opened
    await page.locator('[part=button]').first().waitFor()
    return { ...opened, ...partsOf(page), dialog: page.getByRole('dialog') }
  }
  const isWrittenIn = (page: Page) =>
    page.getByRole('combobox').evaluate((box) => box.matches(':focus'))

  test.each(['Control+k', 'Meta+k', '/'])(
    'opens with %s, and gives the focus back',
    async (keys) => {
      const { page, dialog, input, errors } = await openPage(`<a href="#">Before</a>${element}`)
      await page.getByRole('link').focus()
      await page.keyboard.press(keys)
      await dialog.waitFor()
      expect(await isWrittenIn(page)).toBe(true)
      expect(await input.inputValue()).toBe('')
      await page.keyboard.press('Escape')
      expect(await dialog.isHidden()).toBe(true)
      expect(await page.getByRole('link').evaluate((link) => link.matches(':focus'))).toBe(true)
      expect(errors).toEqual([])
    },
  )

  test.each([
    ['an input', '<input id="here">'],
    ['a text area', '<textarea id="here"></textarea>'],
    ['a select', '<select id="here"><option>a</select>'],
    ['editable text', '<div contenteditable><p id="here" tabindex="0">text</p></div>'],
    ['a made-up text box', '<div role="textbox" id="here" tabindex="0"></div>'],
    [
      'an input in a shadow root',
      '<div><template shadowrootmode="open"><input id="here"></template></div>',
    ],
    [
      'an element that hides its insides',
      '<x-editor id="here" tabindex="0"><template shadowrootmode="closed"><input></template></x-editor>',
    ],
  ])('ignores keys typed into %s', async (_, html) => {
    const { page, dialog } = await openPage(element + html)
    await page.locator('#here').focus()
    for (const keys of ['/', 'Control+k', 'Meta+k']) await page.keyboard.press(keys)
    expect(await dialog.isHidden()).toBe(true)
    const field = page.locator('input#here, textarea#here')
    if ((await field.count()) > 0) expect(await field.inputValue()).toBe('/')
  })

  test('ignores a key that another listener has handled', async () => {
    const { page, dialog } = await openPage(element)
    await page.evaluate(() =>
      addEventListener('keydown', (event) => event.preventDefault(), { capture: true }),
    )
    await page.keyboard.press('/')
    expect(await dialog.isHidden()).toBe(true)
  })

  test('opens by a key that a script sends to the document and not to an element', async () => {
    const { page, dialog, errors } = await openPage()
    await page.evaluate(() => {
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))
    })
    expect(errors).toEqual([])
    expect(await dialog.isVisible()).toBe(true)
  })

  test('is opened by its button, which says so, and closed by another', async () => {
    const { page, dialog } = await openPage()
    const opener = page.getByRole('button', { name: 'Search' })
    expect(await opener.getAttribute('aria-haspopup')).toBe('dialog')
    await opener.click()
    await dialog.waitFor()
    expect(await dialog.getAttribute('aria-label')).toBe('Search')
    await page.getByRole('button', { name: 'Close' }).click()
    expect(await dialog.isHidden()).toBe(true)
    expect(await opener.evaluate((button) => button.matches(':focus'))).toBe(true)
  })

  test('is closed by a click beside it, and not by one in it', async () => {
    const { page, dialog, note } = await openPage()
    await page.keyboard.press('/')
    await page.route('**/search?*', (route) => route.abort())
    await page.keyboard.type(question)
    await note.click()
    expect(await dialog.isVisible()).toBe(true)
    await page.mouse.click(5, 5)
    expect(await dialog.isHidden()).toBe(true)
  })

  test('keeps its results when it is closed, and closes when a result is followed', async () => {
    const { page, dialog, options, active } = await openPage()
    await page.evaluate(() =>
      addEventListener('click', (event) => {
        // Like a site that swaps its pages without loading them.
        if (event.composedPath()[0] instanceof HTMLAnchorElement) event.preventDefault()
      }),
    )
    await page.keyboard.press('/')
    await page.keyboard.type(question)
    await options.first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await options.first().waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await active.count()).toBe(1)
    await page.keyboard.press('Enter')
    expect(await dialog.isHidden()).toBe(true)
  })

  test('has one listener on the page for all elements, and none once they are gone', async () => {
    const counting = `<script>
      const listening = new Set()
      const { addEventListener: add, removeEventListener: remove } = document
      document.addEventListener = (name, ...rest) => {
        if (name === 'keydown') listening.add(rest[0])
        add.call(document, name, ...rest)
      }
      document.removeEventListener = (name, ...rest) => {
        if (name === 'keydown') listening.delete(rest[0])
        remove.call(document, name, ...rest)
      }
    </script>`
    const { page, dialog } = await openPage(element + element, counting)
    const listening = () => page.evaluate('listening.size')
    expect(await listening()).toBe(1)
    await page.keyboard.press('/')
    expect(await dialog.count()).toBe(1)
    await page.keyboard.press('Escape')
    // After three swaps of the page, as by Turbo or Astro's ClientRouter.
    for (let i = 0; i < 3; i++) {
      await page.evaluate((html) => {
        const body = document.createElement('body')
        body.innerHTML = html
        document.body.replaceWith(body)
      }, element)
    }
    expect(await listening()).toBe(1)
    await page.keyboard.press('/')
    await dialog.waitFor()
    await page.evaluate(() => document.querySelector('edgewise-search')?.removeAttribute('modal'))
    expect(await listening()).toBe(0)
    expect(await dialog.count()).toBe(0)
    await page.evaluate(() => document.querySelector('edgewise-search')?.setAttribute('modal', ''))
    expect(await listening()).toBe(1)
    await page.evaluate(() => document.body.replaceChildren())
    expect(await listening()).toBe(0)
  })

  test('opens and closes for a script', async () => {
    const { page, dialog } = await openPage()
    await page.evaluate(() =>
      document.querySelector<HTMLElement & { open(): void }>('edgewise-search')?.open(),
    )
    await dialog.waitFor()
    await page.evaluate(() =>
      document.querySelector<HTMLElement & { close(): void }>('edgewise-search')?.close(),
    )
    expect(await dialog.isHidden()).toBe(true)
  })
})
