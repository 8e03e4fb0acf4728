import { describe, expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

const textsOf = (source: string) => readMarkdown(source).blocks.map(({ text }) => text)

describe('comments', () => {
  test.each([
    ['a %%no%% b', ['a b']],
    ['%%no%% a\nb', ['a b']],
    ['a\n%%no%% b', ['a b']],
    ['a %%no\nno%% b', ['a b']],
    ['## a %%no%%', ['a']],
    ['%%\nno\n\n# no\n\n```\nno\n```\n%%\n\na', ['a']],
    ['%% no\n\nno %% a\nb', ['a b']],
    ['- %% no\n\n  no %% a\n- b', ['a\nb']],
    ['> %%\n> no\n> %%\n> a', ['a']],
    ['| a |\n|---|\n| b %%no%% |', ['a\nb']],
    ['a %%%% b', ['a b']],
  ])('in %j show nothing', (source, texts) => {
    expect(textsOf(source)).toEqual(texts)
  })

  test.each(['a 100 %% b', '%% a', 'a % b % c', 'a %%b'])('are not in %j', (source) => {
    expect(textsOf(source)).toEqual([source])
  })

  test('end with their paragraph unless they begin a line', () => {
    expect(textsOf('a %% b\n\nc %% d')).toEqual(['a %% b', 'c %% d'])
  })

  test('are left alone in code', () => {
    expect(textsOf('`%%a%%` b\n\n```\n%% c %%\n```\n\n    %% d %%')).toEqual([
      '%%a%% b',
      '%% c %%',
      '%% d %%',
    ])
  })
})
