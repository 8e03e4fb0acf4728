/**
 * The style sheet of the elements: constructed, since a page may forbid inline styles.
 *
 * scripts/build-widget.ts puts styles.css in here as text.
 */
import css from './styles.css'

let sheet: CSSStyleSheet | undefined

/** The style sheet, one for all elements of a page. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
  }
  return sheet
}
