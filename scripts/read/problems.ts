/** What is wrong with articles: with one file, which another may share, and with all of them, to be told at once. */
import { compareCodePoints } from '../../core/index/strings.ts'

/** One thing wrong with a file. */
export interface Problem {
  /** From 1. */
  readonly line: number
  /** What came, what is wanted, what to do. */
  readonly sentence: string
}

/** A file that cannot be read as an article, with everything wrong with it. */
export class BrokenArticle extends Error {
  override readonly name = 'BrokenArticle'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(({ line, sentence }) => `${line}: ${sentence}`).join('\n'), options)
    this.problems = problems
  }
}

/** A file with one thing wrong. */
export function broken(line: number, sentence: string, cause?: unknown): BrokenArticle {
  return new BrokenArticle([{ line, sentence }], { cause })
}

/** Something wrong, in a file or with where files are looked for. */
export interface ArticleProblem extends Partial<Problem> {
  readonly file?: string
  readonly sentence: string
}

/** Articles of which no index can be made; its message has a line for everything wrong. */
export class BadArticles extends Error {
  override readonly name = 'BadArticles'

  constructor(problems: readonly ArticleProblem[], options?: ErrorOptions) {
    const sorted = problems.toSorted(
      (a, b) => compareCodePoints(a.file ?? '', b.file ?? '') || (a.line ?? 1) - (b.line ?? 1),
    )
    const lines = sorted.map(({ file, line, sentence }) =>
      file === undefined ? sentence : `${file}:${line ?? 1}: ${sentence}`,
    )
    super(lines.join('\n'), options)
  }
}

/** What is wrong with files, to be told at once. */
export function createProblems() {
  const all: ArticleProblem[] = []
  const add = (file: string, problems: readonly Problem[]) => {
    for (const problem of problems) all.push({ file, ...problem })
  }
  return {
    all,
    add,
    /** What `run` gives; undefined if the file is broken, and then its problems are kept. */
    attempt<Result>(file: string, run: () => Result): Result | undefined {
      try {
        return run()
      } catch (error) {
        if (!(error instanceof BrokenArticle)) throw error
        add(file, error.problems)
        return undefined
      }
    },
  }
}
