/**
 * The export of an account on Medium: a page for each post in `posts`, drafts among them, and others about the account,
 * such as what it paid for, and from where it was used. All have the same style sheet.
 *
 * Responses to other posts are read, too: nothing tells them from posts without a title.
 */
import type { Survey } from '../html/survey.ts'

const style = /<style\b[^<>]*>[^<]*section\[data-field=subtitle\]/

/** Why a page of such an export is no article; null if it is one, or of no export. */
export function mediumReason(html: string, { elements, canonical }: Survey): string | null {
  if (!style.test(html)) return null
  const isPost = elements.some(({ attributes }) => attributes['data-field'] === 'body')
  if (!isPost) return 'not a post (export of Medium)'
  // Only what is published has an address.
  return canonical === null ? 'draft (export of Medium)' : null
}
