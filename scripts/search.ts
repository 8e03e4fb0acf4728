/** `npm run search -- "question"`: asks the index from the terminal; without a question, lists what is newest. */
import { styleText } from 'node:util'
import { Option } from 'commander'
import type { Mode, Result, SearchParameters, SearchResponse, Sort } from '../core/protocol.ts'
import { answerUrl, limits, normalizeQuestion, piecesOf } from '../core/protocol.ts'
import { ask } from '../core/search/engine.ts'
import { notesOn } from '../core/search/notes.ts'
import { collect, runCommand, UserError, wholeNumber } from './command.ts'
import { openQueryEmbedder } from './embedders/query.ts'
import { localUrlOf, openIndexFolder } from './index/index-files.ts'
import { remarkOnAsked } from './serve/serving.ts'
import { refreshSiteIndex } from './site/build-site.ts'
import { createSiteCommand, openSite, type SiteFlags } from './site/site.ts'

interface Flags extends SiteFlags {
  readonly k: number
  readonly mode: Mode
  readonly sort: Sort
  readonly from?: string
  readonly to?: string
  readonly filter: string[]
  readonly explain: boolean
  readonly exact: boolean
  readonly json: boolean
}

const command = createSiteCommand('search', 'Asks the index a question.')
  .argument('[question...]', 'what you want to know; without it, the newest articles are listed')
  .option('-k <number>', 'results wanted', wholeNumber('-k', 1, limits.k), 5)
  .addOption(
    new Option('--mode <mode>', 'what ranks: words and meaning, meaning alone or words alone')
      .choices(['hybrid', 'semantic', 'words'])
      .default('hybrid'),
  )
  .addOption(
    new Option('--sort <order>', 'best first, or newest first')
      .choices(['relevance', 'date'])
      .default('relevance'),
  )
  .option('--from <date>', 'articles from this day, month or year on')
  .option('--to <date>', 'articles up to this day, month or year')
  .option('--filter <field=value>', 'articles with this value; may be repeated', collect, [])
  .option('--explain', 'shows how each article came to its place', false)
  .option('--exact', 'refuses to answer by estimates, as a very large index does', false)
  .option('--json', 'prints the answer as the worker gives it', false)

await runCommand(command, async () => {
  const flags = command.opts<Flags>()
  const parameters = parametersOf(normalizeQuestion(command.args.join(' ')), flags)
  const site = await openSite(flags)
  const remark = await remarkOnAsked(site, flags)
  if (remark) console.error(remark)
  await refreshSiteIndex(site, console.error)
  const { folder, settings } = site
  const engine = await openIndexFolder(folder, (model) =>
    openQueryEmbedder(folder, model, settings.model),
  )
  const response = await ask(engine, parameters, localUrlOf)
  if (flags.json) console.log(JSON.stringify(response, null, 2))
  else print(response)
})

function parametersOf(q: string, flags: Flags): SearchParameters {
  if (q.length > limits.queryLength) {
    throw new UserError(
      `The question has ${q.length} characters; at most ${limits.queryLength} are wanted.`,
    )
  }
  const filters = new Map<string, string[]>()
  for (const filter of flags.filter) {
    const [field, value] = filter.split(/=(.*)/s)
    if (!value) throw new UserError(`--filter is "${filter}"; field=value is wanted.`)
    filters.set(field, [...(filters.get(field) ?? []), value])
  }
  const { k, mode, sort, from, to, explain, exact } = flags
  const fixed = { offset: 0, filters: Object.fromEntries(filters) }
  return { q, k, mode, sort, from, to, explain, exact, ...fixed }
}

function print(response: SearchResponse) {
  const { results, confident, total, found = total, feedback, approximate } = response
  for (const note of notesOn(response)) console.log(styleText('yellow', note))
  if (results.length === 0) console.log('No article was found.')
  else if (!confident) console.log('No article here answers this. The nearest articles:')
  if (feedback) console.log(styleText('dim', `Feedback: ${JSON.stringify(feedback)}`))
  for (const [i, result] of results.entries()) printResult(i + 1, result)
  if (total > results.length || found > total) {
    const best = found > total ? `, the best of ${found}` : ''
    const more = results.length < Math.min(total, limits.k) ? '; -k shows more' : ''
    console.log(styleText('dim', `${results.length} of ${total} articles${best}${more}.`))
  }
  if (approximate) console.log(styleText('dim', `Estimated: ${approximate.join(', ')}.`))
}

function printResult(rank: number, result: Result) {
  const { id, title, titleMarks, date, source, passage, sections = [], explain } = result
  const named = title === '' ? id : marked(title, [0, title.length], titleMarks)
  const about = [date, source].filter((part) => part !== null).join(' · ')
  console.log(`${rank}. ${styleText('bold', named)}${about && styleText('dim', `  ${about}`)}`)
  if (passage.heading.length > 0) console.log(`   ${styleText('dim', passage.heading.join(' › '))}`)
  const sentence = marked(passage.text, result.sentence, result.marks, result.near)
  if (sentence !== '') console.log(`   ${sentence}`)
  console.log(`   ${styleText('dim', answerUrl(result))}`)
  for (const { heading, url } of sections) {
    console.log(`   ${heading.join(' › ')}  ${styleText('dim', url)}`)
  }
  if (explain) console.log(`   ${styleText('dim', JSON.stringify(explain))}`)
}

/** A stretch of a text, its marks coloured and near words underlined if the terminal can. */
function marked(...stretch: Parameters<typeof piecesOf>): string {
  const styles = { mark: ['yellow', 'bold'], near: ['underline'] } as const
  return piecesOf(...stretch)
    .map(({ text, marked }) => (marked ? styleText([...styles[marked]], text) : text))
    .join('')
    .replace(/\s+/g, ' ')
}
