/**
 * Many documents as tokens, compact enough that a corpus of 700 million characters fits in memory.
 *
 * Everything is a *piece*: a title, or a paragraph's heading, or one of its sentences. Pieces lie end
 * to end in one array of tokens, two bytes each where the table is small enough. A document is its
 * title's piece, then for each paragraph the heading's piece and those of its sentences.
 */

/** A paragraph to be added. */
export interface TokenParagraph {
  /** Empty where there is none. */
  readonly heading: readonly number[]
  readonly sentences: readonly (readonly number[])[]
}

/** Documents as tokens. */
export interface TokenCorpus {
  readonly documents: number
  readonly paragraphs: number
  /** How many tokens all documents have. */
  readonly tokens: number
  /** Adds a document; one without paragraphs, or without a token in any, is left out. */
  add(title: readonly number[], paragraphs: readonly TokenParagraph[]): void
  /** First paragraph of a document, and one past its last. */
  paragraphsOf(document: number): readonly [number, number]
  /** Number of the document that a paragraph belongs to. */
  documentOf(paragraph: number): number
  titleOf(paragraph: number): ArrayLike<number>
  headingOf(paragraph: number): ArrayLike<number>
  /** How many sentences a paragraph has. */
  sentencesOf(paragraph: number): number
  /** Sentences `first` up to `end` of a paragraph, as one run of tokens. */
  textOf(paragraph: number, first?: number, end?: number): ArrayLike<number>
}

/** An empty corpus for tokens below `rows`. */
export function createTokenCorpus(rows: number): TokenCorpus {
  const tokens = createNumbers(rows <= 65536 ? Uint16Array : Uint32Array)
  /** First token of each piece; piece of each paragraph's heading; document of each paragraph. */
  const pieces = createNumbers(Uint32Array)
  const headings = createNumbers(Uint32Array)
  const owners = createNumbers(Uint32Array)
  /** Piece of each document's title; first paragraph of each document. */
  const titles = createNumbers(Uint32Array)
  const firsts = createNumbers(Uint32Array)
  /** First token of a piece; one past all tokens for the piece past the last. */
  const startOf = (piece: number) => (piece < pieces.length ? pieces.at(piece) : tokens.length)
  const piece = (from: number, to: number) => tokens.slice(startOf(from), startOf(to))
  const addPiece = (added: readonly number[]) => {
    pieces.push(tokens.length)
    for (const token of added) tokens.push(token)
  }
  /** The piece after a paragraph's last sentence. */
  const endOf = (paragraph: number) => {
    if (paragraph + 1 === headings.length) return pieces.length
    const next = headings.at(paragraph + 1)
    return owners.at(paragraph + 1) === owners.at(paragraph) ? next : next - 1
  }
  return {
    get documents() {
      return titles.length
    },
    get paragraphs() {
      return headings.length
    },
    get tokens() {
      return tokens.length
    },
    add(title, paragraphs) {
      const written = paragraphs.filter(({ sentences }) => sentences.some((s) => s.length > 0))
      if (written.length === 0) return
      titles.push(pieces.length)
      firsts.push(headings.length)
      addPiece(title)
      for (const { heading, sentences } of written) {
        owners.push(titles.length - 1)
        headings.push(pieces.length)
        addPiece(heading)
        for (const sentence of sentences) if (sentence.length > 0) addPiece(sentence)
      }
    },
    paragraphsOf(document) {
      const isLast = document + 1 === firsts.length
      return [firsts.at(document), isLast ? headings.length : firsts.at(document + 1)]
    },
    documentOf: (paragraph) => owners.at(paragraph),
    titleOf(paragraph) {
      const title = titles.at(owners.at(paragraph))
      return piece(title, title + 1)
    },
    headingOf(paragraph) {
      const heading = headings.at(paragraph)
      return piece(heading, heading + 1)
    },
    sentencesOf: (paragraph) => endOf(paragraph) - headings.at(paragraph) - 1,
    textOf(paragraph, first = 0, end = endOf(paragraph) - headings.at(paragraph) - 1) {
      const sentences = headings.at(paragraph) + 1
      return piece(sentences + first, sentences + end)
    },
  }
}

/** A typed array that grows. */
function createNumbers(Type: Uint16ArrayConstructor | Uint32ArrayConstructor) {
  let numbers: Uint16Array | Uint32Array = new Type(1024)
  let length = 0
  return {
    get length() {
      return length
    },
    push(value: number) {
      if (length === numbers.length) {
        const wider = new Type(2 * length)
        wider.set(numbers)
        numbers = wider
      }
      numbers[length++] = value
    },
    at: (i: number) => numbers[i],
    /** A view, valid until more is pushed. */
    slice: (from: number, to: number) => numbers.subarray(from, to),
  }
}
