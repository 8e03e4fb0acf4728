/**
 * How each language of the pages writes a date.
 *
 * Written by hand, since the first date that `Intl` formats takes 13 ms, more than a request may take on the free
 * plan; say.test.ts compares with `Intl`.
 */

/** The dates of a language; `day` and `month` are patterns with `{day}`, `{month}` and `{year}`. */
export interface WrittenDates {
  /** The twelve months, separated by spaces, as they are written with a day. */
  readonly months: string
  /** As they are written without a day, where that differs. */
  readonly alone?: string
  readonly day: string
  readonly month: string
}

/** By code of the language, that of Bokmål for Norwegian. */
export const writtenDates: Readonly<Record<string, WrittenDates>> = {
  en: {
    months: 'January February March April May June July August September October November December',
    day: '{day} {month} {year}',
    month: '{month} {year}',
  },
  da: {
    months: 'januar februar marts april maj juni juli august september oktober november december',
    day: '{day}. {month} {year}',
    month: '{month} {year}',
  },
  de: {
    months: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
    day: '{day}. {month} {year}',
    month: '{month} {year}',
  },
  es: {
    months:
      'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
    day: '{day} de {month} de {year}',
    month: '{month} de {year}',
  },
  fi: {
    months:
      'tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta',
    alone:
      'tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu',
    day: '{day}. {month} {year}',
    month: '{month} {year}',
  },
  fr: {
    months: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
    day: '{day} {month} {year}',
    month: '{month} {year}',
  },
  it: {
    months:
      'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
    day: '{day} {month} {year}',
    month: '{month} {year}',
  },
  ja: {
    months: '1 2 3 4 5 6 7 8 9 10 11 12',
    day: '{year}年{month}月{day}日',
    month: '{year}年{month}月',
  },
  nb: {
    months: 'januar februar mars april mai juni juli august september oktober november desember',
    day: '{day}. {month} {year}',
    month: '{month} {year}',
  },
  nl: {
    months:
      'januari februari maart april mei juni juli augustus september oktober november december',
    day: '{day} {month} {year}',
    month: '{month} {year}',
  },
  pl: {
    months:
      'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia',
    alone:
      'styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień',
    day: '{day} {month} {year}',
    month: '{month} {year}',
  },
  pt: {
    months:
      'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
    day: '{day} de {month} de {year}',
    month: '{month} de {year}',
  },
  ru: {
    months: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
    alone: 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь',
    day: '{day} {month} {year}\u00a0г.',
    month: '{month} {year}\u00a0г.',
  },
  sv: {
    months: 'januari februari mars april maj juni juli augusti september oktober november december',
    day: '{day} {month} {year}',
    month: '{month} {year}',
  },
  ur: {
    months: 'جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر',
    day: '{day} {month}، {year}',
    month: '{month} {year}',
  },
  zh: {
    months: '1 2 3 4 5 6 7 8 9 10 11 12',
    day: '{year}年{month}月{day}日',
    month: '{year}年{month}月',
  },
}
