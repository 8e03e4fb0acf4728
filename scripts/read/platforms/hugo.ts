/**
 * Names of files as Hugo reads them, and Zola in its wake. A folder with an `index.md` is a bundle: whatever else lies
 * in it, or further down, belongs to that page, and has no address. Addresses are in lower case, without spaces.
 */

/** The page of a bundle, which may name its language; at the top it would take in the whole site. */
const bundlePage = /^(.+\/)index(?:\.[\w-]+)?\.(?:md|markdown)$/
const folderPage = /(?:^|\/)_?index\.[^/]*$/

/** Those of `files` that have no page of their own, in the site of such a generator. */
export function partsOfBundles(files: readonly string[]): string[] {
  const bundles = new Set(files.flatMap((file) => bundlePage.exec(file)?.[1] ?? []))
  const isInside = (file: string) =>
    [...file.matchAll(/\//g)].some(({ index }) => bundles.has(file.slice(0, index + 1)))
  return files.filter((file) => !folderPage.test(file) && isInside(file))
}

/** The name of a file or folder, or a slug, as it stands in an address. */
export function inAddress(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s._#+~@/-]/gu, '')
    .trim()
    .replace(/\s+(?=-)|(?<=-)\s+/g, '')
    .replace(/\s+/g, '-')
}
