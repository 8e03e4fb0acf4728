/** The ids of articles: those of their front matter, else those of their paths; each is given once. */
import type { Article } from './article.ts'
import { mayHoldSeveral, type Skipped } from './files.ts'
import { broken } from './problems.ts'

/**
 * Gives each article its id; throws `BrokenArticle` where an earlier file has it. The index of a folder gives way
 * to a file of the folder's name, as built pages may have both. An item of a feed or an export is skipped then: a site
 * has its last articles in several.
 */
export function createIds(): (article: Article) => { readonly id: string } | Skipped {
  const holders = new Map<string, string>()
  return ({ file, front, metadata, name }) => {
    // Docusaurus' ids are the names of files in their folders, and two of them may be alike.
    const own = name.id.endsWith(`/${metadata.id}`) ? null : metadata.id
    const asked = own ?? name.id
    const id = own === null && holders.has(asked) ? name.path : asked
    const holder = holders.get(id)
    if (holder === undefined) {
      holders.set(id, file)
      return { id }
    }
    if (isPart(file)) return { file, reason: `the same as ${holder}` }
    // What other programs wrote is not to be changed by hand.
    const remedy = isPart(holder)
      ? 'Take one of the two files away, or name one alone with --articles.'
      : 'Give one of them another id.'
    const sentence = `id ${JSON.stringify(id)} is that of ${holder} too. ${remedy}`
    throw broken(front.get('id')?.line ?? 1, sentence)
  }
}

/** Whether `file` names one of several articles in a file. */
function isPart(file: string): boolean {
  return mayHoldSeveral(file.replace(/#.*/s, ''))
}
