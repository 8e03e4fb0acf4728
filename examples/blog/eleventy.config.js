/**
 * A blog built by Eleventy, with edgewise in its pages.
 *
 * Only two lines are for the search: its address, and ids of headings made like edgewise's anchors (as
 * GitHub does), so that a result links to its section.
 */
import GithubSlugger from 'github-slugger'

export default function (config) {
  config.addGlobalData('search', process.env.SEARCH ?? 'http://localhost:8787')
  config.amendLibrary('md', (md) => md.use(headingIds))

  config.addGlobalData('site', process.env.SITE ?? 'http://localhost:8788')
  config.addGlobalData('layout', 'post.njk')
  config.addCollection('posts', (api) => api.getFilteredByGlob('posts/*.md').reverse())
  config.addFilter('day', (date) => date.toISOString().slice(0, 10))
  config.addPassthroughCopy('style.css')
  return { markdownTemplateEngine: false }
}

function headingIds(md) {
  md.core.ruler.push('heading ids', ({ tokens }) => {
    const slugger = new GithubSlugger()
    tokens.forEach((token, i) => {
      if (token.type !== 'heading_open') return
      const text = tokens[i + 1].children.map(({ content }) => content).join('')
      token.attrSet('id', slugger.slug(text))
    })
  })
}
