/**
 * The style sheet of the elements: a constructed one, since a page may forbid inline styles.
 *
 * scripts/site/build-widget.ts bundles styles.css as text.
 */
import css from './styles.css'

let sheet: CSSStyleSheet | undefined

/** The style sheet, which all elements of a page share. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
  }
  return sheet
}
