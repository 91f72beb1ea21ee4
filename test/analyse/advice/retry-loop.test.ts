import { afterAll, describe, expect, it } from 'vitest';
import { lines, record, use, user } from '../../checklist/lines.ts';
import { removeRoots } from '../../corpus.ts';
import { retriesOf } from './lever-facts.ts';
import { expectSound, PICO, prompted, shareIn, storeOf } from './lever-history.ts';

afterAll(removeRoots);

const failed = (second: number, id: string, isError = true) => {
  const content = [
    { type: 'tool_result', tool_use_id: id, content: `Exit code 1 ${'x'.repeat(3000)}`, is_error: isError },
  ];
  return record('user', second, { message: { role: 'user', content } });
};
const test = (id: string, command = 'npm test') => use(id, 'Bash', { command });

/** A command that fails, fails again and is left: each failure enters with 1,000 tokens. */
const loop = (second: object, third: object, isError = true) => [
  user(0, 'go'),
  prompted(1, 'm1', 10_000, { calls: [test('t1')] }),
  failed(5, 't1'),
  prompted(11, 'm2', 11_100, { read: 10_000, calls: [second] }),
  failed(15, 't2', isError),
  prompted(21, 'm3', 12_200, { read: 11_100, calls: [third] }),
  failed(25, 't3'),
  prompted(31, 'm4', 13_300, { read: 12_200 }),
];

describe('a failing call that is repeated as it was', () => {
  it('costs what the later failures cost in the context, and the output that made them', async () => {
    const store = await storeOf({ 'p/s1.jsonl': lines(...loop(test('t2'), test('t3'))) });
    const levers = retriesOf(store);
    // The second failure is written once at $6.25 and re-read once at $0.50, the third written once; twice 100 of output at $25.
    expect(levers).toMatchObject([
      {
        ...{ id: 'retry-loop:Bash', sessions: 1, responses: 2, check: null },
        title: 'Bash failed, was called again as it was and failed again: 2 times in 1 session',
        cost: { weight: (13_000n + 5_000n) * PICO, tokens: 3_200 },
        effect: { low: 18_000n * PICO, high: 18_000n * PICO, basis: 'replayed', assumption: '' },
        actions: [{ text: expect.stringMatching(/^npm test: failed again 2 times \("Exit code 1/) }],
      },
    ]);
    // Of 13,300 written at $6.25, 33,300 re-read at $0.50 and 400 of output at $25.
    expect(shareIn(store, levers[0]?.effect.low ?? 0n)).toBeCloseTo(0.163972, 6);
    expectSound(levers);
  });

  it.each([
    ['the arguments are others', loop(test('t2', 'npm test a'), test('t3', 'npm test b'))],
    ['the repeat succeeds', loop(test('t2'), test('t3'), false)],
  ])('says nothing where %s', async (_, records) => {
    expect(retriesOf(await storeOf({ 'p/s1.jsonl': lines(...records) }))).toEqual([]);
  });
});
