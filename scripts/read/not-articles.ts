/** Files in formats that are read, but which hold no article of a site: parts of pages, drafts, lists, templates. */

/** Kinds of files that are not even read, since drafts and parts of pages may be broken. */
const byPath = [
  { path: /(?:^|\/)_drafts\//, reason: 'draft (in _drafts)' },
  // Jekyll's, Eleventy's and Sphinx'.
  {
    path: /(?:^|\/)_(?:layouts|includes|partials|snippets|templates|data|site|sources|static)\//,
    reason: 'part of other pages (in a folder such as _includes)',
  },
  {
    path: /(?:^|\/)(?:_modules\/.*|(?:genindex(?:-[^/]*)?|(?:py|http|np)-modindex)\.html)$/,
    reason: 'index or source code (Sphinx)',
  },
  { path: /^search\.html$/, reason: 'search page (search.html)' },
  {
    path: /(?:^|\/)logseq\/(?:bak|version-files)\//,
    reason: 'earlier version of a page (Logseq)',
  },
  // What Bundler puts beside a site of Jekyll.
  { path: /(?:^|\/)vendor\/bundle\//, reason: 'file of a package (vendor/bundle)' },
  // Astro's and Docusaurus'; but to Hugo, _index is the page of its folder.
  { path: /(?:^|\/)_(?!index\.)[^/]*$/, reason: 'part of other pages (its name begins with _)' },
  { path: /(?:^|\/)404\.[^./]+$/, reason: 'error page (404)' },
  {
    path: /^(?:robots|ads|llms(?:-full)?)\.txt$/,
    reason: 'file for programs (such as robots.txt)',
  },
  // GitBook's and mdBook's.
  { path: /^SUMMARY\.md$/, reason: 'table of contents of a book (SUMMARY.md)' },
]

/** Kinds of files that are no articles by their path and their text together. */
const byPathAndText = [
  {
    path: /(?:^|\/)templates?\//i,
    // A placeholder of Obsidian or Templater in the front matter or a heading.
    text: /^(?:#+[ \t].*|[\w-]+:.*)(?:\{\{(?:title|date|time)(?::[^{}]*)?\}\}|<%[-_*+]?\s*tp\.)/m,
    reason: 'template of notes (in a folder of templates)',
  },
  {
    path: /(?:^|\/)[\da-f]{32}\.md$/,
    text: /\ntype_: \d+\s*$/,
    reason: 'raw export of Joplin is not read; export it as Markdown + Front Matter',
  },
  {
    path: /(?:^|\/)index\.html$/,
    text: /<span id="title-text">\s*Space Details:/,
    reason: 'lists other articles (Confluence)',
  },
]

/** Why `file` is no article, by its path; null if it may be one. */
export function reasonByPath(file: string): string | null {
  return byPath.find(({ path }) => path.test(file))?.reason ?? null
}

/** Why `file` is no article, by its path and its text; null if it may be one. */
export function reasonByText(file: string, source: string): string | null {
  const kind = byPathAndText.find(({ path, text }) => path.test(file) && text.test(source))
  return kind?.reason ?? null
}
