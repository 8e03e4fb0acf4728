import { describe, expect, test } from 'vitest'
import { readFiles } from './support.ts'

describe('what is skipped', () => {
  test('files in a folder of drafts, even broken ones', async () => {
    const files = { '_drafts/a.md': '---', 'b/_drafts/c/d.txt': 'x', 'drafts.md': 'x' }
    const { documents, skipped } = await readFiles(files)

    expect(documents.map(({ id }) => id)).toEqual(['drafts'])
    expect(skipped).toEqual([
      { file: '_drafts/a.md', reason: 'draft (in _drafts)' },
      { file: 'b/_drafts/c/d.txt', reason: 'draft (in _drafts)' },
    ])
  })

  test('partials of generators', async () => {
    const files = {
      'docs/_partial.mdx': '---',
      '_includes/a.md': '{{ x',
      'b/_data/c/d.md': 'x',
      '_index.md': 'x',
      'news/_index.md': 'y',
      '_posts/e.md': 'z',
    }
    const { documents, skipped } = await readFiles(files)

    expect(documents.map(({ id }) => id)).toEqual(['_index', '_posts/e', 'news'])
    expect(skipped).toEqual([
      { file: '_includes/a.md', reason: 'part of other pages (in a folder such as _includes)' },
      { file: 'b/_data/c/d.md', reason: 'part of other pages (in a folder such as _includes)' },
      { file: 'docs/_partial.mdx', reason: 'part of other pages (its name begins with _)' },
    ])
  })

  test('what programs export that is not read, with a word on what to do', async () => {
    const raw = `${'0'.repeat(32)}.md`
    const { skipped } = await readFiles({
      ...{ 'a.md': 'x\n\ntype_: 1\n', [raw]: 'Title\n\nText.\n\nid: 0\ntype_: 1' },
      ...{ 'a.epub': '', 'b.srt': '', 'c.mbox': '', 'd.enex': '' },
    })

    expect(skipped.map(({ reason }) => reason)).toEqual([
      'raw export of Joplin is not read; export it as Markdown + Front Matter',
      'EPUB is not read; convert it to Markdown',
      'a transcript is not read; convert it to Markdown',
      'mail is not read; convert it to Markdown',
      'an export of Evernote is not read; convert it to Markdown',
    ])
  })

  test('templates of notes, but not articles about templates', async () => {
    const files = {
      'Templates/daily.md': '# {{title}}\n\nToday',
      'my/templates/note.md': '---\ncreated: {{date:YYYY-MM-DD}}\n---\nx',
      'Templates/tp.md': '---\ntitle: <% tp.file.title %>\n---\ny',
      'Templates/about.md': '# Templates\n\nWrite {{title}} there.',
      'notes/a.md': '# {{title}} in Jinja\n\nz',
    }
    const { documents, skipped } = await readFiles(files)

    expect(documents.map(({ id }) => id)).toEqual(['Templates/about', 'notes/a'])
    expect(skipped.map(({ file }) => file)).toEqual([
      ...['Templates/daily.md', 'Templates/tp.md', 'my/templates/note.md'],
    ])
    expect(skipped[0].reason).toBe('template of notes (in a folder of templates)')
  })

  test('the table of contents of a book', async () => {
    const { documents, skipped } = await readFiles({ 'SUMMARY.md': 'y', 'a/SUMMARY.md': 'z' })

    expect(documents.map(({ id }) => id)).toEqual(['a/SUMMARY'])
    expect(skipped).toEqual([
      { file: 'SUMMARY.md', reason: 'table of contents of a book (SUMMARY.md)' },
    ])
  })

  test('does not read parts of pages, nor the page for 404', async () => {
    const made = [
      ...['a/_includes/b.html', '_layouts/c.html', '_drafts/d.md', '404.html', 'e/404.md'],
      ...['_sources/f.rst.txt', '_static/g.html', 'robots.txt', 'llms-full.txt', 'logseq/bak/a.md'],
      ...[
        '_modules/h/i.html',
        'genindex.html',
        'genindex-A.html',
        'py-modindex.html',
        'search.html',
      ],
    ]
    const { documents, skipped } = await readFiles({
      ...Object.fromEntries(made.map((file) => [file, '---\ntitle: [\n---\n'])),
      'a1404.html': 'Read.',
      'i/robots.txt': 'Read.',
    })

    expect(documents.map(({ id }) => id)).toEqual(['a1404', 'i/robots'])
    expect(skipped.map(({ file }) => file)).toEqual(made.toSorted())
  })
})
