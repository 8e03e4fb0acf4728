/** The element on pages that were not made for it. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser } from '../browser.ts'
import { htmlOf, partsOf, useWorld } from './support.ts'

const question = 'How many PLA officers will be stationed in Bagh district?'
const element = '<edgewise-search></edgewise-search>'

/** Sum of the layout shifts of a page so far. */
const shiftOf = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            sum += (entry as unknown as { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => resolve(sum), 300)
      }),
  )

describeInBrowser('a page of another origin', () => {
  const world = useWorld()

  test('can use the element under the strictest content security policy', async () => {
    const policy = [
      "default-src 'none'",
      `script-src ${world.search}`,
      `connect-src ${world.search}`,
      "require-trusted-types-for 'script'; trusted-types 'none'",
    ].join('; ')
    const { page, errors } = await world.open({
      html: htmlOf(element + world.script, '', 'lang="de"'),
      headers: { 'Content-Security-Policy': policy },
    })
    const { input, options, panel } = partsOf(page)
    await input.fill(question)
    await options.first().waitFor()
    await input.press('ArrowDown')
    expect(await panel.evaluate((node) => getComputedStyle(node).position)).toBe('absolute')
    expect(await input.getAttribute('aria-label')).toBe('Suche')
    const inline = await page.evaluate(
      () =>
        document.querySelector('edgewise-search')?.shadowRoot?.querySelectorAll('[style], style')
          .length,
    )
    expect(inline).toBe(0)
    expect(errors).toEqual([])
  })

  test('may have two elements, each with a search of its own', async () => {
    const { page, errors } = await world.open(
      htmlOf(
        `${element}<edgewise-search label="Other search" results="1"></edgewise-search>${world.script}`,
      ),
    )
    const one = partsOf(page.locator('edgewise-search').first())
    const other = partsOf(page.locator('edgewise-search').last())
    await one.input.fill(question)
    await one.options.first().waitFor()
    await other.input.fill('submarines')
    await other.options.first().waitFor()
    expect(await one.panel.isHidden()).toBe(true)
    expect(await other.options.count()).toBe(1)
    await one.input.focus()
    expect(await one.options.first().textContent()).toContain('Kashmir')
    expect(errors).toEqual([])
  })

  test('may remove it while a request is open, which is aborted silently', async () => {
    const { page, errors } = await world.open(htmlOf(element + world.script))
    await page.route('**/search?*', () => {})
    await page.evaluate(() => {
      Object.assign(window, { told: 0 })
      addEventListener('edgewise:error', () => Object.assign(window, { told: 1 }))
    })
    const asked = page.waitForRequest(/\/search\?/)
    const failed = page.waitForEvent('requestfailed')
    await partsOf(page).input.fill(question)
    await asked
    await page.evaluate(() => document.querySelector('edgewise-search')?.remove())
    expect((await failed).failure()?.errorText).toContain('ABORTED')
    await page.waitForTimeout(100)
    expect(await page.evaluate('told')).toBe(0)
    expect(errors).toEqual([])
  })

  test('may remove it before a question is asked, which then is not asked', async () => {
    const { page } = await world.open(htmlOf(element + world.script))
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await partsOf(page).input.evaluate((input: HTMLInputElement) => {
      input.value = 'China'
      input.dispatchEvent(new InputEvent('input'))
      document.querySelector('edgewise-search')?.remove()
    })
    await page.waitForTimeout(300)
    expect(asked.filter((url) => url.includes('/search?'))).toEqual([])
  })

  test('may move it, and it keeps working with what was typed', async () => {
    const { page, errors } = await world.open(
      htmlOf(`${element}<div id="there"></div>${world.script}`),
    )
    const { input, options } = partsOf(page)
    await input.fill(question)
    await options.first().waitFor()
    await page.evaluate(() => {
      const moved = document.querySelector('edgewise-search') as Element
      document.querySelector('#there')?.append(moved)
    })
    expect(await input.inputValue()).toBe(question)
    expect(await options.count()).toBe(await options.count())
    await input.fill('iron brother')
    await expect.poll(() => options.first().textContent()).toContain('Li')
    expect(errors).toEqual([])
  })

  test('may create one by script, with properties set before the element was defined', async () => {
    const { page } = await world.open(
      htmlOf(`<script>
        const made = document.createElement('edgewise-search')
        Object.assign(made, { messages: { placeholder: 'What now?' }, value: 'army' })
        document.querySelector('main').append(made)
      </script>${world.script}`),
    )
    const { input, options } = partsOf(page)
    expect(await input.getAttribute('placeholder')).toBe('What now?')
    expect(await input.inputValue()).toBe('army')
    await input.fill(question)
    await options.first().waitFor()
    await page.evaluate(() => {
      Object.assign(document.querySelector('edgewise-search') as object, {
        messages: { label: 'Find' },
        value: 'road',
      })
    })
    expect(await input.inputValue()).toBe('road')
    expect(await input.getAttribute('aria-label')).toBe('Find')
    expect(await input.getAttribute('placeholder')).toMatch(/^Ask a question/)
  })

  test.each(['open', 'closed'])('may have it inside a shadow root that is %s', async (mode) => {
    const { page, errors } = await world.open(
      htmlOf(
        `<x-box lang="zh"><template shadowrootmode="${mode}">${element}</template></x-box>${world.script}`,
      ),
    )
    // Playwright does not see into closed roots, but keys go where the focus is. A slow machine may pause
    // between two letters, and the element then asks.
    const told = page.evaluate(
      (wanted) =>
        new Promise((resolve) => {
          addEventListener('edgewise:results', (event) => {
            const { query } = (event as CustomEvent).detail
            if (query === wanted) resolve(query)
          })
        }),
      question,
    )
    await page.keyboard.press('Tab')
    await page.keyboard.type(question)
    expect(await told).toBe(question)
    if (mode === 'open') {
      await expect.poll(() => partsOf(page).input.getAttribute('placeholder')).toContain('提个问题')
    }
    expect(errors).toEqual([])
  })

  test('reads from right to left in Urdu, the panel within the window', async () => {
    const { page } = await world.open(
      htmlOf(
        element + world.script,
        '<style>edgewise-search{width:12rem}</style>',
        'lang="ur" dir="rtl"',
      ),
      { viewport: { width: 390, height: 800 } },
    )
    const { input, options, panel } = partsOf(page)
    await expect.poll(() => input.getAttribute('placeholder')).toContain('سوال')
    await input.fill('China')
    await options.first().waitFor()
    expect(await panel.evaluate((node) => getComputedStyle(node).direction)).toBe('rtl')
    // The articles stay English.
    expect(
      await options
        .first()
        .locator('[part=title]')
        .evaluate((node) => getComputedStyle(node).direction),
    ).toBe('ltr')
    const box = await panel.boundingBox()
    expect(box?.x).toBe(12)
    expect(box?.width).toBe(366)
  })

  test.each([
    ['de-AT', 'Stellen Sie eine Frage', ''],
    ['ur', 'سوال پوچھیں', 'rtl'],
    ['zh-Hans-CN', '提个问题', ''],
    ['nb-NO', 'Still et spørsmål', ''],
    ['tr', 'Ask a question', ''],
    ['constructor', 'Ask a question', ''],
    ['no such language', 'Ask a question', ''],
  ])('shows the element in %s', async (lang, placeholder, direction) => {
    const { page, errors } = await world.open(
      htmlOf(`<edgewise-search lang="${lang}"></edgewise-search>${world.script}`),
    )
    const { input } = partsOf(page)
    await expect.poll(() => input.getAttribute('placeholder')).toContain(placeholder)
    expect(await input.evaluate((node) => getComputedStyle(node).direction)).toBe(
      direction || 'ltr',
    )
    expect(errors).toEqual([])
  })

  test('can be searched by a plain form if no script runs', async () => {
    const form = `<edgewise-search><form action="${world.search}/"><input name="q" aria-label="Search"><button>Search</button></form></edgewise-search>`
    const { page } = await world.open(htmlOf(form + world.script), { javaScriptEnabled: false })
    await page.getByRole('textbox').fill('iron brother')
    await page.getByRole('button').click()
    await page.waitForURL(`${world.search}/?q=iron+brother`)
    expect(await page.textContent('h1')).toContain('article')
  })

  test('has its form replaced without a layout shift, keeping what was being typed', async () => {
    const form = `<edgewise-search><form action="${world.search}/"><input name="q"><button>Search</button></form></edgewise-search><p>Below</p>`
    const style = '<style>edgewise-search { display: block; min-height: 2.75rem }</style>'
    const html = htmlOf(form, style)
    const { page, errors } = await world.open(html)
    await page.getByRole('textbox').fill('irn brother')
    await page
      .getByRole('textbox')
      .evaluate((field: HTMLInputElement) => field.setSelectionRange(2, 2))
    const top = () => page.locator('main > p').evaluate((node) => node.getBoundingClientRect().top)
    const before = await top()
    await page.addScriptTag({ type: 'module', url: `${world.search}/widget.js` })
    const { input, options } = partsOf(page)
    await input.waitFor()
    expect(await top()).toBe(before)
    expect(await page.locator('input[name=q]').isHidden()).toBe(true)
    await page.keyboard.type('o')
    expect(await input.inputValue()).toBe('iron brother')
    await options.first().waitFor()
    expect(await shiftOf(page)).toBe(0)
    expect(errors).toEqual([])
  })

  test('can ask a search other than the one its script came from', async () => {
    const { page } = await world.open(
      htmlOf(
        `<edgewise-search endpoint="https://search.example/find/?x#y"></edgewise-search>${world.script}`,
      ),
    )
    const asked = page.waitForRequest(/\/search\?/)
    await page.route('https://search.example/**', (route) => route.abort())
    await partsOf(page).input.fill('China')
    expect((await asked).url()).toBe('https://search.example/find/search?q=China&k=8&prefix=true')
  })

  test.each(['javascript:alert(1)', 'data:text/html,', 'http://[', ''])(
    'asks the script’s own origin if endpoint is "%s"',
    async (endpoint) => {
      const { page } = await world.open(
        htmlOf(`<edgewise-search endpoint="${endpoint}"></edgewise-search>${world.script}`),
      )
      const asked = page.waitForRequest(/\/search\?/)
      await partsOf(page).input.fill('China')
      expect(new URL((await asked).url()).origin).toBe(world.search)
    },
  )

  test('is printed without it, and has it without animation if reduced motion is preferred', async () => {
    const { page } = await world.open(
      htmlOf(element + world.script, '<style>edgewise-search { display: block }</style>'),
    )
    const { input } = partsOf(page)
    await page.emulateMedia({ media: 'print' })
    expect(await input.isHidden()).toBe(true)
    await page.emulateMedia({ media: 'screen', reducedMotion: 'reduce' })
    await page.route('**/search?*', () => {})
    const asked = page.waitForRequest(/\/search\?/)
    await input.fill(question)
    await asked
    const moving = () =>
      page
        .locator('[part=field]')
        .evaluate((node) => getComputedStyle(node, '::after').animationName)
    expect(await moving()).toBe('none')
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    expect(await moving()).toBe('wait')
  })

  test('can give it colours, and style its parts', async () => {
    const style = `<style>
      edgewise-search { --edgewise-ground: rgb(1, 2, 3); --edgewise-height: 50px }
      edgewise-search::part(input) { letter-spacing: 3px }
    </style>`
    const { page } = await world.open(htmlOf(element + world.script, style))
    const field = page.locator('[part=field]')
    expect(await field.evaluate((node) => getComputedStyle(node).backgroundColor)).toBe(
      'rgb(1, 2, 3)',
    )
    expect((await field.boundingBox())?.height).toBe(50)
    expect(await partsOf(page).input.evaluate((node) => getComputedStyle(node).letterSpacing)).toBe(
      '3px',
    )
  })

  test('has it dark only if the page allows a dark scheme', async () => {
    const groundOf = async (head: string) => {
      const { page } = await world.open(htmlOf(element + world.script, head), {
        colorScheme: 'dark',
      })
      return page.locator('[part=field]').evaluate((node) => getComputedStyle(node).backgroundColor)
    }
    expect(await groundOf('<meta name="color-scheme" content="light dark">')).toBe(
      'rgb(29, 28, 27)',
    )
    expect(await groundOf('')).toBe('rgb(255, 255, 255)')
  })

  test('may load the script twice, from two addresses, and defines the element once', async () => {
    const { page, errors } = await world.open(
      htmlOf(
        `${element}${world.script}<script type="module" src="${world.search}/widget.js?again"></script>`,
      ),
    )
    await partsOf(page).input.waitFor()
    expect(errors).toEqual([])
  })
})
