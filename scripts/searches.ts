/** `npm run searches`: what visitors asked, and what found no answer. */
import { join } from 'node:path'
import { createCommand, runCommand, shownPath, wholeNumber } from './command.ts'
import { root } from './project.ts'
import {
  type Asked,
  accountIn,
  datasetIn,
  mostRead,
  readNotes,
  withoutBeginnings,
} from './search-log.ts'

/** The platform keeps notes for three months. */
const mostDays = 90

const command = createCommand('searches', 'Lists what visitors asked, and what found no answer.')
  .option('--days <number>', 'days until now', wholeNumber('--days', 1, mostDays), 30)
  .option('--lines <number>', 'questions in each list', wholeNumber('--lines', 1, 10_000), 20)
  .option('--json', 'prints all questions as JSON', false)

await runCommand(command, async () => {
  const { days, lines, json } = command.opts<{ days: number; lines: number; json: boolean }>()
  const dataset = await datasetIn(shownPath(join(root, 'wrangler.toml')))
  const notes = await readNotes(dataset, days, accountIn(process.env))
  const all = withoutBeginnings(notes)
  if (notes.length === mostRead) {
    console.error(
      'More was asked than can be read: rare questions are missing, and some beginnings count as questions. ' +
        'Ask for fewer days.',
    )
  }
  if (json) {
    console.log(JSON.stringify(all, null, 2))
    return
  }
  const unanswered = all
    .map((one) => ({ ...one, asked: one.unanswered }))
    .filter(({ asked }) => asked > 0)
    .sort((a, b) => b.asked - a.asked)
  const time = days === 1 ? 'the last day' : `the last ${days} days`
  console.log(`${total(all)} searches of ${time}; ${total(unanswered)} found no answer.`)
  print('Found no answer', unanswered.slice(0, lines))
  print('Asked most', all.slice(0, lines))
})

function total(all: readonly Asked[]): string {
  return all.reduce((sum, { asked }) => sum + asked, 0).toLocaleString('en')
}

function print(title: string, questions: readonly Asked[]) {
  if (questions.length === 0) return
  const rows = questions.map(({ question, asked }) => `${String(asked).padStart(7)}  ${question}`)
  console.log(`\n${title}\n${rows.join('\n')}`)
}
