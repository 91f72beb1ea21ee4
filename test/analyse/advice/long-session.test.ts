import { afterAll, describe, expect, it } from 'vitest';
import { longSessionLevers } from '../../../src/analyse/advice/long-session.ts';
import { lines, user } from '../../checklist/lines.ts';
import { removeRoots } from '../../corpus.ts';
import { figuresOf } from './lever-facts.ts';
import { expectSound, PICO, prompted, shareIn, storeOf } from './lever-history.ts';

afterAll(removeRoots);

/** Prompts of 10,000, 20,000 ... tokens, one a minute, each of which re-reads the one before. */
function growing(name: string, count: number): object[] {
  return Array.from({ length: count }, (_, i) =>
    prompted(60 * i + 1, `${name}${i}`, 10_000 * (i + 1), { read: 10_000 * i, output: 10 }),
  );
}

describe('a long session', () => {
  it('cost what was re-read after the best moment for a compaction; that is said', async () => {
    const store = await storeOf({ 'p/heavy.jsonl': lines(user(0, 'go'), ...growing('h', 31)) });
    const levers = longSessionLevers(figuresOf(store));
    // At 160,000 tokens: 15 responses re-read 135,000 of them, at $0.50, which 25,000 tokens remain of. The compaction reads
    // 160,000, writes 15,000 at $25 and has 25,000 written into the cache at $6.25.
    expect(levers).toMatchObject([
      {
        ...{ id: 'long-session:context', sessions: 1, responses: 15, check: null },
        title: '1 session went on with a context that one /compact would have made shorter',
        cost: { weight: 1_012_500n * PICO, tokens: 2_025_000 },
        effect: { low: 401_250n * PICO, high: 401_250n * PICO, basis: 'estimated' },
        actions: [
          { text: 'compact where one task ends and the next begins: here at 160,000 tokens', command: '/compact' },
          {
            text: 'heavy at 160,000 tokens: 15 responses came after that; go on with it after /compact',
            command: 'claude --resume heavy',
          },
        ],
      },
    ]);
    // Of 4,650,000 re-read at $0.50, 310,000 written at $6.25 and 310 of output at $25.
    expect(shareIn(store, levers[0]?.effect.low ?? 0n)).toBeCloseTo(0.093964, 6);
    expectSound(levers);
  });

  it('says nothing of one that re-read little', async () => {
    const store = await storeOf({ 'p/light.jsonl': lines(user(0, 'go'), ...growing('l', 5)) });
    expect(longSessionLevers(figuresOf(store))).toEqual([]);
  });
});
