import { expect, it } from 'vitest';
import { modelsLike } from '../../src/price/models-like.ts';
import { shipped } from './shipped-prices.ts';

const USED = [
  'claude-opus-4-6',
  'claude-opus-4-6-20260105',
  'us.anthropic.claude-opus-4-5-20251101-v1:0',
  'claude-opus-5',
  'claude-opus-5-5',
  'claude-sonnet-4-6',
  'deepseek-v3.2',
  'glm-4',
  'glm-45',
  'glm-4-air',
];

it.each([
  ['claude-opus-4.6[1m]', ['claude-opus-4-6', 'claude-opus-4-6-20260105']],
  ['claude-opus-5', ['claude-opus-5']],
  ['GLM-4', ['glm-4']],
  ['opus-5', ['claude-opus-5', 'claude-opus-5-5']],
  ['Opus', USED.slice(0, 5)],
  ['opus-4.5', ['us.anthropic.claude-opus-4-5-20251101-v1:0']],
  ['deepseek', ['deepseek-v3.2']],
  ['glm', ['glm-4', 'glm-45', 'glm-4-air']],
  ['claude-opus-4-1', []],
  // A model of its own, of which nothing was used: then all that are called so.
  ['claude-opus-4', USED.slice(0, 3)],
  ['opus4', USED.slice(0, 3)],
  ['opus4.6', USED.slice(0, 2)],
  ['opus-45', []],
  ['on', []],
])('an id means its model alone, parts of one mean all that have them: %s', (asked, meant) => {
  expect([...modelsLike(shipped, asked, USED)]).toEqual(meant);
});
