/**
 * The stylesheet of all pages.
 *
 * One column, the reader's own fonts, and one accent colour. Light and dark are the same
 * sheet with different colours; every pair of text and ground has a contrast of at least
 * 4.5. It is served by the app itself, so that the policy can forbid all other styles.
 */

import { filterStyle } from './filter-style.ts'

export const style = `
:root {
  color-scheme: light dark;
  --ground: #fdfcfa;
  --field: #fff;
  --ink: #23211e;
  --soft: #69635a;
  --line: #e2ddd4;
  --edge: #8f887d;
  --accent: #0b5a75;
  --on-accent: #fff;
  --mark: #ffeab0;
  --reading: Charter, 'Bitstream Charter', 'Iowan Old Style', 'Sitka Text', Cambria, Georgia, serif;
}

@media (prefers-color-scheme: dark) {
  :root {
    --ground: #181715;
    --field: #211f1d;
    --ink: #e9e5de;
    --soft: #a9a298;
    --line: #35322d;
    --edge: #7a746a;
    --accent: #86c7e2;
    --on-accent: #10242c;
    --mark: #57481a;
  }
}

* {
  box-sizing: border-box;
}

html {
  background: var(--ground);
  color: var(--ink);
  font: 100%/1.55 system-ui, sans-serif;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}

body {
  margin: 0 auto;
  max-width: 44rem;
  padding: 1.5rem max(1.25rem, 4vw) 5rem;
  overflow-wrap: break-word;
}

a {
  color: var(--accent);
  text-decoration-thickness: 1px;
  text-underline-offset: 0.18em;
}

a:hover {
  text-decoration-thickness: 2px;
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}

ul,
ol {
  margin: 0;
  padding: 0;
  list-style: none;
}

h1,
article :is(h2, h3, h4) {
  line-height: 1.25;
  text-wrap: balance;
}

header {
  margin-bottom: 1.5rem;
}

header a {
  color: var(--soft);
  font-weight: 600;
  text-decoration: none;
}

header a:hover {
  color: var(--accent);
  text-decoration: underline;
}

/* For who listens. */
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

/* The box */

form label {
  display: block;
  margin-bottom: 0.5rem;
  color: var(--soft);
  font-size: 0.9375rem;
}

.box {
  display: flex;
  gap: 0.5rem;
}

[type='search'],
button {
  min-height: 3rem;
  border-radius: 0.5rem;
  font: inherit;
  font-size: 1.0625rem;
}

[type='search'] {
  flex: 1;
  min-width: 0;
  padding: 0 0.875rem;
  border: 1px solid var(--edge);
  background: var(--field);
  color: inherit;
}

button {
  padding: 0 1.25rem;
  border: 1px solid var(--accent);
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
  cursor: pointer;
}

.start {
  padding-top: 12vh;
}

.start h1 {
  margin: 0 0 1.75rem;
  font: 600 clamp(1.75rem, 1.2rem + 2.5vw, 2.5rem)/1.2 var(--reading);
}

${filterStyle}
/* Results */

.about {
  margin: 0.25rem 0;
  color: var(--soft);
  font-size: 0.875rem;
}

form + .about {
  margin-top: 1rem;
}

.note + .about {
  margin-top: 0.5rem;
}

.head {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.5rem;
  justify-content: space-between;
  margin-top: 1.5rem;
  color: var(--soft);
  font-size: 0.9375rem;
}

.order {
  display: flex;
  gap: 1rem;
  margin: 0;
}

.order [aria-current] {
  color: var(--ink);
  font-weight: 600;
}

.count {
  margin: 0;
  font: inherit;
  text-wrap: wrap;
}

.note {
  margin: 1.5rem 0 0;
  font: inherit;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-inline-start: 4px solid var(--accent);
  border-radius: 0.25rem;
  background: var(--field);
}

.results > li {
  padding: 1.5rem 0;
  border-bottom: 1px solid var(--line);
}

.results > li:last-child {
  padding-bottom: 0;
  border-bottom: 0;
}

.results h2 {
  margin: 0;
  font: 600 1.25rem/1.3 var(--reading);
}

.results h2 a {
  text-decoration: none;
}

.results h2 a:hover {
  text-decoration: underline;
}

.results h2 a:visited {
  color: color-mix(in srgb, var(--accent), var(--soft) 60%);
}

.passage {
  margin: 0.5rem 0 0;
  color: var(--soft);
}

.passage strong {
  color: var(--ink);
  font-weight: 500;
}

.sections {
  margin: 0.5rem 0 0;
  font-size: 0.9375rem;
}

.sections a {
  display: inline-block;
  max-width: 100%;
  padding: 0.125rem 0;
  text-decoration: none;
}

.sections a::before {
  content: '§ ';
}

.sections a:hover {
  text-decoration: underline;
}

mark {
  padding: 0.05em 0.1em;
  border-radius: 0.15em;
  background: var(--mark);
  color: var(--ink);
}

/* Not the query's word, only near to it: told by its line, whatever colours are shown. */
mark.near {
  padding: 0;
  background: none;
  color: inherit;
  text-decoration: underline dotted 2px var(--edge);
  text-underline-offset: 0.2em;
}

nav {
  display: flex;
  gap: 1.5rem;
  margin-top: 1.5rem;
  padding-top: 1rem;
  border-top: 1px solid var(--line);
}

nav a {
  padding: 0.5rem 0;
}

nav [rel='next'],
nav p {
  margin: 0;
  margin-inline-start: auto;
}

nav p {
  padding: 0.5rem 0;
  color: var(--soft);
}

/* Reading */

article {
  font: 1.125rem/1.65 var(--reading);
}

article h1 {
  margin: 0 0 0.75rem;
  font-size: clamp(1.625rem, 1.2rem + 2vw, 2.125rem);
}

article h2 {
  margin: 2.25rem 0 0.75rem;
  font-size: 1.375rem;
}

article h3,
article h4 {
  margin: 1.75rem 0 0.5rem;
  font-size: 1.1875rem;
}

article :is(h2, h3, h4) a {
  color: inherit;
  text-decoration: none;
}

article :is(h2, h3, h4) a:hover {
  text-decoration: underline;
}

article :is(h2, h3, h4):target {
  text-decoration: underline var(--accent) 3px;
  text-underline-offset: 0.25em;
}

article p {
  margin: 0 0 1.125rem;
  white-space: pre-wrap;
}

article .about {
  margin: 0 0 0.25rem;
  font: 0.9375rem/1.55 system-ui, sans-serif;
}

article .about + :not(.about) {
  margin-top: 1.75rem;
}

.related {
  margin: 3rem 0 2rem;
  padding-top: 1.25rem;
  border-top: 1px solid var(--line);
}

.related h2 {
  margin: 0 0 0.75rem;
  font-size: 1.125rem;
}

.related li {
  padding: 0.375rem 0;
}
`
