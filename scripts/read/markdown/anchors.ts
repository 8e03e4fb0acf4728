/**
 * The anchors of a document's headings, as GitHub and most site generators make them.
 *
 * Equal headings are numbered, so every heading of the page has to be seen in
 * order, even if it is not kept.
 */
import GithubSlugger from 'github-slugger'

/**
 * Makes the anchors of one document, each unique in it: from `own`, the id that the
 * author wrote for the heading, or from its text.
 */
export function createAnchors(): (text: string, own: string | null) => string {
  const slugger = new GithubSlugger()
  return (text, own) => {
    if (own === null) return slugger.slug(text)
    let anchor = own
    for (let n = 1; Object.hasOwn(slugger.occurrences, anchor); n++) anchor = `${own}-${n}`
    slugger.occurrences[anchor] = 0
    return anchor
  }
}
