/**
 * The anchors of a document's headings, as GitHub and most site generators make them.
 *
 * Two headings alike are numbered, so every heading of the page has to be seen in
 * order, those that are not kept as well.
 */
import GithubSlugger from 'github-slugger'

/**
 * Gives the anchors of one document. What comes back is unique in it: `own`, the id its
 * author wrote for the heading, or one made of its text.
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
