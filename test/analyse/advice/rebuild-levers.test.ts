import { afterAll, describe, expect, it } from 'vitest';
import { lines, record, user } from '../../checklist/lines.ts';
import { removeRoots } from '../../corpus.ts';
import { pausesOf, switchesOf } from './lever-facts.ts';
import { expectSound, PICO, prompted, SONNET, shareIn, storeOf } from './lever-history.ts';

afterAll(removeRoots);

const HOUR = 3600;

/** 10,000 tokens, then 100,000; after two hours 101,000, none of which the cache still has. */
const left = [
  user(0, 'go'),
  prompted(1, 'm1', 10_000, { hour: true }),
  prompted(60, 'm2', 100_000, { read: 10_000, hour: true }),
  user(2 * HOUR, 'on'),
  prompted(2 * HOUR + 1, 'm3', 101_000, { hour: true }),
];

describe('a pause', () => {
  it('costs what was written again; cleared before it, less would have been, and compacted a part of that', async () => {
    const store = await storeOf({ 'p/s1.jsonl': lines(...left) });
    const [lever, ...others] = pausesOf(store);
    expect(others).toEqual([]);
    // 100,000 at $10. Cleared: 90,000 of them, or 88,000 where 2,000 had to be said again. Compacted: 75,000 of them, less
    // 100,000 read at $0.50 and 15,000 at $25.
    expect(lever).toMatchObject({
      ...{ id: 'pause:over 1 h', kind: 'pause', sessions: 1, responses: 1, check: 'tj context --by rebuild' },
      title: 'You came back after more than 1 h: once; the context was written into the cache again',
      cost: { weight: 1_000_000n * PICO, tokens: 100_000 },
      effect: {
        ...{ low: 880_000n * PICO, high: 900_000n * PICO, basis: 'estimated' },
        other: { way: 'compacted', weight: 325_000n * PICO },
      },
      evidence: [{ sessionId: 's1', tokens: 100_000, responses: 1 }],
      actions: [{ command: '/clear' }, { command: '/compact' }],
    });
    expect(lever?.effect.assumption).toContain('2,000 tokens had to be said again');
    expect(lever?.effect.assumption).toContain('leaves 15,000 tokens (the public median)');
    // Of 201,000 written at $10, 10,000 re-read at $0.50 and 300 of output at $25.
    expect(shareIn(store, lever?.cost.weight ?? 0n)).toBeCloseTo(0.494438, 6);
    expectSound([lever].flatMap((each) => each ?? []));
  });

  it("is reckoned with the user's own compactions where there are any", async () => {
    const boundary = record('system', 90, { subtype: 'compact_boundary', compactMetadata: { trigger: 'manual' } });
    const compacted = [
      user(0, 'go'),
      prompted(1, 'c1', 10_000, { hour: true }),
      prompted(60, 'c2', 90_000, { read: 10_000, hour: true }),
      boundary,
      prompted(120, 'c3', 15_000, { read: 10_000, hour: true }),
    ];
    const store = await storeOf({ 'p/s1.jsonl': lines(...left), 'p/s2.jsonl': lines(...compacted) });
    // 5,000 are left: 85,000 of 100,000 at $10, less 100,000 at $0.50 and 5,000 at $25.
    expect(pausesOf(store)).toMatchObject([{ effect: { other: { weight: 675_000n * PICO } } }]);
    expect(pausesOf(store)[0]?.effect.assumption).toContain('5,000 tokens (the median of 1 compaction of yours)');
  });

  it('is not to be compacted before where a compaction would have cost more than it changed', async () => {
    // Of 100,000 tokens 99,000 would have been written all the same.
    const compacted = [
      user(0, 'go'),
      prompted(1, 'c1', 10_000, { hour: true }),
      prompted(60, 'c2', 190_000, { read: 10_000, hour: true }),
      record('system', 90, { subtype: 'compact_boundary', compactMetadata: { trigger: 'manual' } }),
      prompted(120, 'c3', 99_000, { read: 10_000, hour: true }),
    ];
    const store = await storeOf({ 'p/s1.jsonl': lines(...left), 'p/s2.jsonl': lines(...compacted) });
    expect(pausesOf(store)).toMatchObject([
      { effect: { low: 880_000n * PICO, other: { way: 'compacted', weight: 0n } }, actions: [{ command: '/clear' }] },
    ]);
    expect(pausesOf(store)[0]?.actions).toHaveLength(1);
  });

  it('is told by its length where Claude Code says that the cache had the prompt no longer', async () => {
    const gone = { cache_miss_reason: { type: 'previous_message_not_found', cache_missed_input_tokens: 100_000 } };
    const told = (second: number) => {
      const last = prompted(second, 'm3', 101_000, { hour: true }) as { readonly message: object };
      return lines(...left.slice(0, 3), user(second - 1, 'on'), {
        ...last,
        message: { ...last.message, diagnostics: gone },
      });
    };
    const [late, soon] = [await storeOf({ 'p/s1.jsonl': told(2 * HOUR) }), await storeOf({ 'p/s1.jsonl': told(120) })];
    expect(pausesOf(late)).toMatchObject([{ id: 'pause:over 1 h', cost: { tokens: 100_000 } }]);
    expect(pausesOf(soon)).toEqual([]);
  });

  it('of an agent costs, but nobody could have compacted it', async () => {
    const aside = left.map((each) => ({ ...each, isSidechain: true, agentId: 'a1' }));
    const store = await storeOf({
      'p/s1.jsonl': lines(user(0, 'go')),
      'p/s1/subagents/agent-a1.jsonl': lines(...aside),
    });
    expect(pausesOf(store)).toMatchObject([
      { cost: { tokens: 100_000 }, effect: { low: 0n, high: 0n, other: { weight: 0n } } },
    ]);
  });

  it('says nothing where nobody was away', async () => {
    const store = await storeOf({ 'p/s1.jsonl': lines(...left.slice(0, 3)) });
    expect([pausesOf(store), switchesOf(store)]).toEqual([[], []]);
  });
});

describe('a change of the model', () => {
  const changed = [
    user(0, 'go'),
    prompted(1, 'm1', 10_000),
    prompted(60, 'm2', 100_000, { read: 10_000 }),
    user(70, 'on'),
    prompted(80, 'm3', 101_000, { model: SONNET }),
  ];

  it('costs what was written for the other model; without it that is re-read', async () => {
    const store = await storeOf({ 'p/s1.jsonl': lines(...changed) });
    const levers = switchesOf(store);
    // 100,000 at $3.75 instead of $0.30.
    expect(levers).toMatchObject([
      {
        ...{ id: 'model-switch:model', sessions: 1, responses: 1 },
        title: expect.stringContaining('changed the model within a session: once'),
        cost: { weight: 375_000n * PICO, tokens: 100_000 },
        effect: { low: 345_000n * PICO, high: 345_000n * PICO, basis: 'replayed', assumption: '' },
      },
    ]);
    expect(levers[0]?.actions[0]?.text).toContain('claude-opus-4-8 to claude-sonnet-4-6: once');
    expectSound(levers);
  });

  it('says nothing where the model has no price', async () => {
    const last = prompted(80, 'm3', 101_000, { model: 'glm-9' });
    const store = await storeOf({ 'p/s1.jsonl': lines(...changed.slice(0, 4), last) });
    expect(switchesOf(store)).toEqual([]);
  });
});
