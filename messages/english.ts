/**
 * Everything that the pages and the elements say, in English.
 *
 * Other languages lie beside this file and hold text and no code: who writes one needs no
 * TypeScript, and whoever pins the elements' script by its hash has pinned all of the code there is. English is code, since
 * the script has it inside. What both say is worded once; what only pages say stands apart, and no byte of it
 * reaches the script. A blank is a name in braces.
 */

/** A text with `{n}` in it, in the forms that a language has for different numbers (CLDR). */
export type Plural = { readonly other: string } & Partial<
  Record<'zero' | 'one' | 'two' | 'few' | 'many', string>
>

/** What the elements say, and the pages where they say the same. */
export interface ElementTexts {
  /** Which way the language is written, `ltr` or `rtl`; empty for the way of the page. */
  readonly direction: string
  /** Name of the box. */
  readonly label: string
  /** What the box is for. */
  readonly placeholder: string
  /** On the button that opens the dialog, and on that of a page, which searches. */
  readonly open: string
  readonly close: string
  /** Empties the box. */
  readonly clear: string
  /** Name of the list. */
  readonly results: string
  /** How many articles were found. A page says it only of a list without a question that has none. */
  readonly found: Plural
  /** Where nothing was found. */
  readonly nothing: string
  /** Above what was found for `{query}`, in which misspelt words were read as others. */
  readonly corrected: string
  /** Before either of them, where the answer is `degraded`, whatever the reason. */
  readonly simpler: string
  /** Above articles that are near and likely answer nothing. */
  readonly unsure: string
  /** Leads on where not all is shown: to the other values of a filter, to a search page that does not have all results either. */
  readonly more: string
  /** The way to all results. */
  readonly all: Plural
  readonly retry: string
  /** The way to the search page of `{host}`, where this search has failed. */
  readonly elsewhere: string
  /** Heading of related articles. */
  readonly related: string
  readonly offline: string
  readonly unreachable: string
  readonly timeout: string
  readonly busy: string
  readonly quota: string
  readonly unavailable: string
  readonly protocol: string
  readonly unknown: string
  readonly failed: string
}

/** What only the pages say. */
export interface PageTexts {
  /** How many articles; the words around the number are also read to who does not see it in a list. */
  readonly count: Plural
  /** Which of `{n}` articles a page shows. */
  readonly range: Plural
  /** In brackets behind either of them, where only the best of all that were found are listed, by their dates. */
  readonly bestOf: string
  /** Takes the place of a number that is an estimate. */
  readonly about: string
  /** On a page after the last of `{n}` articles. */
  readonly beyond: Plural
  /** Where nothing was found by a search that is kept to some articles. */
  readonly nothingLeft: string
  /** Before what was found for a question of which a rare word may be another; `{query}` is the way to that one. */
  readonly meant: string
  /** What is searched, on the page that has nothing else. */
  readonly searches: Plural
  /** The two orders of results, one of which is a way to the other. */
  readonly bestFirst: string
  readonly newestFirst: string
  /** To the page before and the one after; `pages` names both ways together. */
  readonly previous: string
  readonly next: string
  readonly pages: string
  /** On the last page of a search that has found more. */
  readonly onlyFirst: string
  /** Where a filter wants `{values}` of `{field}` that no article has; `or` stands between two. */
  readonly without: string
  readonly or: string
  /** Where meaning could not rank; `noWord` is the reason that is no fault. */
  readonly wordsAlone: string
  readonly noWord: string
  /**
   * Before what a search is kept to, which is `with`, `from` or `upTo`; `remove` is said before each to who listens.
   * A field may be called anything, such as *Written by*, so no sentence is made of its name.
   */
  readonly only: string
  readonly with: string
  readonly from: string
  readonly upTo: string
  readonly remove: string
  readonly searchAll: string
  readonly filters: string
  /** Above two days, `firstDay` and `lastDay`, between which articles are wanted. */
  readonly date: string
  readonly firstDay: string
  readonly lastDay: string
  /** Leads past the filters. */
  readonly skip: string
  /** Leads to values of a filter that are not shown yet, always two or more. */
  readonly moreValues: string
  /** Below numbers that are estimates. */
  readonly aboutRight: string
  readonly apply: string
  /** Where else an article stands. */
  readonly published: string
  /** Above a sentence, in English, on what of an address is wrong. */
  readonly badAddress: string
  readonly noArticle: string
}

/** A language as its file has it. */
export interface LanguageFile {
  readonly element: ElementTexts
  readonly pages: PageTexts
}

export const element: ElementTexts = {
  direction: '',
  label: 'Search',
  placeholder: 'Ask a question, or name what you look for',
  open: 'Search',
  close: 'Close',
  clear: 'Clear',
  results: 'Results',
  found: { one: '{n} article found', other: '{n} articles found' },
  nothing: 'Nothing was found. Other words may find more.',
  corrected: 'Results for “{query}”.',
  simpler: 'Searched in a simpler way: articles may be missing.',
  unsure: 'No article here answers this. The nearest articles:',
  more: 'More',
  all: { one: 'Show {n} article', other: 'Show all {n} articles' },
  retry: 'Try again',
  elsewhere: 'Search at {host}',
  related: 'Related articles',
  offline: 'You are offline; the search needs a connection.',
  unreachable: 'The search cannot be reached at the moment.',
  timeout: 'The search took too long.',
  busy: 'Too many questions at once. Try again soon.',
  quota: 'The search has reached its limit for today.',
  unavailable: 'The search is not working at the moment.',
  protocol: 'The search has changed. Load the page again.',
  unknown: 'There is no search at this address.',
  failed: 'The search went wrong.',
}

export const pages: PageTexts = {
  count: { one: '{n} article', other: '{n} articles' },
  range: {
    one: '{first} to {last} of {n} article',
    other: '{first} to {last} of {n} articles',
  },
  bestOf: 'the best of {n}',
  about: 'about {n}',
  beyond: {
    one: 'There are no results on this page; {n} article was found.',
    other: 'There are no results on this page; {n} articles were found.',
  },
  nothingLeft: 'Nothing was found. Other words, or fewer filters, may find more.',
  meant: 'Did you mean {query}?',
  searches: {
    one: 'Searches {n} article by meaning and by words.',
    other: 'Searches {n} articles by meaning and by words.',
  },
  bestFirst: 'Best first',
  newestFirst: 'Newest first',
  previous: 'Previous',
  next: 'Next',
  pages: 'Pages',
  onlyFirst: 'Only the first {n} results can be shown.',
  without: 'No article has {field}: {values}.',
  or: ' or ',
  wordsAlone: 'Ranked by words alone.',
  noWord: 'The model knows no word of the query.',
  only: 'Only articles',
  with: '{field}: {value}',
  from: 'from {value}',
  upTo: 'up to {value}',
  remove: 'Remove',
  searchAll: 'Search all articles',
  filters: 'Filters',
  date: 'Date',
  firstDay: 'From',
  lastDay: 'To',
  skip: 'Skip to the articles',
  moreValues: '{n} more',
  aboutRight: 'Numbers are estimates.',
  apply: 'Apply filters',
  published: 'Published at {host}',
  badAddress: 'The search does not understand this address.',
  noArticle: 'There is no article “{id}”.',
}
