import { describe, expect, test } from 'vitest'
import { createFolder } from '../read/support.ts'
import { readModelConfig } from './model-config.ts'

const read = (files: Record<string, unknown>) =>
  readModelConfig(
    createFolder(
      Object.fromEntries(
        Object.entries(files).map(([name, content]) => [
          name,
          typeof content === 'string' ? content : JSON.stringify(content),
        ]),
      ),
    ),
  )

describe('readModelConfig', () => {
  test('finds nothing in an empty folder, nor in files of other content', () => {
    const nothing = {
      pooling: null,
      poolingFrom: null,
      prefixes: { query: null, passage: null },
      maxTokens: null,
    }

    expect(read({})).toEqual(nothing)
    expect(
      read({ 'config.json': '[', '1_Pooling/config.json': { pooling_mode_cls_token: 'x' } }),
    ).toEqual(nothing)
  })

  test.each([
    ['pooling_mode_cls_token', 'cls'],
    ['pooling_mode_mean_tokens', 'mean'],
    ['pooling_mode_lasttoken', 'last_token'],
  ])('reads %s as %s', (key, pooling) => {
    expect(read({ '1_Pooling/config.json': { [key]: true } })).toMatchObject({
      pooling,
      poolingFrom: '1_Pooling/config.json',
    })
  })

  test('suggests the last token for a causal model, and nothing for BERT', () => {
    expect(read({ 'config.json': { architectures: ['Qwen3ForCausalLM'] } })).toMatchObject({
      pooling: 'last_token',
      poolingFrom: 'config.json',
    })
    expect(read({ 'config.json': { architectures: ['BertModel'] } }).pooling).toBeNull()
  })

  test('takes the least of all stated lengths', () => {
    const files = {
      'config.json': { max_position_embeddings: 512 },
      'tokenizer_config.json': { model_max_length: 1e30 },
    }

    expect(read(files).maxTokens).toBe(512)
    expect(read({ ...files, 'sentence_bert_config.json': { max_seq_length: 256 } }).maxTokens).toBe(
      256,
    )
    expect(read({ 'tokenizer_config.json': { model_max_length: 1e30 } }).maxTokens).toBeNull()
  })

  test('knows that RoBERTa counts positions from two', () => {
    const config = { model_type: 'xlm-roberta', max_position_embeddings: 514, pad_token_id: 1 }

    expect(read({ 'config.json': config }).maxTokens).toBe(512)
  })

  test('reads prompts as prefixes', () => {
    const prompts = { query: 'query: ', document: 'passage: ' }

    expect(read({ 'config_sentence_transformers.json': { prompts } }).prefixes).toEqual({
      query: 'query: ',
      passage: 'passage: ',
    })
  })
})
