import { afterAll, beforeAll, expect, it } from 'vitest';
import { prompted } from '../analyse/advice/lever-history.ts';
import { lines, results, spawn, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { newHome, removeHomes, tj } from './tj.ts';

interface LeverJson {
  readonly id: string;
  readonly cost: { readonly tokens: number; readonly usd: number; readonly share_list_price: number };
  readonly effect: { readonly low: number; readonly high: number; readonly low_usd: number };
  readonly check: string;
}

const HOUR = 3600;

/** A pause, a session that grew, one that turned to another model, an agent that wrote little, a simple turn. */
const history = {
  'p/pause.jsonl': lines(
    user(0, 'go'),
    prompted(1, 'p1', 10_000, { hour: true }),
    prompted(60, 'p2', 100_000, { read: 10_000, hour: true }),
    user(2 * HOUR, 'on'),
    prompted(2 * HOUR + 1, 'p3', 101_000, { hour: true, output: 9_000 }),
  ),
  'p/grew.jsonl': lines(
    user(0, 'go on'),
    ...Array.from({ length: 31 }, (_, i) =>
      prompted(60 * i + 1, `g${i}`, 10_000 * (i + 1), { read: 10_000 * i, output: 100 }),
    ),
  ),
  'p/turned.jsonl': lines(
    user(0, 'plan'),
    prompted(1, 't1', 50_000, { output: 9_000 }),
    user(50, 'now do it'),
    prompted(60, 't2', 60_000, { model: 'claude-sonnet-4-6' }),
  ),
  'p/agents.jsonl': lines(
    user(0, 'ask'),
    prompted(1, 'a1', 1_000, { output: 9_000, calls: [spawn('c1', 'Plan', 'look')] }),
    results(10, { c1: 'done' }),
  ),
  'p/agents/subagents/agent-x1.jsonl': lines(
    ...[user(2, 'look'), prompted(3, 'x1', 80_000, { read: 60_000, output: 1_000 })].map((each) => {
      return { ...each, isSidechain: true, agentId: 'x1' };
    }),
  ),
  'p/simple.jsonl': lines(user(0, 'rename it'), prompted(1, 's1', 20_000, { output: 400 })),
};

let home: string;
let root: string;
let levers: Readonly<Record<string, LeverJson>>;
beforeAll(() => {
  home = newHome();
  root = makeRoot(history);
  levers = Object.fromEntries(json('advise').levers.map((lever: LeverJson) => [lever.id, lever]));
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

function json(...args: readonly string[]) {
  const { status, stdout, stderr } = tj([...args, '--json', '--since', 'all', '--root', root], home);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const lever = (id: string): LeverJson => {
  const found = levers[id];
  if (found === undefined) throw new Error(`no ${id} among ${Object.keys(levers).join(', ')}`);
  return found;
};

it('pauses and changes of the model have the tokens of the rebuilds in tj context', () => {
  const causes: { cause: string; tokens: number }[] = json('context').rebuilds.by_cause;
  const tokensFor = (cause: string) => causes.find((each) => each.cause === cause)?.tokens;
  expect(lever('pause:over 1 h').cost.tokens).toBe(tokensFor('pause_over_1h'));
  expect(lever('model-switch:model').cost.tokens).toBe(tokensFor('model_changed'));
});

it('long sessions come to the candidates of tj context', () => {
  const { candidates } = json('context').compaction;
  const net = candidates.reduce((sum: number, each: { share_list_price: number }) => sum + each.share_list_price, 0);
  expect(lever('long-session:context').effect.low).toBeCloseTo(net, 9);
});

it('flagged agents cost what they cost in tj agents', () => {
  const [agent] = json('agents').agents;
  expect(agent.flags).not.toEqual([]);
  expect(lever('right-size-agents:Plan').cost.usd).toBe(agent.cost_usd);
});

it('simple turns have the share and the net of tj quota-audit', () => {
  const { premium, turns, net_usd: net } = json('quota-audit');
  const { cost, effect } = lever('right-size-turns:turns');
  expect(cost.usd).toBeCloseTo(turns.sonnet_shaped_share.list_price * premium.cost_usd, 9);
  expect(effect.low_usd).toBeLessThanOrEqual(net);
});

it('one kind alone is the same', () => {
  expect(json('advise', '--kind', 'pause').levers).toMatchObject([{ id: 'pause:over 1 h' }]);
});
