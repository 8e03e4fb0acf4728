import { describe, expect, test } from 'vitest'
import { daysOf } from './dates.ts'

describe('daysOf', () => {
  test.each([
    ['2022', 20220101, 20221231],
    ['2022-06', 20220601, 20220630],
    ['2022-06-12', 20220612, 20220612],
    ['2023-02', 20230201, 20230228],
    ['2024-02', 20240201, 20240229],
    ['1900-02', 19000201, 19000228],
    ['2000-02-29', 20000229, 20000229],
    ['0476', 4760101, 4761231],
  ])('knows the first and last day of %s', (date, first, last) => {
    expect(daysOf(date)).toEqual([first, last])
  })

  test.each([
    ...['', '22', '2022-', '2022-6', '2022-00', '2022-13', '2022-06-00', '2022-06-31'],
    ...[
      '2023-02-29',
      '2022-06-12T10:00',
      ' 2022',
      '2022\n',
      '20220612',
      '12 June 2022',
      '２０２２',
    ],
  ])('finds no date in %j', (date) => {
    expect(daysOf(date)).toBeNull()
  })

  test('agrees with the calendar on the last day of every month of 400 years', () => {
    for (let month = 0; month < 400 * 12; month++) {
      const year = 1800 + Math.floor(month / 12)
      const date = `${year}-${String((month % 12) + 1).padStart(2, '0')}`
      const last = new Date(Date.UTC(year, (month % 12) + 1, 0)).getUTCDate()

      expect(daysOf(date)?.[1], date).toBe(year * 10_000 + ((month % 12) + 1) * 100 + last)
    }
  })
})
