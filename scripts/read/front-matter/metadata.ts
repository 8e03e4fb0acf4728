/**
 * Metadata of an article from its front matter, by the keys of common site generators.
 *
 * All generators' names for the same thing are read, however their words are joined (`pubDate`, `pub_date`); unknown
 * keys are ignored. A value that does not fit its key is an error, never guessed at. Keys that withhold an article are
 * checked first, then all others at once.
 */
import { normalizeQuestion } from '../../../core/protocol.ts'
import { htmlBlocks } from '../html/html.ts'
import { asFrontMatter, type FrontMatter } from './entries.ts'
import { joined, no, valuesOf, yes } from './values.ts'

/** Keys with a meaning here; no configured field may have their names. */
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
] as const

/** The key of the language; as a field, it has that of every article, written there or not. */
export const languageField = 'lang'

/** Keys by which generators, or their own search, withhold an article, and the value that does. */
const keepingBack: readonly (readonly [key: string, value: RegExp])[] = [
  ['isDraft', yes],
  ['private', yes],
  // Ghost's, WordPress' and Pelican's.
  ['status', /^(?:draft|hidden|private|pending)$/i],
  // Obsidian's, and its drawings.
  ['publish', no],
  ['excalidraw-plugin', /./],
  // Docusaurus'.
  ['unlisted', yes],
  // Mintlify's and hexo-hide-posts'; jekyll-paginate does not list such a post either.
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
 * Keys of the day of publication (Hugo, Astro, Nuxt, Ghost): an article without `date` has this date, any other is
 * shown from this day on. `published` may be a day, too.
 */
const publishKeys = ['publishDate', 'pubDate', 'publishedAt', 'publishedDate', 'datePublished']

/** Keys of the day of creation, or else of change; ignored if the value is no date. */
const otherDateKeys = [
  ...['created', 'createdAt', 'createdDate', 'createdTime', 'dateCreated'],
  ...['lastmod', 'updated', 'updatedAt', 'updatedDate', 'dateUpdated', 'lastUpdated'],
  ...['modified', 'dateModified', 'lastModified', 'lastModifiedAt', 'last_update.date'],
  'lastEditedTime',
]

/** Keys whose values are searched, though a page need not show them. */
export const keywordKeys = [
  ...['tags', 'tag', 'tags.label', 'keywords', 'categories', 'category'],
  ...['author', 'author.name', 'authors', 'authors.name'],
]

/** All keys with a meaning here, except those of keywords; docs/articles.md names them. */
export const meantKeys: readonly string[] = [
  ...[...knownKeys, languageField, 'source', ...publishKeys, ...otherDateKeys],
  ...['date.created', 'unpublishDate'],
  ...keepingBack.map(([key]) => key),
]

const meant = new Set(meantKeys.map(joined))

/** Whether a key has a meaning here, however its words are joined. */
export function isMeant(key: string): boolean {
  return meant.has(joined(key))
}

/** Checked values, in the form that the index keeps; null for what is not given. */
export interface Metadata {
  readonly title: string | null
  /** `2022`, `2022-06` or `2022-06-12`. */
  readonly date: string | null
  /** The day of creation or change, which is the date if there is no other. */
  readonly otherDate: string | null
  /** First day on which the article is shown, if stated apart from its date; like `date`. */
  readonly publishDate: string | null
  /** Last day on which the article is shown; like `date`. */
  readonly expires: string | null
  readonly source: string | null
  /** Absolute, or a path that begins with `/`; may have placeholders of a pattern. */
  readonly url: string | null
  /** A template of an address that only its site generator can fill; null if there is none. */
  readonly template: string | null
  readonly id: string | null
  /** Without a final slash; a slug that begins with a slash is a whole path. */
  readonly slug: string | null
  /** For addresses, as in Jekyll. */
  readonly categories: readonly string[]
  readonly language: string
  /** The language that `lang` names, if it is not configured; else null. */
  readonly otherLanguage: string | null
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** Values of tags, authors and the like, each once. */
  readonly keywords: readonly string[]
}

export interface MetadataOptions {
  /** Configured fields to keep. */
  readonly fields: readonly string[]
  /** The first is the language of articles that name none of them. */
  readonly languages: readonly string[]
}

/** For robots, `none` means noindex and nofollow. */
const unindexed = /noindex|(?:^|[\s,])none(?![\w:-])/i

/** Why the author withholds the article, or null; throws `BrokenArticle`. */
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
      return `left out by its front matter (${found.key}: ${found.value})`
    }
  }
  // Eleventy's way to process a file without writing a page.
  if (front.get('permalink')?.value === 'false') return 'not a page (permalink: false)'
  return noindex ? 'noindex' : null
}

/** What is known of an article beside its front matter. */
interface Known {
  /** Its language, if its path names one; that in front matter takes precedence. */
  readonly spoken?: string | null
  /** Whether it is a post of Jekyll. */
  readonly isOfJekyll?: boolean
  /** Tags in its text. */
  readonly tags?: readonly string[]
}

/** The metadata in `front`; throws `BrokenArticle` with all mistakes in it. */
export function parseMetadata(
  front: FrontMatter,
  options: MetadataOptions,
  { spoken, isOfJekyll, tags = [] }: Known = {},
): Metadata {
  const read = valuesOf(front, options.languages, isOfJekyll)
  const [lang] = read.text(languageField)?.toLowerCase().split(/[-_]/) ?? []
  const isOther = lang !== undefined && !options.languages.includes(lang)
  const language = isOther ? options.languages[0] : (lang ?? spoken ?? options.languages[0])
  const inText = tags.map(normalizeQuestion)
  const fields = options.fields.map((field) => {
    if (field === languageField) return [field, [language]] as const
    const values = [...read.words(field), ...(joined(field) === 'tags' ? inText : [])]
    return [field, [...new Set(values)]] as const
  })
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
    language,
    otherLanguage: isOther ? lang : null,
    fields: Object.fromEntries(fields.filter(([, values]) => values.length > 0)),
    keywords: [
      ...new Set([
        ...keywordKeys.flatMap(read.texts),
        ...['aliases', 'alias'].flatMap(read.texts).filter(isName),
        ...inText,
      ]),
    ],
  }
  read.finish()
  return metadata
}

/** Whether an alias is another name (Obsidian), and not a path that redirects here (Hugo). */
function isName(alias: string): boolean {
  return !/^\/|\/$|\.html?$|^[^\s\p{Lu}]*\/[^\s\p{Lu}]*$/u.test(alias)
}

/** `text` normalized like a title in front matter, maybe empty. */
export function asTitle(text: string): string {
  return withoutEntities(valuesOf(asFrontMatter([['title', text]])).text('title')) ?? ''
}

/** `title` with entities decoded, which WordPress exports write, such as `&amp;` or `&#8217;`. */
function withoutEntities(title: string | null): string | null {
  const entity = /&(?:#\d+|#x[\da-f]+|[a-z]+);/gi
  if (title === null || !title.includes('&')) return title
  // Once more, since an entity may be a control character, or one of a run of marks.
  return normalizeQuestion(title.replace(entity, (written) => htmlBlocks(written)[0] ?? written))
}
