/**
 * The script that a page loads: makes `<edgewise-search>` and `<edgewise-related>` known.
 *
 * A page that loads two versions keeps the one that came first, since a name can be given only once.
 */
import { EdgewiseRelated } from './related-element.ts'
import { EdgewiseSearch } from './search-element.ts'

if (!customElements.get('edgewise-search')) customElements.define('edgewise-search', EdgewiseSearch)
if (!customElements.get('edgewise-related')) {
  customElements.define('edgewise-related', EdgewiseRelated)
}

export { EdgewiseRelated, EdgewiseSearch }
