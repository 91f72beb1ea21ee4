import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { keepHistory, quotaHistory } from './quota-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = quotaHistory();
  keepHistory(home);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const quota = (...args: string[]) => tj(['quota', '--root', root, ...args], home);
const json = (...args: string[]) => JSON.parse(quota('--json', ...args).stdout);
const bare = (...args: string[]) => tj(['quota', ...args], home);

describe('tj quota', () => {
  it('says what moved the percentage: a session, its agents, a rebuild after a pause, another device', () => {
    const [window] = json().windows;
    expect(window).toMatchObject({
      ...{ begins_at: '2026-03-05T09:00:00.000Z', resets_at: '2026-03-05T14:00:00.000Z', over: false },
      ...{ time_gone: 0.6, used_percentage: 52, at: '2026-03-05T11:40:00.000Z' },
    });
    const { points, movers } = window.moved;
    expect(points).toBe(21);
    // One percent costs $0.50: the session $6.75, its agent $2, the rebuild of 120,000 tokens $0.75; and 2 points elsewhere.
    expect(movers.map((each: Record<string, unknown>) => [each.kind, each.points_list_price])).toEqual([
      ...[
        ['session', 13.5],
        ['agents', 4],
        ['rebuild', 1.5],
        ['elsewhere', 2],
      ],
    ]);
    expect(movers[2]).toMatchObject({ title: 'Continue the design doc', events: 1, longest_pause_seconds: 3750 });
  });

  it('says what one percent is by both weights, which of them is the better one, and what that rests on', () => {
    const { one_percent: percent } = json();
    expect(percent).toMatchObject({
      ...{ days: 14, rises: 20, windows: 4, left_out: { elsewhere: 1, unpriced: 0 }, explained_better_by: 'cost' },
      cost_usd: { median: 0.5, low: 0.5, high: 0.5, miss: 0 },
    });
    expect(percent.tokens.median).toBe(20_000);
    expect(quota().stdout).toContain('One percent was $0.50 ($0.50 to $0.50) or 20.0K tokens');
    const subscribed = quota('--plan', 'max').stdout;
    expect(subscribed).not.toContain('$');
    expect(subscribed).toContain('One percent was 20.0K tokens');
  });

  it('begins as every answer does', () => {
    expect(json()).toMatchObject({
      ...{ schema: 1, quota: 'five_hour', window: { since: '2026-02-19T12:00:00.000Z', until: null } },
      provenance: { sessions: 2, responses: 21 },
      samples: { read: 25, older: 0, out_of_time: 0 },
      other_quotas: [{ quota: 'seven_day', used_percentage: 12 }],
    });
  });

  it('is of the newest window, and with --since of all from then on', () => {
    expect(json().windows).toHaveLength(1);
    const days = json('--since', '2026-03-03').windows.map((window: { at: string }) => window.at.slice(0, 10));
    expect(days).toEqual(['2026-03-05', '2026-03-04', '2026-03-03']);
    expect(json('--since', 'all').windows).toHaveLength(4);
    expect(quota('--since', 'all').stdout).toMatch(/09:00 +6 % at 10:06 +100 % Fix the flaky tests/);
  });

  it('is of the week with --window 7d, and has no rise of a single sample', () => {
    const { stdout } = quota('--window', '7d');
    expect(stdout).toMatch(/^12 % of the 7-day quota was used today at 11:40\.\n/);
    expect(stdout).toContain('No rise was reported in this window.');
  });

  it.each([
    ['project', /^app +90 % +90 %/m],
    ['model', /^claude-haiku-4-5 +19 % +31 %/m],
  ])('says what moved it by %s', (by, row) => {
    const { stdout } = quota('--by', by);
    expect(stdout).toMatch(row);
    expect(stdout).toMatch(/^elsewhere, or not known +10 % +10 %/m);
  });

  it('says of a window that is over what it came to', () => {
    const later = tj(['quota', '--root', root], home, { TJ_NOW: '2026-03-05T20:00:00Z' }).stdout;
    expect(later).toMatch(/^The 5-hour quota was reset today at 14:00; 52 % of it was used at 11:40\.\n\n/);
    expect(later).not.toContain('At this pace');
  });

  it('says in a line how to get samples where there are none', () => {
    const { status, stdout, stderr } = tj(['quota', '--root', smallHistory()], newHome());
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Claude Code has not reported the 5-hour quota here yet:\ntj statusline install keeps what it reports\n/,
    );
    const none = JSON.parse(tj(['quota', '--json', '--root', smallHistory()], newHome()).stdout);
    expect(none).toMatchObject({ windows: [], pace: null, one_percent: { cost_usd: null, tokens: null, rises: 0 } });
  });

  it('has at most 30 lines, with earlier windows a few more', () => {
    expect(quota().stdout.split('\n').length).toBeLessThanOrEqual(30);
  });

  it.each([
    [['--window', '24h'], '--window 24h: expected 5h or 7d'],
    [['--by', 'tool'], '--by tool: expected one of session, project, model'],
    [['--since', 'soon'], '--since soon: expected a span'],
    ...['much', '-1', '101', '0x10', '1e1', ''].map((limit): [string[], string] => [
      ['--fail-above', limit],
      `--fail-above ${limit}: expected a percentage from 0 to 100`,
    ]),
  ] as [string[], string][])('refuses %j', (args, message) => {
    const { status, stderr } = quota(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

/** A home whose store has these samples of one quota. */
function homeWith(quota: string, samples: readonly (readonly [at: string, used: number])[], resets: string): string {
  const made = newHome();
  const store = openStore(join(made, '.tj', 'tj.db'));
  const keep = store.prepare('INSERT INTO quota_samples (quota, at, used_percentage, resets_at) VALUES (?, ?, ?, ?)');
  for (const [at, used] of samples) keep.run(quota, Date.parse(at), used, Date.parse(resets));
  store.close();
  return made;
}

describe('the card of tj quota', () => {
  it('says of what is of no response that it may be of one that was not read', () => {
    const fresh = newHome();
    keepHistory(fresh);
    const unread = tj(['quota', '--root', root, '--budget', '0'], fresh).stdout;
    expect(unread).toMatch(/^elsewhere, or not read +100 % +100 %/m);
    expect(quota().stdout).toMatch(/^elsewhere: other devices, claude.ai /m);
    tj(['index', '--root', root], fresh);
    expect(tj(['quota', '--root', smallHistory()], fresh).stdout).toMatch(/^elsewhere, or not read +10 %/m);
  });

  it('says when the quota was reported last where it was not since then', () => {
    expect(quota('--since', '2026-03-05T11:50').stdout).toMatch(
      /^The 5-hour quota was not reported since today 11:50; it was last today at 11:40\.\n/,
    );
  });

  it('cuts no time of a week, however wide it is', () => {
    const week = homeWith(
      'seven_day',
      [
        ['2026-02-18T09:25:00Z', 1],
        ['2026-02-19T09:25:00Z', 15],
      ],
      '2026-02-25T09:00:00Z',
    );
    const store = openStore(join(week, '.tj', 'tj.db'));
    const keep = store.prepare(
      "INSERT INTO quota_samples (quota, at, used_percentage, resets_at) VALUES ('seven_day', ?, ?, ?)",
    );
    for (const [at, used] of [
      ['2026-02-27T09:25:00Z', 0],
      ['2026-03-05T10:14:00Z', 30],
    ] as const)
      keep.run(Date.parse(at), used, Date.parse('2026-03-06T09:00:00Z'));
    store.close();
    const card = (columns: string) =>
      tj(['quota', '--window', '7d', '--since', 'all', '--root', root], week, { COLUMNS: columns }).stdout;
    for (const columns of ['80', '50']) {
      expect(card(columns).replace(/\s+/g, ' ')).toContain('from 0 % to 30 %, Feb 27 09:25 to today 10:14');
      expect(card(columns)).toMatch(/^Feb 18 09:00 +15 % at Feb 19 09:25/m);
    }
  });

  it('says what one percent still takes, and which samples were left out', () => {
    const few = homeWith(
      'five_hour',
      [
        ['2026-03-05T10:00:00Z', 10],
        ['2026-03-05T10:25:00Z', 12],
        ['2026-03-05T10:40:00Z', 4],
        ['2026-03-05T12:30:00Z', 99],
      ],
      '2026-03-05T14:00:00Z',
    );
    const card = tj(['quota', '--root', root], few).stdout.replace(/\s+/g, ' ');
    expect(card).toContain('takes 10 rises in 2 windows of 14 days: 1 rise in 1 window so far.');
    expect(card).toContain('1 sample of waiting sessions left out 1 sample of a wrong time left out');
  });
});

describe('the pace', () => {
  /** 20 points in 40 minutes, up to noon. */
  function hurried(): string {
    const samples = [
      ['2026-03-05T11:20:00Z', 50],
      ['2026-03-05T11:40:00Z', 60],
      ['2026-03-05T11:59:00Z', 70],
    ] as const;
    return homeWith('five_hour', samples, '2026-03-05T14:00:00Z');
  }

  it('stands in tj quota, tj status and the status line, with what it is estimated from', () => {
    const fast = hurried();
    const words = '100 % at 12:57 (estimate, from 50 % at 11:20)';
    expect(tj(['quota', '--root', root], fast).stdout).toContain(`At this pace: ${words}.`);
    expect(tj(['status', '--root', root], fast).stdout).toContain(`at this pace: 5-hour ${words}`);
    const status = JSON.parse(tj(['status', '--json', '--root', root], fast).stdout);
    expect(status.quota_pace).toMatchObject([
      { quota: 'five_hour', points: 20, full_at: expect.stringMatching(/T12:57/), before_reset: true },
    ]);
    const five_hour = { used_percentage: 71, resets_at: Date.parse('2026-03-05T14:00:00Z') / 1000 };
    const line = (used: typeof five_hour) =>
      tj(['statusline'], fast, { NO_COLOR: '1' }, { input: JSON.stringify({ rate_limits: { five_hour: used } }) })
        .stdout;
    expect(line(five_hour)).toBe("5-hour 71 % (100 % ~12:55 at the last 40m's pace, resets 14:00) · today 910K+\n");
  });

  it('stays in a status line that has no room for the resets', () => {
    const reset = (iso: string) => Date.parse(iso) / 1000;
    const input = JSON.stringify({
      model: { display_name: 'Opus 4.6' },
      context_window: { used_percentage: 8 },
      rate_limits: {
        five_hour: { used_percentage: 71, resets_at: reset('2026-03-05T14:00:00Z') },
        seven_day: { used_percentage: 31, resets_at: reset('2026-03-09T14:00:00Z') },
      },
    });
    expect(tj(['statusline'], hurried(), { NO_COLOR: '1', COLUMNS: '80' }, { input }).stdout).toBe(
      'Opus 4.6 · context 8 % · 5-hour 71 % (100 % ~12:55, pace of 40m) · 7-day 31 %\n',
    );
  });

  it('is left out of the status line where 100 % is not reached before the reset', () => {
    const five_hour = { used_percentage: 53, resets_at: Date.parse('2026-03-05T14:00:00Z') / 1000 };
    const input = JSON.stringify({ rate_limits: { five_hour } });
    const slow = newHome();
    keepHistory(slow);
    expect(tj(['statusline'], slow, { NO_COLOR: '1' }, { input }).stdout).toBe('5-hour 53 % (resets 14:00)\n');
  });
});

describe('gates', () => {
  it('tj quota --fail-above ends with 3 and one line above the limit, with 0 and one line up to it', () => {
    const above = bare('--fail-above', '51.5');
    expect(above).toEqual({
      status: 3,
      stdout: '',
      stderr: 'tj: 5-hour quota 52 % used at 11:40 (resets 14:00), above 51.5 %\n',
    });
    const below = bare('--fail-above', '52');
    expect(below).toEqual({
      status: 0,
      stdout: '5-hour quota 52 % used at 11:40 (resets 14:00), not above 52 %\n',
      stderr: '',
    });
    expect(bare('--fail-above', '11', '--window', '7d').status).toBe(3);
  });

  it('as a document', () => {
    const above = bare('--fail-above', '50', '--json');
    expect([above.status, JSON.parse(above.stdout)]).toMatchObject([
      3,
      {
        schema: 1,
        used_percentage: 52,
        at: '2026-03-05T11:40:00.000Z',
        fail_above: 50,
        above: true,
        error: { code: 'above-limit' },
      },
    ]);
    expect(JSON.parse(bare('--fail-above', '80', '--json').stdout)).toEqual({
      ...{ schema: 1, quota: 'five_hour', used_percentage: 52, at: '2026-03-05T11:40:00.000Z' },
      ...{ resets_at: '2026-03-05T14:00:00.000Z', fail_above: 80, above: false },
    });
  });

  it('nothing is above a limit once it was reset, and nothing is said where nothing was reported', () => {
    const later = tj(['quota', '--fail-above', '10'], home, { TJ_NOW: '2026-03-05T15:00:00Z' });
    expect([later.status, later.stdout]).toEqual([
      0,
      '5-hour quota reset since (was 52 % at 11:40), not reported again\n',
    ]);
    const never = tj(['quota', '--fail-above', '10'], newHome());
    expect([never.status, never.stdout]).toEqual([1, '']);
    expect(never.stderr).toContain('tj statusline install');
  });

  it('a percentage is shown with its decimals where it is held against a limit', () => {
    const near = homeWith('five_hour', [['2026-03-05T11:40:00Z', 31.4]], '2026-03-05T14:00:00Z');
    expect(tj(['quota', '--fail-above', '31'], near).stderr).toBe(
      'tj: 5-hour quota 31.4 % used at 11:40 (resets 14:00), above 31 %\n',
    );
  });

  it('tj usage --fail-above-cost ends with 3 and one line above so many dollars, else with the usual answer', () => {
    const cost = (limit: string, ...more: string[]) =>
      tj(['usage', '--fail-above-cost', limit, '--since', '24h', '--root', root, ...more], home);
    // Today's responses: $3.00, $4.50 and $2.00.
    expect(cost('9.49')).toEqual({ status: 3, stdout: '', stderr: 'tj: list price $9.50, above $9.49\n' });
    expect(cost('9.5')).toMatchObject({
      status: 0,
      stdout: tj(['usage', '--since', '24h', '--root', root], home).stdout,
    });
    expect(JSON.parse(cost('1', '--json').stdout)).toMatchObject({
      ...{ schema: 1, responses: 3, unpriced_responses: 0, list_price_usd: 9.5, fail_above_cost: 1 },
      error: { code: 'above-limit' },
    });
    expect(cost('5$')).toMatchObject({
      status: 2,
      stderr: 'tj: --fail-above-cost 5$: expected dollars such as 5 or 2.50\n',
    });
    expect(tj(['usage', '--fail-above-cost', '1', '--model', 'glm', '--root', smallHistory()], newHome()).status).toBe(
      1,
    );
  });
});
