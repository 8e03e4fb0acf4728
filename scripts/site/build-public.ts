/**
 * The public files beside the worker's answers: the elements for other sites, the OpenAPI document for clients
 * in other languages, and the headers that a host sends with each.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeIfChanged } from '../files.ts'
import { root } from '../project.ts'
import { type BuiltWidget, buildWidget } from './build-widget.ts'

/** Headers of each file, in the format of Cloudflare's static assets. */
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

/** Writes these files into `folder`, which a host serves as it is; returns what was built of the elements. */
export async function buildPublic(folder: string): Promise<BuiltWidget> {
  const widget = await buildWidget(folder)
  const document = await readFile(join(root, 'openapi/openapi.json'))
  await writeIfChanged(join(folder, 'openapi.json'), document)
  await writeIfChanged(join(folder, '_headers'), headers)
  return widget
}
