/**
 * What anybody may fetch beside the worker's answers: the elements for other pages, and the OpenAPI document for
 * who asks from other languages, with what a host sends along.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuiltWidget, buildWidget } from './build-widget.ts'
import { writeIfChanged } from './index-files.ts'
import { root } from './site.ts'

/** What a host sends with each file; the format is that of Cloudflare's static assets. */
const headers = `/widget.js
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=300
  Cross-Origin-Resource-Policy: cross-origin
  X-Content-Type-Options: nosniff

/openapi.json
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=300
  Cross-Origin-Resource-Policy: cross-origin
  X-Content-Type-Options: nosniff

/widget/*
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=31536000, immutable
  Cross-Origin-Resource-Policy: cross-origin
  X-Content-Type-Options: nosniff
`

/** Writes all of it into `folder`, which a host serves as it is; tells of the elements. */
export async function buildPublic(folder: string): Promise<BuiltWidget> {
  const widget = await buildWidget(folder)
  const document = await readFile(join(root, 'openapi/openapi.json'))
  await writeIfChanged(join(folder, 'openapi.json'), document)
  await writeIfChanged(join(folder, '_headers'), headers)
  return widget
}
