/**
 * The other sections of an article that answer about as well. On a long page, such as one of documentation or a
 * manual, the passage that is shown is often not the only one that a reader wants.
 */
import { type Index, passagesOf, segmentOfPassage } from '../index/open.ts'
import type { DocumentRecord } from '../index/segment.ts'
import { placeUrl, type ResultSection } from '../protocol.ts'
import { headingPath } from '../text/document.ts'
import { choosePassage, createEvidence, type PassageLegs } from './excerpt.ts'

/** Most sections of an article that are named. */
const mostSections = 3
/** Share of the evidence of an answer, beyond the floor, from which a section answers about as well. */
const enoughOfAnswer = 0.77

/**
 * Evidence from which a section answers about as well as `document`, the first article that answers.
 *
 * Only what exceeds the floor counts: some models give any two texts a cosine of 0.75.
 */
export function enoughEvidence(index: Index, document: number, legs: PassageLegs): number {
  const floor = legs.vectors ? Math.max(0, index.manifest.confidence.floor) : 0
  const { evidence } = choosePassage(index, document, legs)
  return floor + enoughOfAnswer * (evidence - floor)
}

/**
 * Sections of `document` besides that of the passage which is shown, those with most evidence first.
 *
 * @param url   address of the article
 * @param shown the passage that is shown
 * @param least evidence that a section's best passage must have
 */
export function otherSections(
  index: Index,
  document: number,
  { headings }: DocumentRecord,
  url: string,
  shown: number,
  legs: PassageLegs,
  least: number,
): ResultSection[] {
  const [first, end] = passagesOf(index, document)
  const evidenceOf = createEvidence(legs)
  const found: { heading: number; evidence: number }[] = []
  for (let passage = first; passage < end; passage++) {
    const evidence = evidenceOf(passage)
    if (evidence >= least) found.push({ heading: headingOf(index, passage), evidence })
  }
  const rows = new Set(found.sort((a, b) => b.evidence - a.evidence).map(({ heading }) => heading))
  rows.delete(headingOf(index, shown))
  // No address leads above the first heading, or to one without an anchor, as in HTML.
  const reached = [...rows].filter((row) => headings[row]?.anchor)
  const sections = new Map<string, ResultSection>()
  for (const row of reached) {
    const heading = headingPath(headings, row).map(({ text }) => text)
    const name = heading.join('\n')
    // Two links of one name could not be told apart.
    if (!sections.has(name))
      sections.set(name, { heading, url: placeUrl(url, headings[row].anchor) })
  }
  return [...sections.values()].slice(0, mostSections)
}

/** Row of the heading above a passage among its article's; -1 above the first. */
function headingOf(index: Index, passage: number): number {
  const [{ headings }, row] = segmentOfPassage(index, passage)
  return headings[row]
}
