import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { agentHistory } from './agent-history.ts';
import { busySession } from './busy-session.ts';
import { compareHistory, SERVER_TAKEN_OUT } from './compare-history.ts';
import { smallHistory } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

interface Changed {
  readonly measure?: string;
  readonly per?: string;
  readonly name?: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly change: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly clear: boolean | null;
  readonly sent_tokens_before?: number;
  readonly sent_tokens_after?: number;
}

const measureOf = (answer: { measures: Changed[] }, name: string, per: string) =>
  answer.measures.find((each) => each.measure === name && each.per === per) as Changed;

describe('a server that was taken out between two weeks', () => {
  let home: string;
  let root: string;
  beforeAll(() => {
    home = newHome();
    root = compareHistory(...SERVER_TAKEN_OUT);
  });
  const compare = (...args: string[]) => tj(['compare', '--root', root, ...args], home);
  const json = (...args: string[]) => JSON.parse(compare('--json', ...args).stdout);

  it('the fixed context is half of what it was, surely, and the server is gone from it', () => {
    const answer = json('--around', '2026-02-26');
    expect(measureOf(answer, 'fixed_context', 'response')).toMatchObject({
      ...{ before: 20_000, after: 10_000, difference: -10_000, change: -0.5, clear: true },
    });
    expect(answer.fixed[0]).toMatchObject({
      ...{ part: 'mcp', name: 'figma', before: 10_000, after: 0, change: -1, clear: true },
    });
    expect(
      answer.fixed
        .map(({ name }: Changed) => name)
        .slice(1)
        .sort(),
    ).toEqual(['Read', 'system prompt']);
    expect(measureOf(answer, 'output', 'turn')).toMatchObject({ before: 50, after: 50, change: 0, clear: false });
    expect(answer).toMatchObject({ before: { turns: 12 }, after: { turns: 12 } });
  });

  it('what changed surely comes first, and of that what changed most', () => {
    const { measures } = json('--around', '2026-02-26') as { measures: Changed[] };
    const clear = measures.map((each) => each.clear === true);
    expect(clear).toEqual([...clear].sort((a, b) => Number(b) - Number(a)));
    const sizes = measures
      .filter((each) => each.clear)
      .map(({ before, after }) => Math.abs(Math.log((after ?? 0) / (before ?? 1))));
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('no change is likely to be a fall by more than there was', () => {
    const answer = json('--before', '2026-02-20..2026-02-25', '--after', '2026-02-26..2026-03-03');
    for (const { interval, before } of [...answer.measures, ...answer.fixed] as Changed[])
      expect(interval?.low ?? 0).toBeGreaterThanOrEqual(-(before ?? 0));
  });

  it('the same question has the same answer, draws included', () => {
    expect(compare('--json', '--around', '2026-02-26').stdout).toBe(compare('--json', '--around', '2026-02-26').stdout);
  });

  it('windows by name are those around a day', () => {
    const around = json('--around', '2026-02-26', '--days', '6');
    const named = json('--before', '2026-02-20..2026-02-25', '--after', '2026-02-26..2026-03-03');
    expect(named).toEqual(around);
    expect(around.before.window).toMatchObject({
      since: '2026-02-20T00:00:00.000Z',
      until: '2026-02-26T00:00:00.000Z',
    });
    expect(json('--before', '2026-02-20', '--after', '8d..').after.window.until).toBe('2026-03-05T12:00:00.000Z');
    expect(json('--before', '2026-02-20', '--after', '8d..').before.totals.responses).toBe(2);
  });

  it('days are days where the clock is put forward between them', () => {
    const zone = ['--timezone', 'Europe/Berlin'];
    const { before, after } = json('--around', '2026-03-31', '--days', '7', ...zone);
    expect(before.window).toMatchObject({ since: '2026-03-23T23:00:00.000Z', until: '2026-03-30T22:00:00.000Z' });
    expect(after.window.until).toBe('2026-04-06T22:00:00.000Z');
    const named = json('--before', '2026-03-24..2026-03-30', '--after', '2026-03-31..2026-04-06', ...zone);
    expect([named.before.window, named.after.window]).toEqual([before.window, after.window]);
  });

  it('without a window: the last seven days against the seven before', () => {
    expect(json()).toMatchObject({
      before: { window: { since: '2026-02-19T12:00:00.000Z', until: '2026-02-26T12:00:00.000Z' } },
      after: { window: { since: '2026-02-26T12:00:00.000Z', until: '2026-03-05T12:00:00.000Z' } },
    });
  });

  it('the card says it in words, says nothing of savings, and fits', () => {
    for (const COLUMNS of ['80', '50']) {
      // Not as --root, which the command to type next would have, too.
      const env = { COLUMNS, CLAUDE_CONFIG_DIR: root };
      const { stdout, status, stderr } = tj(['compare', '--around', '2026-02-26'], home, env);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const lines = stripVTControlCharacters(stdout).trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(30);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(Number(COLUMNS));
      expect(stdout).toMatch(/^A turn cost \d+ % less after than before\.\n/);
      expect(stdout).toMatch(/fixed context \/ response +20\.0K +10\.0K +-50 %/);
      expect(stdout).toMatch(/MCP server figma +10\.0K +0 +gone/);
      expect(stdout).not.toMatch(/sav(e|ing)|because|due to/i);
    }
  });

  it('a subscription is shown costs against what they were, no dollars', () => {
    const { stdout } = compare('--around', '2026-02-26', '--plan', 'max');
    expect(stdout).not.toContain('$');
    expect(stdout).toMatch(/cost \/ turn +100 % +\d+ %/);
  });

  it('a window with nothing in it says so, and has no figures', () => {
    const { stdout, status } = compare('--around', '2026-02-20');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Nothing to compare/);
    expect(stdout).toMatch(/before 2026-02-13 to 2026-02-19: no responses/);
    const answer = json('--around', '2026-02-20');
    for (const each of answer.measures) expect(each).toMatchObject({ before: null, change: null, clear: null });
    for (const each of answer.fixed) expect(each).toMatchObject({ before: null, change: null, clear: null });
  });

  it.each([
    [['--around', 'yesterday'], 'a date (2026-08-01)'],
    [['--around', '2026-02-26', '--days', '0'], 'a whole number from 1 to 366'],
    [['--around', '2026-02-26', '--before', '14d..7d', '--after', '7d..'], 'go with neither'],
    [['--before', '14d..7d'], 'go together'],
    [['--before', '14d', '--after', '7d..'], '2026-08-01..2026-08-07'],
    [['--before', '14d..soon', '--after', '7d..'], '2026-08-01..2026-08-07'],
    [['--before', '1d..2d..3d', '--after', '7d..'], '2026-08-01..2026-08-07'],
    [['--before', '7d..14d', '--after', '7d..'], 'ends before it begins'],
    [['--before', '14d..6d', '--after', '7d..'], 'does not end before'],
  ])('%j is refused with what is allowed', (args, said) => {
    const { status, stderr, stdout } = compare(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(said);
  });
});

it('parts that have no names on one side are unknown there, not zero; the whole is known', () => {
  const home = newHome();
  const root = compareHistory(
    { firstDay: '2026-02-20', sessions: 6, withServer: false, withSnapshot: false },
    { firstDay: '2026-02-26', sessions: 6, withServer: true, withSnapshot: true },
  );
  const answer = JSON.parse(tj(['compare', '--json', '--root', root, '--around', '2026-02-26'], home).stdout);
  expect(answer.fixed.find(({ name }: Changed) => name === 'figma')).toMatchObject({
    before: null,
    after: 10_000,
    change: null,
  });
  expect(measureOf(answer, 'fixed_context', 'response')).toMatchObject({ before: expect.any(Number), after: 20_000 });
  expect(answer.before.named_responses).toBe(0);
  expect(tj(['compare', '--root', root, '--around', '2026-02-26'], home).stdout).toContain(
    'parts are known of 0.0 % of the responses before',
  );
});

it('fewer than five sessions on a side: how sure a change is is not said', () => {
  const root = compareHistory(
    { firstDay: '2026-02-20', sessions: 4, withServer: true, withSnapshot: true },
    { firstDay: '2026-02-26', sessions: 6, withServer: false, withSnapshot: true },
  );
  const home = newHome();
  const answer = JSON.parse(tj(['compare', '--json', '--root', root, '--around', '2026-02-26'], home).stdout);
  for (const each of [...answer.measures, ...answer.fixed]) expect(each).toMatchObject({ interval: null, clear: null });
  expect(tj(['compare', '--root', root, '--around', '2026-02-26'], home).stdout).toContain('fewer than 5 sessions');
});

const HISTORIES = {
  small: smallHistory,
  busy: busySession,
  agents: agentHistory,
  'server taken out': () => compareHistory(...SERVER_TAKEN_OUT),
};

describe.each(Object.entries(HISTORIES))('on the %s history', (name, history) => {
  let home: string;
  let root: string;
  beforeAll(() => {
    home = newHome();
    root = history();
  });
  const json = (...args: string[]) => {
    const { status, stdout, stderr } = tj([...args, '--root', root, '--json'], home);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  it.each(name === 'agents' ? [[[]], [['--model', 'opus']], [['--project', 'w']]] : [[[]]])(
    'each window has the figures that the other commands have of it: %j',
    (narrowed: string[]) => {
      const answer = json('compare', '--around', '2026-03-04T09:07:00Z', '--days', '13', ...narrowed);
      for (const side of ['before', 'after'] as const) {
        const { since, until } = answer[side].window;
        const window = ['--since', since, '--until', until, ...narrowed];
        const usage = json('usage', ...window);
        const context = json('context', ...window);
        expect(answer[side].totals).toEqual(usage.totals);
        expect(answer[side].provenance.responses).toBe(usage.provenance.responses);
        expect(answer[side].quota_composition).toEqual(context.quota_composition);
        const sent = (name: string, part: string) =>
          context.fixed.find((each: { name: string; part: string }) => each.name === name && each.part === part)
            ?.sent_tokens ?? 0;
        for (const each of answer.fixed)
          expect([each.name, each[`sent_tokens_${side}`]]).toEqual([each.name, sent(each.name, each.part)]);
        if (narrowed.length === 0) expect(answer[side].turns).toBe(json('tokenmaxx', ...window).turns);
        checkRatios(answer, side);
        const { turns } = answer[side];
        if (turns > 0)
          expect((measureOf(answer, 'rebuilds', 'turn')[side] ?? 0) * turns).toBeCloseTo(context.rebuilds.events, 6);
        const types = json('usage', '--by', 'agent-type', ...window).rows as { key: string; cost_usd: number | null }[];
        const ofAgents = types.reduce((sum, { key, cost_usd }) => sum + (key === 'main' ? 0 : (cost_usd ?? 0)), 0);
        const share = measureOf(answer, 'agents', 'cost')[side];
        if (share !== null) expect(share * usage.totals.cost_usd).toBeCloseTo(ofAgents, 6);
      }
    },
  );

  /** Ratios times what they are of are the totals. */
  function checkRatios(
    answer: { measures: Changed[] } & Record<'before' | 'after', { totals: Record<string, number>; turns: number }>,
    side: 'before' | 'after',
  ) {
    const { totals, turns } = answer[side];
    const of = (name: string, per: string) => measureOf(answer, name, per)[side];
    const responses = totals.responses ?? 0;
    if (responses === 0) return;
    expect((of('output', 'response') ?? 0) * responses).toBeCloseTo(totals.output_tokens ?? 0, 3);
    expect((of('cache_reads', 'response') ?? 0) * responses).toBeCloseTo(totals.cache_read_tokens ?? 0, 3);
    expect((of('prompt', 'response') ?? 0) * responses).toBeCloseTo(
      (totals.total_tokens ?? 0) - (totals.output_tokens ?? 0),
      3,
    );
    expect((of('cost', 'response') ?? 0) * responses).toBeCloseTo(totals.cost_usd ?? 0, 6);
    if (turns > 0) expect((of('cost', 'turn') ?? 0) * turns).toBeCloseTo(totals.cost_usd ?? 0, 6);
  }
});
