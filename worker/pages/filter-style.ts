/**
 * The part of the stylesheet for the filters of a search, chosen and offered (filters.ts).
 *
 * Filters are folded above the results. Where there is room they stand open beside them, if the browser can show the
 * content of a closed `details`; otherwise they stay folded.
 */
export const filterStyle = `
.scope {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
  align-items: center;
  margin-top: 1rem;
  color: var(--soft);
  font-size: 0.875rem;
}

.scope ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
  min-width: 0;
}

.scope a {
  padding: 0.25rem 0;
}

.scope li {
  min-width: 0;
}

.scope li a {
  display: inline-block;
  max-width: 100%;
  padding: 0.25rem 0.75rem;
  border: 1px solid var(--edge);
  border-radius: 1rem;
  background: var(--field);
  text-decoration: none;
}

.scope li a:hover {
  border-color: var(--accent);
}

.filters {
  margin-top: 1rem;
  font-size: 0.9375rem;
}

summary {
  width: fit-content;
  padding: 0.375rem 0;
  color: var(--accent);
  cursor: pointer;
}

.filters + div > .head:first-child {
  margin-top: 0.5rem;
}

.filters fieldset {
  min-width: 0;
  margin: 0 0 1.25rem;
  padding: 0;
  border: 0;
}

.filters legend {
  padding: 0;
  font-weight: 600;
}

.filters legend::first-letter {
  text-transform: uppercase;
}

.filters label {
  display: flex;
  gap: 0.5rem;
  align-items: baseline;
  padding: 0.25rem 0;
  cursor: pointer;
}

.filters bdi {
  min-width: 0;
}

.filters label:has([type='date']) {
  max-width: 13rem;
}

[type='date'] {
  min-width: 0;
  min-height: 2rem;
  margin-inline-start: auto;
  border: 1px solid var(--edge);
  border-radius: 0.25rem;
  background: var(--field);
  color: inherit;
  font: inherit;
  font-size: 0.875rem;
}

[type='checkbox'] {
  flex: none;
  width: 1rem;
  height: 1rem;
  margin: 0;
  accent-color: var(--accent);
  translate: 0 0.125rem;
}

.number {
  margin-inline-start: auto;
  color: var(--soft);
  font-variant-numeric: tabular-nums;
}

.filters button {
  margin-bottom: 1rem;
  min-height: 2.5rem;
  font-size: 0.9375rem;
}

.skip:not(:focus) {
  position: absolute;
  clip-path: inset(50%);
}

/* Beside the results where there is room, and nothing to open then. */
@media (min-width: 60rem) {
  @supports selector(::details-content) {
    body:has(.sides > .filters) {
      max-width: 63rem;
    }

    .sides:has(.filters) {
      display: grid;
      grid-template-columns: 13rem minmax(0, 1fr);
      gap: 2.5rem;
    }

    .sides > .filters > details > summary {
      display: none;
    }

    .sides > .filters > details::details-content {
      content-visibility: visible;
    }

    .sides > .filters,
    .sides > .filters + div > .head {
      margin-top: 1.5rem;
    }
  }
}
`
