import { afterAll, describe, expect, it } from 'vitest';
import { lines, results, use, user } from '../../checklist/lines.ts';
import { removeRoots } from '../../corpus.ts';
import { effortsOf } from './lever-facts.ts';
import { expectSound, PICO, prompted, type Said, shareIn, storeOf } from './lever-history.ts';

afterAll(removeRoots);

/** A turn that makes one call, if any, and thinks 3,000 of 4,000 tokens. */
const turn = (call: object | null, said: Said = { effort: 'high', thinking: 3_000 }) =>
  lines(
    user(0, 'how is it done?'),
    prompted(1, 'm1', 10_000, { ...said, output: 4_000, calls: call === null ? [] : [call] }),
    ...(call === null ? [] : [results(2, { t1: 'ok' })]),
  );

describe('thinking in a turn that changed nothing', () => {
  it('costs its output; half of it is the estimate', async () => {
    const store = await storeOf({ 'p/s1.jsonl': turn(use('t1', 'Read', { file_path: '/w/a.ts' })) });
    const levers = effortsOf(store);
    expect(levers).toMatchObject([
      {
        ...{ id: 'effort:high', sessions: 1, responses: 1 },
        title: '1 turn that changed nothing thought 3,000 tokens at effort high',
        cost: { weight: 75_000n * PICO, tokens: 3_000 },
        effect: { low: 37_500n * PICO, high: 37_500n * PICO, basis: 'estimated' },
        actions: [{ command: '/effort low' }],
      },
    ]);
    // Of 10,000 written at $6.25 and 4,000 of output at $25.
    expect(shareIn(store, levers[0]?.effect.low ?? 0n)).toBeCloseTo(0.230769, 6);
    expectSound(levers);
  });

  it('counts where a command only reads, and where there was no call', async () => {
    const looked = turn(use('t1', 'Bash', { command: 'git log --oneline -5' }));
    for (const transcript of [looked, turn(null)]) {
      const store = await storeOf({ 'p/s1.jsonl': transcript });
      expect(effortsOf(store)).toMatchObject([{ cost: { tokens: 3_000 } }]);
    }
  });

  it.each([
    ['the turn edits', turn(use('t1', 'Edit', { file_path: '/w/a.ts', old_string: 'a', new_string: 'b' }))],
    ['a command of it may change something', turn(use('t1', 'Bash', { command: 'npm test' }))],
    ['the effort is the lowest', turn(null, { effort: 'low', thinking: 3_000 })],
    ['the effort is not known', turn(null, { thinking: 3_000 })],
    ['it is not known how much was thought', turn(null, { effort: 'high' })],
  ])('says nothing where %s', async (_, transcript) => {
    expect(effortsOf(await storeOf({ 'p/s1.jsonl': transcript }))).toEqual([]);
  });
});
