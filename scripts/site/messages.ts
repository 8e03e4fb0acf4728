/** The texts of the elements in languages other than English, from messages/, in the form they load. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LanguageFile } from '../../messages/english.ts'
import { root } from '../project.ts'

const place = join(root, 'messages')

/** The texts of every language by its code, as JSON, without those that only pages show. */
export async function readElementTexts(): Promise<Map<string, string>> {
  const names = (await readdir(place)).filter((name) => name.endsWith('.json')).sort()
  const texts = names.map(async (name) => {
    const file: LanguageFile = JSON.parse(await readFile(join(place, name), 'utf8'))
    return [name.replace('.json', ''), JSON.stringify(file.element)] as const
  })
  const all = new Map(await Promise.all(texts))
  // Our Norwegian is Bokmål, which pages name by either code.
  return all.set('nb', all.get('no') as string)
}
