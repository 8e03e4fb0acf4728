/**
 * Addresses of articles that a build should remark on: those that several articles share, templates that only a site
 * generator can fill, and paths without a site.
 *
 * None is refused, unlike two equal ids: several articles may be parts of one page.
 */

/** The addresses to remark on. */
export interface Addresses {
  /** Articles whose front matter has a template where their address should be. */
  readonly templates: Remark
  /** Articles whose address is a path, if no pattern names its site. */
  readonly paths: Remark
  /** Every article at the address of an earlier one. */
  readonly shared: readonly SharedAddress[]
}

/** Articles with something to remark on. */
export interface Remark {
  readonly count: number
  /** The first of them; null if there is none. */
  readonly example: { readonly file: string; readonly address: string } | null
}

/** Two articles at one address. */
export interface SharedAddress {
  readonly url: string
  /** The first file that has it. */
  readonly first: string
  readonly file: string
}

const none: Remark = { count: 0, example: null }

function oneMore({ count, example }: Remark, article: NonNullable<Remark['example']>): Remark {
  return { count: count + 1, example: example ?? article }
}

/**
 * Collects the addresses of articles, one after another; memory grows with their number.
 *
 * @param hasPattern whether there is a pattern; then paths are not remarked on, since it may be a path itself
 */
export function createAddressCheck(hasPattern: boolean) {
  const holders = new Map<string, string>()
  const shared: SharedAddress[] = []
  let [templates, paths]: Remark[] = [none, none]
  return {
    add(file: string, url: string | null, template: string | null) {
      if (template !== null) templates = oneMore(templates, { file, address: template })
      if (url === null) return
      if (!hasPattern && url.startsWith('/')) paths = oneMore(paths, { file, address: url })
      const first = holders.get(url)
      if (first === undefined) holders.set(url, file)
      else shared.push({ url, first, file })
    },
    found: (): Addresses => ({ templates, paths, shared }),
  }
}
