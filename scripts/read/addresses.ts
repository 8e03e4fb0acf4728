/**
 * Addresses of articles that a build should remark on: those that several articles share, templates that only a site
 * generator can fill, and paths without a site.
 *
 * None is refused, unlike two equal ids: several articles may be parts of one page.
 */

/** The addresses to remark on. */
export interface Addresses {
  /** Articles whose front matter has a template where their address should be. */
  readonly templates: {
    readonly count: number
    /** The first of them; null if there is none. */
    readonly example: { readonly file: string; readonly template: string } | null
  }
  /** Articles whose address is a path, if no pattern names its site. */
  readonly paths: {
    readonly count: number
    /** The first of them; null if there is none. */
    readonly example: { readonly file: string; readonly url: string } | null
  }
  /** Every article at the address of an earlier one. */
  readonly shared: readonly SharedAddress[]
}

/** Two articles at one address. */
export interface SharedAddress {
  readonly url: string
  /** The first file that has it. */
  readonly first: string
  readonly file: string
}

/**
 * Collects the addresses of articles, one after another; memory grows with their number.
 *
 * @param hasPattern whether there is a pattern; then paths are not remarked on, since it may be a path itself
 */
export function createAddressCheck(hasPattern: boolean) {
  const holders = new Map<string, string>()
  const shared: SharedAddress[] = []
  let templates: Addresses['templates'] = { count: 0, example: null }
  let paths: Addresses['paths'] = { count: 0, example: null }
  return {
    add(file: string, url: string | null, template: string | null) {
      if (template !== null) {
        const example = templates.example ?? { file, template }
        templates = { count: templates.count + 1, example }
      }
      if (url === null) return
      if (!hasPattern && url.startsWith('/')) {
        paths = { count: paths.count + 1, example: paths.example ?? { file, url } }
      }
      const first = holders.get(url)
      if (first === undefined) holders.set(url, file)
      else shared.push({ url, first, file })
    },
    found: (): Addresses => ({ templates, paths, shared }),
  }
}
