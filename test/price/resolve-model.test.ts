import { describe, expect, test } from 'vitest';
import { resolveModel } from '../../src/price/resolve-model.ts';
import { shipped } from './shipped-prices.ts';

describe('an id that is packaged differently leads to its model', () => {
  test.each([
    ['claude-opus-5-5', 'claude-opus-5-5'],
    ['CLAUDE-Opus-5-5', 'claude-opus-5-5'],
    ['  claude-opus-5-5\n', 'claude-opus-5-5'],
    ['claude-opus-5-5[1m]', 'claude-opus-5-5'],
    ['~claude-opus-5-5', 'claude-opus-5-5'],
    ['~anthropic/claude-opus-5.5', 'claude-opus-5-5'],
    ['anthropic/claude-opus-5.5', 'claude-opus-5-5'],
    ['anthropic/~claude-opus-5.5', 'claude-opus-5-5'],
    ['openrouter/anthropic/claude-opus-5.5:thinking', 'claude-opus-5-5'],
    ['us.anthropic.claude-opus-4-6-v1:0', 'claude-opus-4-6'],
    ['us.anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['us.anthropic.claude-opus-4-6-v1:0[1m]', 'claude-opus-4-6'],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['apac.anthropic.claude-sonnet-4-20250514-v1:0', 'claude-sonnet-4'],
    ['jp.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
    ['au.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
    ['ca.anthropic.claude-opus-5', 'claude-opus-5'],
    ['sa.anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['anthropic.claude-3-sonnet-20240229-v1:0:200k', 'claude-3-sonnet'],
    ['bedrock/us-east-1/anthropic.claude-3-haiku-20240307-v1:0', 'claude-3-haiku'],
    ['arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-6-v1:0', 'claude-opus-4-6'],
    ['claude-opus-4-5@20251101', 'claude-opus-4-5'],
    ['vertex_ai/claude-opus-4-1@20250805', 'claude-opus-4-1'],
    ['claude-opus-5-5-20261111', 'claude-opus-5-5'],
    ['claude-3.5-haiku-latest', 'claude-3-5-haiku'],
    ['claude-4-opus-20250514', 'claude-opus-4'],
    ['claude-4.6-sonnet', 'claude-sonnet-4-6'],
    ['claude-4-6-sonnet', 'claude-sonnet-4-6'],
    ['anthropic/claude-4.6-sonnet', 'claude-sonnet-4-6'],
    ['claude-5-sonnet', 'claude-sonnet-5'],
    ['claude-4.5-haiku-20251001', 'claude-haiku-4-5'],
    ['claude-sonnet-3.7', 'claude-3-7-sonnet'],
    ['databricks-claude-sonnet-4-6', 'claude-sonnet-4-6'],
    ['anthropic--claude-4.6-opus', 'claude-opus-4-6'],
    ['anthropic-claude-opus-4.8', 'claude-opus-4-8'],
    ['claude-opus4-8', 'claude-opus-4-8'],
    ['claude-sonnet-4-6-thinking', 'claude-sonnet-4-6'],
    ['claude-sonnet-4-6-think', 'claude-sonnet-4-6'],
    ['claude-sonnet-4.6:thinking:low', 'claude-sonnet-4-6'],
    ['claude-opus-4-6@default', 'claude-opus-4-6'],
    ['claude-opus-4-6-latest', 'claude-opus-4-6'],
    ['claude-sonnet-4-5-20250929-latest', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929-thinking', 'claude-sonnet-4-5'],
  ])('%j is %s', (written, id) => {
    expect(resolveModel(shipped, written)).toMatchObject({ prices: { id }, fast: false, batch: false });
  });
});

describe('a mode in the id is kept as a signal', () => {
  test.each([
    ['claude-opus-5-5-fast', true, false],
    ['anthropic/claude-opus-5.5-fast', true, false],
    ['claude-opus-5-5-batch', false, true],
    ['claude-opus-5-5:batch', false, true],
    ['claude-opus-5-5-fast:batch', true, true],
    ['claude-opus-5-5-20261111-fast', true, false],
    ['claude-opus-5-5-fast-20261111', true, false],
    ['claude-5.5-opus-fast', true, false],
  ])('%j: fast %s, batch %s', (written, fast, batch) => {
    expect(resolveModel(shipped, written)).toMatchObject({ prices: { id: 'claude-opus-5-5' }, fast, batch });
  });
});

describe('no prefix, no family, no guess', () => {
  test.each([
    'claude-opus-5-6',
    'claude-opus-5-5-preview',
    'claude-opus-5-5-2026111',
    'claude-opus-5-5-202611110',
    'claude-opus-5-5-20261111-x',
    'claude-opus',
    'opus',
    'sonnet',
    'xclaude-opus-5',
    'my-claude-opus-5',
    'claude-opus-5-',
    'claude-5-6-opus',
    'claude-55-opus',
    'claude-opus55',
    'claude-opus-latest',
    'claude-4.6-sonnet-pro',
    'vertex-claude-opus-5',
    'sonnet-4-6',
    'glm-5.3',
    'gpt-6.1-sol',
    '<synthetic>',
    'unknown',
    'constructor',
    '__proto__',
    '',
    '/',
    '[1m]',
    'arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2c3',
  ])('%j has no price', (written) => {
    expect(resolveModel(shipped, written)).toBeNull();
  });
});

test('the longer of two ids, one of which begins the other, has its own price', () => {
  expect(resolveModel(shipped, 'claude-opus-5')?.prices.id).toBe('claude-opus-5');
  expect(resolveModel(shipped, 'claude-opus-5-5')?.prices.id).toBe('claude-opus-5-5');
});

describe('a profile of Bedrock tells the region that the price is for', () => {
  test.each([
    ['anthropic.claude-opus-4-6-v1:0', null],
    ['global.anthropic.claude-opus-4-6-v1:0', null],
    ['us.anthropic.claude-opus-4-6-v1:0', 'regional'],
    ['eu.anthropic.claude-opus-4-6-v1:0', 'regional'],
    ['jp.anthropic.claude-opus-4-6-v1:0', 'regional'],
    ['au.anthropic.claude-opus-4-6-v1:0', 'regional'],
    ['bedrock/us.anthropic.claude-4.6-opus[1m]', 'regional'],
    ['us-gov.anthropic.claude-opus-4-6-v1:0', 'gov'],
  ])('%j: %s', (written, cloud) => {
    expect(resolveModel(shipped, written)).toMatchObject({ prices: { id: 'claude-opus-4-6' }, cloud });
  });
});
