/**
 * The languages that pages speak: those of messages/, and how each writes numbers and dates.
 *
 * Numbers and plural forms are written by hand, since the first number that `Intl` formats takes 12 ms;
 * say.test.ts compares with `Intl`.
 */
import da from '../../messages/da.json' with { type: 'json' }
import de from '../../messages/de.json' with { type: 'json' }
import {
  type ElementTexts,
  element,
  type LanguageFile,
  type PageTexts,
  type Plural,
  pages,
} from '../../messages/english.ts'
import es from '../../messages/es.json' with { type: 'json' }
import fi from '../../messages/fi.json' with { type: 'json' }
import fr from '../../messages/fr.json' with { type: 'json' }
import it from '../../messages/it.json' with { type: 'json' }
import ja from '../../messages/ja.json' with { type: 'json' }
import nl from '../../messages/nl.json' with { type: 'json' }
import no from '../../messages/no.json' with { type: 'json' }
import pl from '../../messages/pl.json' with { type: 'json' }
import pt from '../../messages/pt.json' with { type: 'json' }
import ru from '../../messages/ru.json' with { type: 'json' }
import sv from '../../messages/sv.json' with { type: 'json' }
import ur from '../../messages/ur.json' with { type: 'json' }
import zh from '../../messages/zh.json' with { type: 'json' }
import { type WrittenDates, writtenDates } from './dates.ts'

/** A language as a page speaks it. */
export interface Voice {
  /** Its code, as in a `lang` attribute and in `Intl`. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly texts: ElementTexts & PageTexts
  readonly numbers: Numbers
  readonly dates: WrittenDates
}

/** How a language writes whole numbers, and which plural form goes with each. */
interface Numbers {
  /** Between thousands. */
  readonly separator: string
  /** Fewest digits of a number that has separators. */
  readonly separatedFrom: number
  /** The plural form of a number, by the rules of CLDR. */
  readonly formOf: (n: number) => keyof Plural
}

const oneOrOther = (n: number) => (n === 1 ? 'one' : 'other')
const always = () => 'other' as const
/** Millions have a form of their own: `un million d’articles`. */
const romance = (n: number) => (n > 0 && n % 1_000_000 === 0 ? 'many' : oneOrOther(n))
const romanceFromNothing = (n: number) => (n === 0 ? 'one' : romance(n))
const isFew = (n: number) => n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14)
const polish = (n: number) => (n === 1 ? 'one' : isFew(n) ? 'few' : 'many')
const russian = (n: number) => (n % 10 === 1 && n % 100 !== 11 ? 'one' : isFew(n) ? 'few' : 'many')

/** English, the fallback. */
export const english = voiceOf('en', { element, pages }, numbers(',', oneOrOther))

/** Every language that pages speak, by its code. */
export const voices: ReadonlyMap<string, Voice> = new Map(
  [
    english,
    voiceOf('da', da, numbers('.', oneOrOther)),
    voiceOf('de', de, numbers('.', oneOrOther)),
    voiceOf('es', es, numbers('.', romance, 5)),
    voiceOf('fi', fi, numbers('\u00a0', oneOrOther)),
    voiceOf('fr', fr, numbers('\u202f', romanceFromNothing)),
    voiceOf('it', it, numbers('.', romance, 5)),
    voiceOf('ja', ja, numbers(',', always)),
    // Bokmål, under both of its codes.
    voiceOf('nb', no, numbers('\u00a0', oneOrOther)),
    voiceOf('nl', nl, numbers('.', oneOrOther)),
    voiceOf('no', no, numbers('\u00a0', oneOrOther)),
    voiceOf('pl', pl, numbers('\u00a0', polish, 5)),
    voiceOf('pt', pt, numbers('.', romanceFromNothing)),
    voiceOf('ru', ru, numbers('\u00a0', russian)),
    voiceOf('sv', sv, numbers('\u00a0', oneOrOther)),
    voiceOf('ur', ur, numbers(',', oneOrOther)),
    voiceOf('zh', zh, numbers(',', always)),
  ].map((voice) => [voice.language, voice]),
)

/** The voice of an index's pages: its first language, or English. */
export function chooseVoice(languages: readonly string[]): Voice {
  return voices.get(languages[0]) ?? english
}

function voiceOf(language: string, file: LanguageFile, numbers: Numbers): Voice {
  const texts = { ...file.element, ...file.pages }
  const direction = texts.direction === 'rtl' ? 'rtl' : 'ltr'
  const dates = writtenDates[language === 'no' ? 'nb' : language]
  return { language, direction, texts, numbers, dates }
}

function numbers(separator: string, formOf: Numbers['formOf'], separatedFrom = 4): Numbers {
  return { separator, separatedFrom, formOf }
}
