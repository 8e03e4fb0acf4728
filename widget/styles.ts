/**
 * How the elements look: quiet, in the page's own font, light or dark as the page is.
 *
 * A constructed style sheet, since a page may forbid inline styles. Every colour is a custom
 * property with a default for both schemes; `light-dark()` follows the `color-scheme` that the
 * page declares. Every pair of text and ground has a contrast of at least 4.5.
 */

const css = `
:host {
  --_accent: var(--edgewise-accent, light-dark(#0b5a75, #86c7e2));
  --_ground: var(--edgewise-ground, light-dark(#fff, #1d1c1b));
  --_ink: var(--edgewise-ink, light-dark(#201e1b, #ece8e1));
  --_soft: var(--edgewise-soft, light-dark(#635d55, #aba499));
  --_edge: var(--edgewise-edge, light-dark(#8f887d, #7a746a));
  --_line: var(--edgewise-line, light-dark(#e6e1d8, #383531));
  --_mark: var(--edgewise-mark, light-dark(#ffe9a8, #5a4a17));
  --_radius: var(--edgewise-radius, 0.625rem);
  --_height: var(--edgewise-height, 2.75rem);
  --_active: color-mix(in srgb, var(--_accent) 9%, var(--_ground));
  position: relative;
  color: var(--_ink);
  font-family: var(--edgewise-font, inherit);
  font-size: var(--edgewise-font-size, 1rem);
  font-style: normal;
  font-weight: 400;
  line-height: 1.5;
  letter-spacing: normal;
  text-align: start;
  text-indent: 0;
  text-transform: none;
  white-space: normal;
  word-spacing: normal;
  cursor: auto;
}
:host(:not([hidden])) {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  align-items: center;
}
/* What the page had here before keeps its room, so that nothing moves. */
slot {
  display: block;
  visibility: hidden;
  overflow: clip;
}
slot, .root {
  grid-area: 1 / 1;
}
* {
  box-sizing: border-box;
}
[hidden] {
  display: none !important;
}
button, input {
  margin: 0;
  border: 0;
  background: none;
  color: inherit;
  font: inherit;
}
button {
  padding: 0;
  cursor: pointer;
}
svg {
  flex: none;
  inline-size: 1.25em;
  block-size: 1.25em;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.75;
  stroke-linecap: round;
}
:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: 2px;
}
.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

/* The field */
[part=form] {
  position: relative;
  margin: 0;
}
[part=field], [part=button] {
  display: flex;
  align-items: center;
  gap: 0.625em;
  inline-size: 100%;
  min-block-size: var(--_height);
  padding-inline: 0.75em;
  border: 1px solid var(--_edge);
  border-radius: var(--_radius);
  background: var(--_ground);
}
[part=icon] {
  color: var(--_soft);
}
[part=field]:focus-within {
  border-color: var(--_accent);
  outline: 1px solid var(--_accent);
}
[part=input] {
  flex: 1;
  min-inline-size: 0;
  block-size: calc(var(--_height) - 2px);
  padding: 0;
  outline: 0;
  /* Below 16 pixels, a phone zooms into a field. */
  font-size: max(1em, 16px);
  appearance: none;
}
[part=input]::-webkit-search-cancel-button {
  display: none;
}
[part=input]::placeholder {
  color: var(--_soft);
  opacity: 1;
}
[part=clear], [part=close] {
  display: grid;
  flex: none;
  place-items: center;
  inline-size: 2em;
  block-size: 2em;
  margin-inline-end: -0.375em;
  border-radius: calc(var(--_radius) - 0.25rem);
}
[part=clear] svg {
  inline-size: 1em;
  block-size: 1em;
}
[part=clear]:hover, [part=close]:hover {
  background: var(--_active);
}
[part=field]::after {
  content: '';
  position: absolute;
  inset-block-start: calc(var(--_height) - 2px);
  inset-inline: calc(var(--_radius) + 1px);
  block-size: 2px;
  background: linear-gradient(90deg, #0000, var(--_accent), #0000) 0 / 50% no-repeat;
  opacity: 0;
}
/* Only what takes long enough to be noticed is worth moving for. */
[aria-busy=true] [part=field]::after {
  opacity: 1;
  transition: opacity 0.2s 0.4s;
}
@media (prefers-reduced-motion: no-preference) {
  [aria-busy=true] [part=field]::after {
    animation: wait 1.2s infinite linear;
  }
  @keyframes wait {
    from { background-position: -100% 0; }
    to { background-position: 200% 0; }
  }
}

/* The panel */
[part=panel] {
  position: absolute;
  z-index: var(--edgewise-z, 1000);
  inset-block-start: calc(100% + 0.375rem);
  overflow: hidden;
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  background: var(--_ground);
  box-shadow: 0 0.25rem 0.5rem rgb(0 0 0 / 6%), 0 1rem 2.5rem rgb(0 0 0 / 14%);
}
[part=note] {
  margin: 0;
  padding: 0.75em 1em;
  color: var(--_soft);
  font-size: 0.9375em;
}
[part=note]:not([hidden]) + [part=list] {
  border-block-start: 1px solid var(--_line);
}
[part=list] {
  max-block-size: min(70vh, 34rem);
  overflow-y: auto;
  overscroll-behavior: contain;
  padding: 0.375em;
}
[part~=result] {
  display: block;
  padding: 0.625em 0.75em;
  border-radius: calc(var(--_radius) - 0.25rem);
  color: inherit;
  text-decoration: none;
  overflow-wrap: anywhere;
}
[part~=result]:hover, [part~=active] {
  background: var(--_active);
}
[part~=active] {
  box-shadow: inset 2px 0 var(--_accent);
}
[part~=active]:dir(rtl) {
  box-shadow: inset -2px 0 var(--_accent);
}
[part=title], [part=about], [part=excerpt] {
  display: block;
}
[part=title] {
  font-weight: 600;
  line-height: 1.35;
}
a:hover > [part=title], [part~=active] > [part=title] {
  color: var(--_accent);
}
[part=about] {
  color: var(--_soft);
  font-size: 0.8125em;
}
[part=about]:empty {
  display: none;
}
[part=excerpt] {
  margin-block-start: 0.25em;
  color: var(--_soft);
  font-size: 0.9375em;
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 3;
  overflow: hidden;
}
b {
  color: var(--_ink);
  font-weight: inherit;
}
[part=mark] {
  border-radius: 0.15em;
  background: var(--_mark);
  color: inherit;
}
[part=foot] {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5em 1.25em;
  padding: 0.625em 1em;
  border-block-start: 1px solid var(--_line);
  font-size: 0.9375em;
}
[part=retry], [part=all] {
  color: var(--_accent);
  font-weight: 600;
  text-decoration: none;
}
[part=retry]:hover, [part=all]:hover {
  text-decoration: underline;
}

/* The dialog */
[part=button] {
  min-inline-size: min(14em, 100%);
  color: var(--_soft);
  text-align: start;
}
[part=button]:hover {
  border-color: var(--_accent);
}
[part=button] span {
  flex: 1;
}
[part=key] {
  padding: 0.1em 0.45em;
  border: 1px solid var(--_line);
  border-radius: 0.3em;
  font: inherit;
  font-size: 0.75em;
  white-space: nowrap;
}
@media (hover: none) {
  [part=key] {
    display: none;
  }
}
[part=dialog] {
  inline-size: min(42rem, 100vw - 2rem);
  max-inline-size: none;
  max-block-size: none;
  margin: 10vh auto auto;
  padding: 0;
  overflow: clip;
  border: 1px solid var(--_line);
  border-radius: calc(var(--_radius) + 0.25rem);
  background: var(--_ground);
  color: inherit;
  box-shadow: 0 2rem 5rem rgb(0 0 0 / 30%);
}
[part=dialog]::backdrop {
  background: rgb(20 18 15 / 45%);
}
[part=dialog] [part=field] {
  --_height: 3.5rem;
  padding-inline-end: 4em;
  border: 0;
  outline: 0;
}
[part=close] {
  position: absolute;
  z-index: 1;
  inset-block-start: 0.75rem;
  inset-inline-end: 1.125rem;
}
[part=dialog] [part=panel] {
  position: static;
  border-width: 1px 0 0;
  border-radius: 0;
  box-shadow: none;
}
@media (max-width: 40rem) {
  [part=dialog] {
    inline-size: 100vw;
    block-size: 100dvh;
    margin: 0;
    border: 0;
    border-radius: 0;
  }
  [part=dialog] [part=list] {
    max-block-size: calc(100dvh - 8rem);
  }
}

/* Related articles */
.related {
  margin: 0;
  padding: 0;
  list-style: none;
}
.related a {
  display: block;
  padding-block: 0.5em;
  color: inherit;
  text-decoration: none;
  overflow-wrap: anywhere;
}
.related [part=title] {
  color: var(--_accent);
}
.related a:hover [part=title] {
  text-decoration: underline;
}
[part=heading] {
  margin: 0 0 0.25em;
  font: inherit;
  font-weight: 600;
  font-size: 1.125em;
}

@media (forced-colors: active) {
  [part~=active] {
    outline: 2px solid Highlight;
    outline-offset: -2px;
  }
}
@media print {
  :host {
    display: none !important;
  }
}
`

let sheet: CSSStyleSheet | undefined

/** The style sheet, one for all elements of a page. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
  }
  return sheet
}
