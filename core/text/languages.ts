/**
 * The languages whose words can be stemmed and whose stop words are known.
 *
 * Codes are ISO 639-1. A language that is not listed still works: its words are
 * compared as they are written. Chinese, Japanese, Korean, Thai and their
 * neighbours need no entry, since they are indexed by pairs of characters.
 */
import { stemmer as arabic } from '@orama/stemmers/arabic'
import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as hungarian } from '@orama/stemmers/hungarian'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as romanian } from '@orama/stemmers/romanian'
import { stemmer as russian } from '@orama/stemmers/russian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemmer as turkish } from '@orama/stemmers/turkish'
import { stopwords as arabicStops } from '@orama/stopwords/arabic'
import { stopwords as danishStops } from '@orama/stopwords/danish'
import { stopwords as dutchStops } from '@orama/stopwords/dutch'
import { stopwords as englishStops } from '@orama/stopwords/english'
import { stopwords as finnishStops } from '@orama/stopwords/finnish'
import { stopwords as frenchStops } from '@orama/stopwords/french'
import { stopwords as germanStops } from '@orama/stopwords/german'
import { stopwords as hungarianStops } from '@orama/stopwords/hungarian'
import { stopwords as italianStops } from '@orama/stopwords/italian'
import { stopwords as norwegianStops } from '@orama/stopwords/norwegian'
import { stopwords as portugueseStops } from '@orama/stopwords/portuguese'
import { stopwords as romanianStops } from '@orama/stopwords/romanian'
import { stopwords as russianStops } from '@orama/stopwords/russian'
import { stopwords as spanishStops } from '@orama/stopwords/spanish'
import { stopwords as swedishStops } from '@orama/stopwords/swedish'
import { stopwords as turkishStops } from '@orama/stopwords/turkish'

/** What the words leg knows of a language. */
export interface Language {
  /** The stem of a word in lower case. */
  readonly stem: (word: string) => string
  /** Its words have no accents of their own, so these are removed before stemming; other stemmers need them. */
  readonly isPlain?: boolean
  /** Words too common to search for, as they are written. */
  readonly stopWords: readonly string[]
}

/** A list of stop words and others that it lacks, separated by spaces. */
const withWords = (stopWords: readonly string[], others: string) => [
  ...stopWords,
  ...others.split(' '),
]

/**
 * Every language known, by code. The library's lists of some lack words that begin questions, which hardly any article
 * holds, so that they would count more than what is asked; and that of English what contractions leave when split.
 */
export const languages: Readonly<Record<string, Language>> = {
  ar: { stem: arabic, stopWords: withWords(arabicStops, 'لماذا لمن') },
  da: {
    stem: danish,
    stopWords: withWords(
      danishStops,
      'hvem hvilke hvilken hvilket hvordan hvorfor hvorfra hvorhen hvornår',
    ),
  },
  de: {
    stem: german,
    stopWords: withWords(
      germanStops,
      'darf dürfen inwiefern inwieweit müssen sollen wann warum wem wen wer weshalb wessen weswegen wieso wieviel ' +
        'wieviele wobei wodurch wofür wogegen woher wohin womit wonach woran worauf woraus worin worüber worum wovon wovor wozu',
    ),
  },
  en: { stem: english, isPlain: true, stopWords: withWords(englishStops, 'a s t') },
  es: { stem: spanish, stopWords: withWords(spanishStops, 'adónde') },
  fi: {
    stem: finnish,
    stopWords: withWords(
      finnishStops,
      'kuinka kumpi milloin millainen minne miten montako paljonko',
    ),
  },
  fr: {
    stem: french,
    stopWords: withWords(
      frenchStops,
      'auquel auxquelles auxquels combien comment desquelles desquels duquel laquelle lequel lesquelles lesquels où ' +
        'pourquoi quand quoi',
    ),
  },
  hu: { stem: hungarian, stopWords: withWords(hungarianStops, 'hová meddig miként') },
  it: { stem: italian, stopWords: withWords(italianStops, 'cosa perchè quali quando') },
  nl: {
    stem: dutch,
    stopWords: withWords(
      dutchStops,
      'hoelang hoeveel waar waaraan waarbij waardoor waarheen waarin waarmee waarnaar waarom waarop waarover waaruit ' +
        'waarvan waarvoor wanneer welk welke',
    ),
  },
  no: { stem: norwegian, stopWords: withWords(norwegianStops, 'hvilket hvorfra hvorhen') },
  pt: {
    stem: portuguese,
    stopWords: withWords(
      portugueseStops,
      'aonde onde porque porquê quais quanta quantas quanto quantos quê',
    ),
  },
  ro: { stem: romanian, stopWords: withWords(romanianStops, 'câtă câți cui') },
  ru: {
    stem: russian,
    stopWords: withWords(
      russianStops,
      'какая каких каким какие какого какое какую кого кому откуда отчего почему сколько чей чьё чьи чья',
    ),
  },
  sv: { stem: swedish, stopWords: withWords(swedishStops, 'varifrån vems') },
  tr: { stem: turkish, stopWords: withWords(turkishStops, 'hangisi kaç kimin nereden') },
}

/** For a language that is not listed. */
export const unknownLanguage: Language = { stem: (word) => word, stopWords: [] }
