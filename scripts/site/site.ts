/**
 * The site that a command works on: edgewise.toml, overridden by the command's flags, and the folder of its
 * index.
 *
 * The project's own articles, with the embedded model, are built into embeddings/, which is
 * committed. Anything else is built into a folder of its own below .edgewise/, which git
 * ignores, so that one corpus or model never answers for another.
 */
import { hash } from 'node:crypto'
import { basename, join, relative } from 'node:path'
import { type Command, Option } from 'commander'
import { createCommand, UserError, wholeNumber } from '../command.ts'
import { dtypes, type ModelSettings, poolings } from '../embedders/models.ts'
import { builtFolder, root } from '../project.ts'
import { type Overrides, readSettings, type Settings } from './settings.ts'

const ownArticles = join(root, 'seeds/articles')

/** A site to build: its settings and where its index lies. */
export interface Site {
  readonly settings: Settings
  /** Folder of the index. */
  readonly folder: string
}

/** Flags that override edgewise.toml for one command. */
export interface SiteFlags extends Omit<Overrides, 'model'>, Omit<ModelSettings, 'id'> {
  /** False for `--no-teach`; true if that is absent, which overrides nothing. */
  readonly teach?: boolean
  readonly model?: string
}

const modelHelp = 'what embeds: a name (npm run models), ./folder, http://server#name or static'

/** A command that works on a site: its flags override edgewise.toml. */
export function createSiteCommand(
  name: string,
  description: string,
  model = new Option('--model <id>', modelHelp),
): Command {
  return createCommand(name, description)
    .option('--articles <path>', 'folder of articles, or one file (default: as edgewise.toml says)')
    .option('--url <pattern>', 'address of an article, like https://example.org/:section/:slug/')
    .option('--no-teach', 'leaves the embedded model as it is: a faster build, weaker by meaning')
    .option('--table <folder>', 'an index whose taught table and base are used unchanged')
    .addOption(model)
    .option('--revision <name>', "the model's branch, tag or commit on huggingface.co")
    .addOption(
      new Option('--dtype <numbers>', 'number format of its weights (fp32)').choices(dtypes),
    )
    .addOption(
      new Option('--pooling <way>', "how token vectors become a text's vector").choices(poolings),
    )
    .option('--query-prefix <text>', 'put in front of a query before embedding')
    .option('--passage-prefix <text>', 'put in front of a passage before embedding')
    .option(
      '--dimensions <number>',
      'length to cut vectors to',
      wholeNumber('--dimensions', 8, 8192),
    )
    .addOption(
      new Option('--fallback <model>', "keeps the embedded model's vectors as well").choices([
        'static',
      ]),
    )
}

/** Whether a build teaches the embedded model. */
export function isTaught({ model, teach, table }: Settings): boolean {
  return model === undefined && teach && table === undefined
}

/** The site that edgewise.toml and the command's flags describe. */
export async function openSite(flags: SiteFlags): Promise<Site> {
  const { articles, url, table, model: id, revision, dtype, pooling } = flags
  const { queryPrefix, passagePrefix, dimensions, fallback } = flags
  if (table !== undefined && flags.teach === false) {
    throw new UserError('--table and --no-teach exclude each other; give one.')
  }
  const file = join(root, 'edgewise.toml')
  // A table named by a flag is used, whatever the file says of teaching.
  const teach = flags.teach === false ? false : table === undefined ? undefined : true
  const model = { id, revision, dtype, pooling, queryPrefix, passagePrefix, dimensions, fallback }
  const settings = readSettings(file, { articles, url, teach, table, model })
  if (relative(settings.articles, ownArticles) === '' && isTaught(settings)) {
    return { settings, folder: join(root, 'embeddings') }
  }
  const name = basename(settings.articles).replace(/[^\w.-]+/g, '-')
  const made = JSON.stringify([settings.articles, settings.model, settings.teach, settings.table])
  return { settings, folder: join(builtFolder, `${name}-${hash('sha256', made).slice(0, 8)}`) }
}
