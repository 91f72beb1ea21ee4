import { expect, it } from 'vitest';
import type { AnswerShare, AnswerShares } from '../../src/analyse/context-ledger.ts';
import { namedParts, partLines } from '../../src/render/kit/answer-parts.ts';

const part = (share: number): AnswerShare => {
  return { tokens: 1, sent: share === 0 ? 0 : 1000, cost: 1n, shareTokens: 0.9 * share, shareListPrice: share };
};
const parts = (thinking: number | null, calls: number, prose: number, unknown = 0): AnswerShares => ({
  thinking: thinking === null ? null : part(thinking),
  ...{ tool_calls: part(calls), prose: part(prose), unknown: part(unknown) },
});

it.each<[string, AnswerShares, number, string[]]>([
  ['each part by cost', parts(0.12, 0.15, 0.1), 80, ['  of it: thinking 12 %, tool calls 15 %, prose 10 %']],
  [
    'close to the edge without room before it',
    parts(0.12, 0.15, 0.1),
    50,
    ['of it: thinking 12 %, tool calls 15 %, prose 10 %'],
  ],
  ['without what is next to nothing', parts(0.0001, 0.15, 0, 0.0001), 80, ['  of it: tool calls 15 %']],
  [
    'what nothing tells apart',
    parts(0.12, 0.15, 0, 0.03),
    80,
    ['  of it: thinking 12 %, tool calls 15 %, unknown 3 %'],
  ],
  [
    'thinking of no known size is never 0',
    parts(null, 0.15, 0.1, 0.3),
    50,
    ['  tool calls 15 %, prose 10 %, thinking unknown'],
  ],
  ['that nothing of it is known', parts(null, 0, 0, 0.3), 80, ['  of it: unknown 30 %']],
  ['nothing, where nothing was', parts(0, 0, 0), 80, []],
])('the line of earlier answers says %s', (_, shares, width, lines) => {
  expect(partLines(shares, width)).toEqual(lines);
});

it('by tokens where nothing has a price', () => {
  const unpriced = { ...part(0.5), shareListPrice: null };
  const shares = { ...parts(0, 0, 0), prose: unpriced };
  expect(partLines(shares, 80)).toEqual(['  of it: prose 45 %']);
});

it('a list has a row for thinking of no known size, and none for what was never there', () => {
  expect(namedParts(parts(null, 0, 0.1, 0.3)).map(([name, share]) => [name, share?.sent])).toEqual([
    ['thinking', undefined],
    ['prose', 1000],
    ['unknown', 1000],
  ]);
});
