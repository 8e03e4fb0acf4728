/** `npm run openapi`: writes the OpenAPI document. The result is committed; a test makes it again. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDocument } from './document.ts'

await writeFile(join(import.meta.dirname, 'openapi.json'), writeDocument())
