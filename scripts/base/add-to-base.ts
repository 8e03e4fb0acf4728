/**
 * A day's change of an index that has a base: the base stays as it is, and articles that came or changed
 * since become segments beside it. All is built again if too many did, or if something that all of it depends
 * on changed.
 */
import type { Base } from '../../core/index/base.ts'
import type { Manifest, ManifestModel } from '../../core/index/manifest.ts'
import { dot } from '../../core/model/model.ts'
import type { Document } from '../../core/text/document.ts'
import { chunkerVersion } from '../../core/text/passages.ts'
import {
  type Build,
  type Built,
  countsOf,
  finish,
  makeSegments,
  withCut,
} from '../index/build-steps.ts'
import { shareBase } from '../index/share-files.ts'
import { arrange, type Series } from '../shelf.ts'
import { compareWithBase, type KeptBase } from './keep-base.ts'

/** Least cosine of two vectors of one text by one model. */
const sameVector = 0.9999

/** An index that has a base. */
export type Former = Manifest & { readonly base: Base }

/** The former index with what changed since, or a sentence that says why its base cannot stay. */
export async function addToBase(
  build: Build,
  documents: Series<Document>,
  former: Former,
): Promise<Built | string> {
  const { folder, options, limits } = build
  const from = options.former as string
  const kept = await findKept(build, documents, former)
  if (typeof kept === 'string') return kept
  const fresh = arrange(documents, kept.fresh)
  return withCut(build, fresh, async (cut) => {
    if (cut.passages > limits.freshPassages) {
      return tooMuch(`${cut.passages.toLocaleString('en')} passages are new`, limits.freshPassages)
    }
    const { segments, ...counted } = await makeSegments(build, cut)
    await shareBase(from, folder, kept.base)
    const { documents: articles, passages, words } = countsOf(segments)
    const made = { ...cut, ...counted, rebuilt: null, added: cut.passages }
    return finish(build, made, {
      documents: kept.left.documents + articles,
      passages: kept.left.passages + passages,
      words: kept.left.words + words,
      confidence: former.confidence,
      shards: segments.map(({ shard }) => shard),
      base: kept.base,
    })
  })
}

async function findKept(
  { model, options, limits }: Build,
  documents: Iterable<Document>,
  former: Former,
): Promise<KeptBase | string> {
  const { base, fields, chunker } = former
  const probes: ManifestModel['probes'] = []
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const other = (what: string) => allAgain(`the former index has ${what}`)
  if (!isSame(fields, options.fields)) return other('other fields')
  if (!isSame({ ...former.model, probes }, { ...model, probes }) || !agrees(former.model, model)) {
    return other('another model or table')
  }
  if (chunker !== chunkerVersion) return other('passages or words that were cut differently')
  const kept = await compareWithBase(options.former as string, former, base, documents)
  const gone = kept.base.removed.length
  const most = Math.floor(base.documents * limits.removedShare)
  if (gone <= most) return kept
  return tooMuch(`${gone.toLocaleString('en')} articles were changed or removed`, most)
}

/** Whether both embed the probes alike; a server's last digits may differ from day to day. */
function agrees({ probes: some }: ManifestModel, { probes: others }: ManifestModel): boolean {
  return some.every(({ text, vector }, i) => {
    const other = others[i]
    return (
      other?.text === text &&
      dot(Float32Array.from(vector), Float32Array.from(other.vector)) >= sameVector
    )
  })
}

function tooMuch(what: string, most: number): string {
  return allAgain(`${what}; a base is kept for at most ${most.toLocaleString('en')}`)
}

/** Why all is built again. Said at each build: while `--table` names the same index, its base stays the old one. */
export function allAgain(reason: string): string {
  return (
    `Everything is built again, because ${reason}. To let the next build add to this one, ` +
    'name the folder of this index with --table.'
  )
}
