/**
 * What the front matter says of an article: the keys that site generators share.
 *
 * Hugo's, Jekyll's and everyone's own names for the same thing are all read, however their words are joined
 * (`pubDate`, `pub_date`); keys that are not known are somebody else's and are left alone. A value that cannot be what its
 * key needs is never guessed at: what would withhold an article is judged first, and then all else
 * at once.
 */
import { asFrontMatter, type FrontMatter } from './front-entries.ts'
import { joined, no, valuesOf, yes } from './front-values.ts'
import { htmlBlocks } from './html.ts'

/** Keys that mean something here, so that no configured field may have their names. */
export const knownKeys = [
  'title',
  'date',
  'publishDate',
  'url',
  'permalink',
  'id',
  'slug',
  'draft',
  'noindex',
  'robots',
  'published',
  'expires',
  'expiryDate',
  'lang',
] as const

/** Keys by which generators, or their own search, keep back an article, and the value that does. */
const keepingBack: readonly (readonly [key: string, value: RegExp])[] = [
  ['isDraft', yes],
  ['private', yes],
  // Ghost's, WordPress' and Pelican's.
  ['status', /^(?:draft|hidden|private|pending)$/i],
  // Obsidian's.
  ['publish', no],
  // Docusaurus'.
  ['unlisted', yes],
  // Mintlify's and hexo-hide-posts'; jekyll-paginate lists no such post either.
  ['hidden', yes],
  // VitePress', MkDocs', Just the Docs', Docsy's, PaperMod's and Starlight's.
  ['search', no],
  ['search.exclude', yes],
  ['search_exclude', yes],
  ['exclude_search', yes],
  ['excludeFromSearch', yes],
  ['searchHidden', yes],
  ['pagefind', no],
  // Hugo's.
  ['headless', yes],
  ['build.render', /^(?:never|link|false)$/i],
  ['eleventyExcludeFromCollections', yes],
]

/**
 * What generators call the day an article is published, where it has no `date`, and the one it is from on where it
 * does: Hugo, Astro, Nuxt, Ghost. `published` may be one, too.
 */
const publishKeys = ['publishDate', 'pubDate', 'publishedAt', 'publishedDate', 'datePublished']

/** The day it was made, or else changed; with a value that is no date these are somebody else's. */
const otherDateKeys = [
  ...['created', 'createdAt', 'createdDate', 'dateCreated'],
  ...['lastmod', 'updated', 'updatedAt', 'updatedDate', 'dateUpdated', 'lastUpdated'],
  ...['modified', 'dateModified', 'lastModified', 'lastModifiedAt', 'last_update.date'],
]

/** Keys whose values are words of an article that no page of it need show. */
export const keywordKeys = [
  ...['tags', 'tag', 'tags.label', 'keywords', 'categories', 'category'],
  ...['author', 'author.name', 'authors', 'authors.name'],
]

/** All keys that mean something here, those of words aside; docs/articles.md names them. */
export const meantKeys: readonly string[] = [
  ...[...knownKeys, 'source', ...publishKeys, ...otherDateKeys, 'date.created', 'unpublishDate'],
  ...keepingBack.map(([key]) => key),
]

const meant = new Set(meantKeys.map(joined))

/** Whether a key means something here, however its words are joined. */
export function isMeant(key: string): boolean {
  return meant.has(joined(key))
}

/** Values checked and in the form the index keeps them; null for what is not given. */
export interface Metadata {
  readonly title: string | null
  /** `2022`, `2022-06` or `2022-06-12`. */
  readonly date: string | null
  /** The day it was made or changed, which counts where no other is known. */
  readonly otherDate: string | null
  /** First day the article is shown, where that is not its date. */
  readonly publishDate: string | null
  /** Last day the article is shown, in the same form. */
  readonly expires: string | null
  readonly source: string | null
  /** Absolute, or a path from `/` on; may have placeholders of a pattern. */
  readonly url: string | null
  /** What stands in place of a url and only its site generator can fill; null if nothing does. */
  readonly template: string | null
  readonly id: string | null
  /** Without a slash at its end; one that begins with a slash is a whole path. */
  readonly slug: string | null
  /** For addresses, as Jekyll has them. */
  readonly categories: readonly string[]
  readonly language: string
  /** What `lang` says in place of it, if that is none of the languages that are read; else null. */
  readonly otherLanguage: string | null
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** What tags, authors and the like say, each once. */
  readonly keywords: readonly string[]
}

