/**
 * Finds boilerplate: text that a site puts around its articles.
 *
 * There are two rules: a block repeats as only boilerplate does, or it is on the list below.
 *
 * A block in three articles repeats, but so does a step of many recipes. If a quarter of all articles have it, it is
 * the site's. If fewer do, it may be a box of one author or section, which is long and stands at the edge of an
 * article: it is dropped if it has a hundred letters, and nothing of the article's own is before it or nothing behind
 * it. An article that would lose more than half of its text is taken for a copy of others, such as a page of an
 * earlier version, and keeps it, except for blocks that more than half of all articles have. A description in front
 * matter that repeats describes the site, however short it is. (Text::Identify::BoilerPlate also counts from three
 * and only looks at the edges; trafilatura counts from a hundred letters.)
 *
 * The list is short and has what comes along when an article is saved from a page: links to the next
 * one, forms for comments, buttons for sharing, boxes about the author. To add to it, write the whole
 * block, never a word that could be an article's heading.
 */
import { count, shortHash } from './counts.ts'
import type { Block } from './draft.ts'

/** Rule one: a text block in so many articles repeats. Headings may repeat. */
const repeats = 3
/** Share of all articles from which a block is the site's, wherever it stands. */
const everywhere = 0.25
/** Share of all articles above which a block is dropped from copies, too, however little is left. */
const beyondCopies = 0.5
/** Least letters of a repeated block that is dropped at the edges. */
const longAtEdges = 100
/** Most of its text, as a share, that an article may lose; one that would lose more is a copy. */
const mostLost = 0.5

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
  // The list of posts in an author's box: two or more lines that end in a day.
  /(?:[^\n]{5,200} [-–—] \p{L}{3,9} \d{1,2}, \d{4}(?:\n|$)){2,}/u,
]
const listed = new RegExp(`^(?:${phrases.map(({ source }) => source).join('|')})$`, 'iu')

/** A number for each block of an article: a hash of its text, or one of the marks below. */
export type Marks = readonly number[]
const heading = -1
/** A block on the list. */
const onList = -2

/** The marks of an article's blocks. */
export function marksOf(blocks: readonly Block[]): Marks {
  return blocks.map(markOf)
}

/** The boilerplate of the articles that were counted. */
export interface Boilerplate {
  /** The blocks of an article that are its own, and the texts of those removed. */
  removeFrom(blocks: readonly Block[], marks: Marks): { blocks: Block[]; removed: string[] }
}

/** Counts the blocks of articles by their marks. */
export function createCensus(): { add(marks: Marks): void; judge(): Boilerplate } {
  const holders = new Map<number, number>()
  let articles = 0
  return {
    add(marks) {
      for (const mark of new Set(marks)) count(holders, mark)
      articles++
    },
    judge() {
      const kindOf = (mark: number): Kind => {
        if (mark === heading) return 'heading'
        if (mark === onList) return 'site'
        const having = holders.get(mark) ?? 0
        if (having < repeats) return 'own'
        if (having > beyondCopies * articles) return 'site'
        return having >= everywhere * articles ? 'common' : 'repeated'
      }
      return {
        removeFrom(blocks, marks) {
          const kinds = marks.map(kindOf)
          const repeated = findRepeated(blocks, kinds)
          const goes = (i: number) => kinds[i] === 'site' || repeated.has(i)
          return {
            blocks: blocks.filter((_, i) => !goes(i)),
            removed: blocks.filter((_, i) => goes(i)).map(({ text }) => fold(text)),
          }
        },
      }
    },
  }
}

/**
 * Whose a block is: the article's own; the site's; the site's unless the article is a copy ('common'); perhaps
 * the site's, as it repeats ('repeated'); or a heading.
 */
type Kind = 'own' | 'site' | 'common' | 'repeated' | 'heading'

/**
 * The blocks that are dropped unless the article is a copy: common ones, and long repeated ones with nothing of
 * its own before them or nothing behind.
 */
function findRepeated(blocks: readonly Block[], kinds: readonly Kind[]): ReadonlySet<number> {
  // A lead from front matter is not counted: behind it, a box of the site is still at the edge.
  const isOwn = kinds.map((kind, i) => kind === 'own' && !isLead(blocks[i]))
  const [first, last] = [isOwn.indexOf(true), isOwn.lastIndexOf(true)]
  const found = new Set<number>()
  let [letters, lost] = [0, 0]
  for (const [i, { text }] of blocks.entries()) {
    if (kinds[i] === 'heading' || kinds[i] === 'site') continue
    letters += text.length
    const isInside = !isLead(blocks[i]) && ((i > first && i < last) || text.length < longAtEdges)
    if (kinds[i] === 'own' || (kinds[i] === 'repeated' && isInside)) continue
    found.add(i)
    lost += text.length
  }
  return lost > mostLost * letters ? new Set() : found
}

function isLead(block: Block): boolean {
  return block.kind === 'text' && block.isLead === true
}

function markOf({ kind, text }: Block): number {
  const folded = fold(text)
  if (listed.test(folded)) return onList
  return kind === 'heading' ? heading : shortHash(folded)
}

/** Folds white space to single spaces; line breaks stay, since they separate items. */
function fold(text: string): string {
  // Single spaces, almost all there is, are not replaced, to save time.
  return text.replace(/[^\S\n]{2,}|[^\S\n ]/g, ' ').trim()
}
