/**
 * Text that a site puts around its articles and that is no article's own.
 *
 * Two rules, and no guessing beyond them: a block that stands in three documents or
 * more, and a block that is on the list below. The list is short and holds what comes
 * along when an article is saved from a page: the way to the next one, forms for
 * comments, buttons for sharing, boxes about the author. To add to it, write what the
 * whole block says, never a word that an article could have for a heading.
 */
import type { Block } from './draft.ts'

/** Rule one: a text block that stands in so many documents. Headings repeat in good faith. */
const repeats = 3

/** Rule two: whole blocks, headings too, in any case, with white space folded. */
const phrases: readonly RegExp[] = [
  /(?:read (?:next|more|also)|continue reading|keep reading)[:.…]*/,
  /(?:previous|next|related|recommended|recent|latest|popular|more) (?:posts?|articles?|stor(?:y|ies)):?/,
  /you (?:may|might) also (?:like|enjoy|be interested in)[:.…]*/,
  /(?:leave|post|add|write) a (?:comment|reply)(?: cancel reply)?:?/,
  /cancel reply|post comment|comments are closed\.?|no comments(?: yet)?\.?/,
  /your e-?mail address will not be published\.?(?: required fields are marked(?: with)? ?\*?)?/,
  /required fields are marked(?: with)? ?\*?/,
  /save my name, e-?mail,? and website in this browser for the next time i comment\.?/,
  /this site uses akismet to reduce spam\.[\s\S]*/,
  /share (?:this|on|via)(?: (?:post|article|story|page))?:?|share:|like this:|loading(?:\.\.\.|…)/,
  /(?:click to )?(?:share|tweet|pin)(?: this| it)? (?:on|to|via) (?:facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|telegram|e-?mail)(?: \(opens in new window\))?/,
  /(?:subscribe|sign up) (?:to|for) (?:our|the|my)(?: \w+)? newsletter[.!:]*/,
  /advertisement|skip to (?:main )?content/,
  /about the authors?:?|author recent posts/,
  /(?:author recent posts .{1,80} )?latest posts by .{1,80}\(see all\)[\s\S]*/,
  // The list in such a box: two or more lines that end in the day of a post.
  /(?:[^\n]{5,200} [-–—] \p{L}{3,9} \d{1,2}, \d{4}(?:\n|$)){2,}/u,
]
const listed = new RegExp(`^(?:${phrases.map(({ source }) => source).join('|')})$`, 'iu')

/** The same articles without boilerplate, and the blocks that went, as often as they went. */
export function removeBoilerplate<Article extends { readonly blocks: readonly Block[] }>(
  articles: readonly Article[],
): { articles: Article[]; removed: string[] } {
  const folded = articles.map(({ blocks }) => blocks.map(({ text }) => fold(text)))
  const holders = countHolders(articles, folded)
  const removed: string[] = []
  const cleaned = articles.map((article, a) => {
    const blocks = article.blocks.filter(({ kind }, b) => {
      const text = folded[a][b]
      const stays = !listed.test(text) && (kind === 'heading' || (holders.get(text) ?? 0) < repeats)
      if (!stays) removed.push(text)
      return stays
    })
    return { ...article, blocks }
  })
  return { articles: cleaned, removed }
}

/** In how many articles each text block stands. */
function countHolders(
  articles: readonly { readonly blocks: readonly Block[] }[],
  folded: readonly (readonly string[])[],
): Map<string, number> {
  const holders = new Map<string, number>()
  articles.forEach(({ blocks }, a) => {
    const texts = folded[a].filter((_, b) => blocks[b].kind === 'text')
    for (const text of new Set(texts)) holders.set(text, (holders.get(text) ?? 0) + 1)
  })
  return holders
}

/** White space as single spaces; line breaks stay, since they part items. */
function fold(text: string): string {
  // Single spaces are left alone, which is almost all there is.
  return text.replace(/[^\S\n]{2,}|[^\S\n ]/g, ' ').trim()
}
