/**
 * The script that a page loads: registers `<edgewise-search>` and `<edgewise-related>`.
 *
 * A page that loads two versions keeps the first, since a name can be registered only once.
 */
import { EdgewiseRelated } from './related-element.ts'
import { EdgewiseSearch } from './search-element.ts'

if (!customElements.get('edgewise-search')) customElements.define('edgewise-search', EdgewiseSearch)
if (!customElements.get('edgewise-related')) {
  customElements.define('edgewise-related', EdgewiseRelated)
}

export { EdgewiseRelated, EdgewiseSearch }
