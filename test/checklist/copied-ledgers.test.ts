import { afterAll, describe, expect, it } from 'vitest';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, lines, user } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

/** `cost-state` of a process that began at `startTime`: dollars, and a hundred tokens of output for each. */
function ledger(sessionId: string, usd: number, startTime = 5): object {
  const modelUsage = { 'claude-opus-4-8': { outputTokens: usd * 100, costUSD: usd } };
  return { type: 'cost-state', sessionId, totalCostUSD: usd, startTime, modelUsage };
}

/** A copy of the source's first answer. */
const copied = (owner: string, id = 'm1') => answer(1, id, 'ok', { requestSessionId: owner });

const source = lines(
  user(0, 'hi'),
  answer(1, 'm1', 'ok'),
  ledger('source', 1),
  user(10, 'the source goes on'),
  answer(11, 'm2', 'ok'),
  ledger('source', 2),
);
const copy = lines(user(0, 'hi'), copied('source'), user(5, 'copy'), answer(6, 'c1', 'ok'), ledger('copy', 1.5));
const second = lines(
  ...[user(0, 'hi'), copied('source'), user(5, 'copy'), answer(6, 'c1', 'ok', { requestSessionId: 'copy' })],
  ...[user(20, 'second copy'), answer(21, 'd1', 'ok'), ledger('second', 7)],
);

function asked(id: string, sessions: Readonly<Record<string, string>>): { reconciliation: object[]; words: string } {
  const root = makeRoot(Object.fromEntries(Object.entries(sessions).map(([name, text]) => [`p/${name}.jsonl`, text])));
  const home = newHome();
  const run = (...args: readonly string[]) => tj(['session', id, ...args, '--root', root], home).stdout;
  const { reconciliation } = JSON.parse(run('--json'));
  return { reconciliation, words: run('--plan', 'api').replaceAll(/\s+/g, ' ') };
}

describe("44: of Claude Code's ledger, a copy goes on with that of its origin", () => {
  it('and is held against its own responses without what the origin had when it was copied', () => {
    const { reconciliation, words } = asked('copy', { source, copy });
    expect(reconciliation).toMatchObject([{ cost_usd: 1.5, goes_on_from: { session_id: 'source', cost_usd: 1 } }]);
    expect(words).toContain(
      "Claude Code's own ledger goes on from that of source, and says 50 output tokens and $0.50",
    );
  });

  it('which takes nothing from that of the origin', () => {
    expect(asked('source', { source, copy }).reconciliation).toMatchObject([{ cost_usd: 2, goes_on_from: null }]);
  });

  it('and the copy of a copy with that of the copy', () => {
    const { reconciliation } = asked('second', { source, copy, second });
    expect(reconciliation).toMatchObject([{ cost_usd: 7, goes_on_from: { session_id: 'copy', cost_usd: 1.5 } }]);
  });

  it('where the origin is gone the copy has its responses, and the ledger is all of theirs', () => {
    const { reconciliation } = asked('copy', { copy, second });
    expect(reconciliation).toMatchObject([{ cost_usd: 1.5, goes_on_from: null }]);
  });

  it('where the origin is gone and another copy has its responses, no share is told', () => {
    const other = lines(user(0, 'hi'), copied('source'), user(30, 'other'), answer(31, 'o1', 'ok'), ledger('other', 9));
    const { reconciliation, words } = asked('other', { copy, other });
    expect(reconciliation).toMatchObject([{ cost_usd: 9, goes_on_from: { session_id: null, cost_usd: null } }]);
    expect(words).toContain('a copy of, whose part of it is not known.');
  });

  it('one that began at another time is its own', () => {
    const own = lines(user(0, 'hi'), copied('source'), user(5, 'x'), answer(6, 'c1', 'ok'), ledger('own', 3, 8));
    expect(asked('own', { source, own }).reconciliation).toMatchObject([{ cost_usd: 3, goes_on_from: null }]);
  });
});

describe('44: the share of the ledger', () => {
  it.each([
    ['of an equal amount is 100 %', 0.000255, '100.0 %'],
    ['of one that is off by what floating-point sums are is 100 %', 0.000255 + 1e-16, '100.0 %'],
    ['of one that is truly larger is less', 0.00025502, '>99.9 %'],
  ])('%s', (_, usd, share) => {
    const text = lines(user(0, 'hi'), answer(1, 'm1', 'ok'), ledger('s1', usd));
    expect(asked('s1', { s1: text }).words).toContain(`account for ${share} of its dollars`);
  });

  it('is not told of a part of a session', () => {
    const root = makeRoot({ 'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', 'ok'), ledger('s1', 1)) });
    const run = tj(['session', 's1', '--model', 'claude-opus-4-8', '--root', root], newHome());
    expect(run.stdout).toContain("Claude Code's own ledger says");
    expect(run.stdout).not.toContain('account for');
  });
});