export interface MetadataOptions {
  /** Configured fields to keep. */
  readonly fields: readonly string[]
  /** The first one is that of an article which names no other of them. */
  readonly languages: readonly string[]
}

/** For robots `none` says that and `nofollow`. */
const unindexed = /noindex|(?:^|[\s,])none(?![\w:-])/i

/** Why the author keeps the article out of search, or null; throws `BrokenArticle`. */
export function withheld(
  front: FrontMatter,
  { languages }: Pick<MetadataOptions, 'languages'>,
): string | null {
  const { entry, truth, truthOrDate, words, finish } = valuesOf(front, languages)
  const isDraft = truth('draft') === true
  const isPublished = truthOrDate('published') !== false
  const noindex = truth('noindex') === true || words('robots').some((word) => unindexed.test(word))
  finish()
  if (isDraft) return 'draft'
  if (!isPublished) return 'draft (published: false)'
  for (const [key, pattern] of keepingBack) {
    const found = entry(key)
    if (typeof found?.value === 'string' && pattern.test(found.value)) {
      return `kept back (${found.key}: ${found.value})`
    }
  }
  // Eleventy's word for what is built and becomes no page.
  if (front.get('permalink')?.value === 'false') return 'no page (permalink: false)'
  return noindex ? 'noindex' : null
}

/**
 * What `front` says; throws `BrokenArticle` with all that is wrong in it.
 *
 * @param spoken the language of an article whose front matter names none, if that is known
 */
export function parseMetadata(
  front: FrontMatter,
  options: MetadataOptions,
  spoken: string | null,
): Metadata {
  const read = valuesOf(front, options.languages)
  const [lang] = read.text('lang')?.toLowerCase().split(/[-_]/) ?? []
  const isOther = lang !== undefined && !options.languages.includes(lang)
  const fields = options.fields.map((field) => [field, [...new Set(read.words(field))]] as const)
  const published = read.truthOrDate('published')
  const publishDate =
    read.date(...publishKeys) ?? (typeof published === 'string' ? published : null)
  const url = read.address('url') ?? read.address('permalink')
  const metadata = {
    title: withoutEntities(read.text('title')),
    date: read.date('date.created', 'date') ?? publishDate,
    otherDate: read.otherDate(...otherDateKeys),
    publishDate,
    expires: read.date('expires', 'expiryDate', 'unpublishDate'),
    source: read.text('source'),
    url,
    template: url === null ? (read.template('url') ?? read.template('permalink')) : null,
    id: read.path('id'),
    slug: read.slug('slug'),
    categories: read.categories(),
    language: isOther ? options.languages[0] : (lang ?? spoken ?? options.languages[0]),
    otherLanguage: isOther ? lang : null,
    fields: Object.fromEntries(fields.filter(([, values]) => values.length > 0)),
    keywords: [
      ...new Set([...keywordKeys.flatMap(read.texts), ...read.texts('aliases').filter(isName)]),
    ],
  }
  read.finish()
  return metadata
}

/** Whether an alias is another name (Obsidian), and not a path from which its generator leads here (Hugo). */
function isName(alias: string): boolean {
  return !/^\/|\/$|\.html?$|^[^\s\p{Lu}]*\/[^\s\p{Lu}]*$/u.test(alias)
}

/** `text` as the title that front matter would make of it, maybe empty. */
export function asTitle(text: string): string {
  return withoutEntities(valuesOf(asFrontMatter([['title', text]])).text('title')) ?? ''
}

/** `title` with what an export of WordPress writes as `&amp;` or `&#8217;`. */
function withoutEntities(title: string | null): string | null {
  const entity = /&(?:#\d+|#x[\da-f]+|[a-z]+);/gi
  return title?.replace(entity, (written) => htmlBlocks(written)[0] ?? written) ?? null
}
