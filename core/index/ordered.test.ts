import { expect, test } from 'vitest'
import { lastUpTo } from './ordered.ts'

test('finds the last of any number of things, wherever they end', () => {
  for (let count = 0; count < 20; count++) {
    for (let last = -1; last < count; last++) {
      expect(
        lastUpTo(count, (i) => i <= last),
        `${last} of ${count}`,
      ).toBe(last)
    }
  }
})
