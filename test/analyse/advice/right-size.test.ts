import { afterAll, describe, expect, it } from 'vitest';
import { rightSizeTurnLevers } from '../../../src/analyse/advice/right-size-turns.ts';
import { lines, results, spawn, user } from '../../checklist/lines.ts';
import { removeRoots } from '../../corpus.ts';
import { agentsOf, auditOf } from './lever-facts.ts';
import { expectSound, PICO, prompted, SONNET, shareIn, storeOf } from './lever-history.ts';

afterAll(removeRoots);

/** One simple turn: 20,000 tokens written, 400 of output. */
const simple = (id: string, model?: string) =>
  lines(user(0, 'rename it'), prompted(1, id, 20_000, { output: 400, ...(model === undefined ? {} : { model }) }));

describe('turns', () => {
  it('that look simple cost what they cost; the effect is the net of the audit', async () => {
    const store = await storeOf({ 'p/s1.jsonl': simple('m1') });
    const levers = rightSizeTurnLevers(auditOf(store));
    // 20,000 at $6.25 and 400 at $25; one tier down at $3.75 and $15.
    expect(levers).toMatchObject([
      {
        ...{ id: 'right-size-turns:turns', sessions: 1, responses: 1, check: 'tj quota-audit' },
        title: '1 turn of premium models looks simple',
        cost: { weight: 135_000n * PICO, tokens: 20_400 },
        effect: { low: 54_000n * PICO, high: 54_000n * PICO, basis: 'estimated' },
        actions: [
          { command: '/model sonnet' },
          { command: '/model opusplan' },
          { command: 'tj quota-audit --explain s1' },
        ],
      },
    ]);
    expect(shareIn(store, levers[0]?.effect.low ?? 0n)).toBeCloseTo(0.4, 6);
    expectSound(levers);
  });

  it('have the interval of the audit around its net', async () => {
    const dear = lines(user(0, 'design it'), prompted(1, 'dear', 20_000, { output: 9_000 }));
    const sessions = Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [`p/${id}.jsonl`, simple(id)]));
    const store = await storeOf({ ...sessions, 'p/e.jsonl': dear });
    const audit = auditOf(store);
    const [lever] = rightSizeTurnLevers(audit);
    expectSound(lever === undefined ? [] : [lever]);
    const share = audit.turns.shapedShare.listPrice ?? 0;
    const net = Number(audit.net ?? 0n);
    expect(Number(lever?.effect.low) / net).toBeCloseTo((audit.interval?.low ?? 0) / share, 6);
    expect(Number(lever?.effect.high) / net).toBeCloseTo((audit.interval?.high ?? 0) / share, 6);
    expect(lever?.effect.low).toBeLessThan(lever?.effect.high ?? 0n);
  });

  it('of the next tier itself say nothing', async () => {
    const store = await storeOf({ 'p/s1.jsonl': simple('m1', SONNET) });
    expect(rightSizeTurnLevers(auditOf(store))).toEqual([]);
  });
});

describe('agents', () => {
  const history = (model: string) => {
    const work = [user(2, 'look'), prompted(3, 'a1', 80_000, { read: 60_000, output: 1_000, model })];
    return {
      'p/s1.jsonl': lines(
        user(0, 'go'),
        prompted(1, 'm1', 1_000, { calls: [spawn('t1', 'Plan', 'look')] }),
        results(10, { t1: 'done' }),
      ),
      'p/s1/subagents/agent-a1.jsonl': lines(...work.map((each) => ({ ...each, isSidechain: true, agentId: 'a1' }))),
    };
  };

  it('that are flagged cost what tj agents shows, and less one tier down', async () => {
    const store = await storeOf(history('claude-opus-4-8'));
    const { report, levers } = agentsOf(store);
    // 20,000 at $6.25, 60,000 at $0.50, 1,000 at $25; one tier down at $3.75, $0.30 and $15.
    expect(levers).toMatchObject([
      {
        ...{ id: 'right-size-agents:Plan', sessions: 1, responses: 1, check: null },
        title: '1 agent of type Plan wrote less than 2,000 tokens on a premium model',
        cost: { weight: 180_000n * PICO, tokens: 81_000 },
        effect: { low: 72_000n * PICO, high: 72_000n * PICO, basis: 'replayed', assumption: '' },
        actions: [{ text: '"model: sonnet" in the head of .claude/agents/Plan.md' }, {}],
      },
    ]);
    expect(report.flagged.usage?.cost).toBe(levers[0]?.cost.weight);
    // 0.072 of 0.18 and of 1,000 at $6.25 and 100 at $25.
    expect(shareIn(store, levers[0]?.effect.low ?? 0n)).toBeCloseTo(0.381457, 6);
    expectSound(levers);
  });

  it('that ran one tier down say nothing', async () => {
    expect(agentsOf(await storeOf(history(SONNET))).levers).toEqual([]);
  });
});
