/**
 * Text that a site puts around its articles and that is no article's own.
 *
 * Two rules, and no guessing beyond them: a block that repeats as only boilerplate does, and a block that is
 * on the list below.
 *
 * What stands in three articles repeats, but so does a step of many recipes. It is the site's where a quarter
 * of all articles have it; where fewer do, it may be a box of one author or section, which is long and stands
 * around an article. So it goes where nothing of the article's own is before it or behind it, if it has a
 * hundred letters. An article that would lose half of its text so, is a copy of others, like a page of an earlier
 * version, and keeps it. What more than half of all articles have goes from copies too. A description in front matter
 * that repeats describes a site, however short it is.
 * (Text::Identify::BoilerPlate counts from three and only looks at the edges, trafilatura from a hundred letters.)
 *
 * The list is short and holds what comes along when an article is saved from a page: the way to the next
 * one, forms for comments, buttons for sharing, boxes about the author. To add to it, write what the
 * whole block says, never a word that an article could have for a heading.
 */
import { hash } from 'node:crypto'
import type { Block } from './draft.ts'

/** Rule one: a text block that stands in so many articles repeats. Headings repeat in good faith. */
const repeats = 3
/** Share of all articles from which on it is the site's, wherever it stands. */
const everywhere = 0.25
/** Share of all articles above which it is no copy's, however short what is left. */
const beyondCopies = 0.5
/** Letters that a block has at least which goes from the edges. */
const longAtEdges = 100
/** Share of its text that an article may lose; one that would lose more is a copy. */
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
  // The list in such a box: two or more lines that end in the day of a post.
  /(?:[^\n]{5,200} [-–—] \p{L}{3,9} \d{1,2}, \d{4}(?:\n|$)){2,}/u,
]
const listed = new RegExp(`^(?:${phrases.map(({ source }) => source).join('|')})$`, 'iu')

/** What tells the blocks of an article apart: a hash of each text, or one of the numbers below. */
export type Marks = readonly number[]
const heading = -1
/** A block on the list. */
const onList = -2

/** What is boilerplate in the articles that were counted. */
export interface Boilerplate {
  /** The blocks of an article that are its own, and the texts of the others; `marks` are what `add` gave. */
  removeFrom(blocks: readonly Block[], marks: Marks): { blocks: Block[]; removed: string[] }
}

/** Counts the blocks of articles, of which it holds hashes alone. */
export function createCensus(): { add(blocks: readonly Block[]): Marks; judge(): Boilerplate } {
  const holders = new Map<number, number>()
  let articles = 0
  return {
    add(blocks) {
      const marks = blocks.map(markOf)
      for (const mark of new Set(marks)) holders.set(mark, (holders.get(mark) ?? 0) + 1)
      articles++
      return marks
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
 * Whose a block is: the article's own, the site's, the site's unless the article is a copy ('common'), perhaps
 * the site's because it repeats; or a heading.
 */
type Kind = 'own' | 'site' | 'common' | 'repeated' | 'heading'

/**
 * Which blocks of an article go unless it is a copy: those that are common, and those that are long, repeat, and
 * have nothing of its own before or behind them.
 */
function findRepeated(blocks: readonly Block[], kinds: readonly Kind[]): ReadonlySet<number> {
  // What front matter says stands before everything: a box of the site does not stand within the article for that.
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

/** 48 bits of SHA-1: of ten million texts three have the same by chance once in a hundred thousand builds. */
export function shortHash(text: string): number {
  return hash('sha1', text, 'buffer').readUIntBE(0, 6)
}

/** White space as single spaces; line breaks stay, since they part items. */
function fold(text: string): string {
  // Single spaces are left alone, which is almost all there is.
  return text.replace(/[^\S\n]{2,}|[^\S\n ]/g, ' ').trim()
}
