import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { awkwardText, holds } from '../../test/support.ts'
import { splitSentences } from './sentences.ts'

/** The sentences of a text, separated by `|`. */
const parted = (text: string) =>
  splitSentences(text)
    .map(([start, end]) => text.slice(start, end))
    .join('|')

describe('splitSentences', () => {
  test.each([
    [
      'plain stops',
      'It rained. Nobody came! Why? We know.',
      'It rained.|Nobody came!|Why?|We know.',
    ],
    ['Armenian', 'Անձրև էր։ Ոչ ոք չեկավ։', 'Անձրև էր։|Ոչ ոք չեկավ։'],
    ['Amharic', 'ዝናብ ዘነበ። ማን መጣ፧ ማንም።', 'ዝናብ ዘነበ።|ማን መጣ፧|ማንም።'],
    ['Burmese', 'မိုးရွာသည်။ ဘယ်သူမှမလာပါ။', 'မိုးရွာသည်။|ဘယ်သူမှမလာပါ။'],
    ['Khmer', 'ភ្លៀងធ្លាក់។ គ្មាននរណាមក៕', 'ភ្លៀងធ្លាក់។|គ្មាននរណាមក៕'],
    ['Sanskrit', 'वर्षा अभवत्। कोऽपि नागतः॥ इति।', 'वर्षा अभवत्।|कोऽपि नागतः॥|इति।'],
    ['no punctuation at all', '  nothing but words  ', 'nothing but words'],
    [
      'countries',
      'The U.S. Army left. He left the U.S. The army stayed.',
      'The U.S. Army left.|He left the U.S.|The army stayed.',
    ],
    ['ranks', 'We met Gen. Li and Dr. Who. They spoke.', 'We met Gen. Li and Dr. Who.|They spoke.'],
    [
      'times',
      'At 9.30 a.m. on Monday. At 9 a.m. The gates opened.',
      'At 9.30 a.m. on Monday.|At 9 a.m.|The gates opened.',
    ],
    ['decimals', 'Pi is 3.14 or so. About .5 more. 2.5', 'Pi is 3.14 or so.|About .5 more.|2.5'],
    [
      'initials',
      'J. K. Rowling wrote it. So did I. Then she left.',
      'J. K. Rowling wrote it.|So did I.|Then she left.',
    ],
    ['numbers of things', 'See fig. 3 and No. 4. Done.', 'See fig. 3 and No. 4.|Done.'],
    [
      'a company at the end',
      'Built by Acme Inc. The rest is known.',
      'Built by Acme Inc.|The rest is known.',
    ],
    ['a company in between', 'Built by Acme Inc. Paris knows.', 'Built by Acme Inc. Paris knows.'],
    [
      'small letters after a stop',
      'It was e.g. red, i.e. not blue.',
      'It was e.g. red, i.e. not blue.',
    ],
    ['letters with stops', 'He has a Ph.D. The end.', 'He has a Ph.D.|The end.'],
    [
      'a quote that ends',
      '“We won.” He left. "Go!" Then silence.',
      '“We won.”|He left.|"Go!"|Then silence.',
    ],
    [
      'a quote that goes on',
      '“Really?” she asked. “Yes!” he said.',
      '“Really?” she asked.|“Yes!” he said.',
    ],
    [
      'German quotes',
      '„Wir siegen.“ Er ging. »Ja.« Sie blieb. ‚Gut!‘ Dann: „Wirklich?“ fragte er. »Nein.«',
      '„Wir siegen.“|Er ging.|»Ja.«|Sie blieb.|‚Gut!‘|Dann: „Wirklich?“ fragte er.|»Nein.«',
    ],
    [
      'French quotes, after a space',
      '« Oui. » Elle part. Il dit\u202f: «\u202fNon\u202f!\u202f» et rit. « Fin. »',
      '« Oui. »|Elle part.|Il dit\u202f: «\u202fNon\u202f!\u202f» et rit.|« Fin. »',
    ],
    ['brackets', 'It ended (in 1990). It began.', 'It ended (in 1990).|It began.'],
    [
      'an ellipsis that ends',
      'He waited… Nobody came... Then one did.',
      'He waited…|Nobody came...|Then one did.',
    ],
    [
      'an ellipsis that goes on',
      'He waited… and waited... and left.',
      'He waited… and waited... and left.',
    ],
    ['line breaks', 'A heading\nbody text\r\n\nlast', 'A heading|body text|last'],
    ['list numbers', '1. First thing\n2. Second one. Ends.', '1. First thing|2. Second one.|Ends.'],
    [
      'ordinals before a month',
      'Am 3. Oktober kam er. Seit 1. Jänner gilt es. Bis 24. Dez. 1990 (am 9. Mai). Ende.',
      'Am 3. Oktober kam er.|Seit 1. Jänner gilt es.|Bis 24. Dez. 1990 (am 9. Mai).|Ende.',
    ],
    [
      'ordinals after an article',
      'Im 19. Jahrhundert war es der 2. Versuch. Es blieb beim 1. Mal.',
      'Im 19. Jahrhundert war es der 2. Versuch.|Es blieb beim 1. Mal.',
    ],
    ['ordinals before small letters', 'Kom 3. oktober hit. Ja.', 'Kom 3. oktober hit.|Ja.'],
    [
      'numbers that end a sentence',
      'It came on May 3. Pakistan won. I am 25. He has 19. Later, in 1990. März came.',
      'It came on May 3.|Pakistan won.|I am 25.|He has 19.|Later, in 1990.|März came.',
    ],
    ['addresses', 'Read example.org. Or v1.2.3 there.', 'Read example.org.|Or v1.2.3 there.'],
    [
      'stops of Chinese and Japanese',
      '我来了。你呢？好！「はい。」',
      '我来了。|你呢？|好！|「はい。」',
    ],
    ['stops of Hindi, Urdu and Arabic', 'वह आया। ठीक। کیا؟ جی۔', 'वह आया।|ठीक।|کیا؟|جی۔'],
    ['stops of both kinds in a row', 'What?。no', 'What?。|no'],
    ['stops alone', '... !', '...|!'],
  ])('knows %s', (_, text, sentences) => {
    expect(parted(text)).toBe(sentences)
  })

  test.each(['', ' ', '\n \n', '\ufeff\u00a0'])('finds none in %j', (text) => {
    expect(splitSentences(text)).toEqual([])
  })

  test('gives spans without the white space around', () => {
    expect(splitSentences('  One.  Two. \n')).toEqual([
      [2, 6],
      [8, 12],
    ])
  })

  test('takes no longer for a long row of dots than for as much text', () => {
    expect(splitSentences(`${'.'.repeat(40_000)}a`)).toEqual([[0, 40_001]])
  })

  test('covers every character that is not white space, in order and once', () => {
    holds(
      fc.property(awkwardText, (text) => {
        let end = 0
        for (const span of splitSentences(text)) {
          expect(text.slice(end, span[0]).trim()).toBe('')
          expect(text.slice(...span)).toBe(text.slice(...span).trim())
          expect(span[1]).toBeGreaterThan(span[0])
          end = span[1]
        }
        expect(text.slice(end).trim()).toBe('')
      }),
      500,
    )
  })
})
