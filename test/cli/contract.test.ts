import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUPINGS } from '../../src/model/groupings.ts';
import { removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

const U = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'total_tokens',
  'cost_usd',
  'responses',
  'sessions',
];
const PROVENANCE = [
  'files',
  'files_read',
  'sessions',
  'responses',
  'records_collapsed',
  'copies_collapsed',
  'recovered_responses',
  'unfinished_responses',
  'unpriced_responses',
  'unpriced_models',
  'bad_lines',
  'prices_as_of',
  'left_out',
];
const SESSION = [
  'session_id',
  'title',
  'label',
  'project',
  'cwd',
  'state',
  'started_at',
  'ended_at',
  'active_seconds',
  'wall_seconds',
  'prompts',
  'turns',
  'responses',
  'tool_calls',
  'tool_errors',
  'agents',
  'models',
  'run_id',
  'parent_session_id',
];

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = smallHistory();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const json = (...args: string[]) => {
  const { status, stdout, stderr } = tj([...args, '--json', '--root', root], home);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe('the JSON contract', () => {
  it('every answer has schema, window and provenance', () => {
    for (const command of ['usage', 'sessions', 'quickstart']) {
      const answer = json(command);
      expect(answer).toMatchObject({ schema: 1, window: { since: null, until: null } });
      for (const field of PROVENANCE) expect(answer.provenance).toHaveProperty(field);
    }
  });

  it('tj usage: totals that can be worked out by hand', () => {
    const { totals, provenance } = json('usage');
    for (const field of U) expect(totals).toHaveProperty(field);
    expect(totals).toMatchObject({
      input_tokens: 1037,
      output_tokens: 1313,
      cache_read_tokens: 43_400,
      cache_write_5m_tokens: 44_500,
      cache_write_1h_tokens: 0,
      total_tokens: 90_250,
      responses: 6,
      sessions: 4,
    });
    expect(provenance).toMatchObject({
      files: 5,
      files_read: 5,
      bad_lines: 1,
      unfinished_responses: 1,
      unpriced_responses: 1,
      unpriced_models: ['glm-9-unknown'],
    });
    const opus = 10 * 5 + 1202 * 25 + 40_400 * 0.5 + 34_600 * 6.25;
    const sonnet = 7 * 3 + 1 * 15 + 3_000 * 0.3 + 9_000 * 3.75;
    const haiku = 20 * 1 + 60 * 5 + 900 * 1.25;
    expect(totals.cost_usd).toBeCloseTo((opus + sonnet + haiku) / 1e6, 9);
  });

  it.each([...GROUPINGS, 'project,month', 'branch,tool'])('tj usage --by %s sums to the totals', (by) => {
    const { totals, rows } = json('usage', '--by', by);
    expect(rows.length).toBeGreaterThan(0);
    for (const field of U.filter((each) => each !== 'sessions' && each !== 'cost_usd')) {
      expect(
        rows.reduce((sum: number, row: Record<string, number>) => sum + (row[field] ?? 0), 0),
        field,
      ).toBe(totals[field]);
    }
    const cost = rows.reduce((sum: number, row: { cost_usd: number | null }) => sum + (row.cost_usd ?? 0), 0);
    expect(cost).toBeCloseTo(totals.cost_usd, 9);
  });

  it('keys: full session ids, session/agent, types, canonical models', () => {
    const keys = (by: string) =>
      json('usage', '--by', by)
        .rows.map((row: { key: string }) => row.key)
        .sort();
    expect(keys('session')).toContain('aaaaaaaa-0000-4000-8000-000000000001');
    expect(keys('agent')).toContain('aaaaaaaa-0000-4000-8000-000000000001/x1');
    expect(keys('agent-type')).toEqual(['Explore', 'main']);
    expect(keys('project')).toEqual(['/w/app', '/w/lib']);
    expect(keys('day')).toEqual(['2026-03-01', '2026-03-03', '2026-03-04']);
    expect(keys('window')).toEqual([
      '2026-03-01T09:00:00.000Z',
      '2026-03-03T23:00:00.000Z',
      '2026-03-04T08:00:00.000Z',
    ]);
    expect(keys('model')).toEqual(['claude-haiku-4-5', 'claude-opus-4-6', 'claude-sonnet-4-6', 'glm-9-unknown']);
  });

  it('a sum without any price has null dollars: unknown is not zero', () => {
    const { rows } = json('usage', '--by', 'model');
    expect(rows.find((row: { key: string }) => row.key === 'glm-9-unknown').cost_usd).toBeNull();
  });

  it('tj sessions: every field, newest first', () => {
    const { sessions } = json('sessions');
    for (const field of [...SESSION, ...U]) for (const session of sessions) expect(session).toHaveProperty(field);
    expect(sessions.map((session: { session_id: string }) => session.session_id.slice(-1))).toEqual([
      '4',
      '3',
      '2',
      '1',
    ]);
    expect(sessions.at(-1)).toMatchObject({
      title: 'Fix the red parser',
      project: '/w/app',
      prompts: 1,
      turns: 1,
      agents: 1,
      state: 'stale',
      wall_seconds: 60,
    });
  });

  it('tj quickstart: composition in both weights, timeline, backfill', () => {
    const { quota_composition: parts, session_timeline, backfill } = json('quickstart');
    const all = [parts.reread, parts.rebuilt, parts.written, parts.new_input, parts.output];
    expect(all.reduce((sum, part) => sum + part.tokens, 0)).toBe(90_250);
    expect(all.reduce((sum, part) => sum + part.share_tokens, 0)).toBeCloseTo(1, 6);
    expect(all.reduce((sum, part) => sum + part.share_list_price, 0)).toBeCloseTo(1, 6);
    expect(session_timeline).toHaveLength(4);
    expect(backfill).toMatchObject({ files_found: 5, sessions_found: 4, kept: false });
  });
});

describe('what narrows an answer', () => {
  it('windows select responses by their own time; days are local unless --utc', () => {
    expect(json('usage', '--since', '2026-03-04').totals.responses).toBe(2);
    expect(json('usage', '--until', '2026-03-01').totals.responses).toBe(3);
    const eastern = (...args: string[]) =>
      JSON.parse(tj(['usage', '--by', 'day', '--json', '--root', root, ...args], home, { TZ: 'Asia/Tokyo' }).stdout);
    expect(eastern().rows.map((row: { key: string }) => row.key)).toEqual(['2026-03-01', '2026-03-04']);
    expect(eastern('--utc').rows.map((row: { key: string }) => row.key)).toEqual([
      '2026-03-01',
      '2026-03-03',
      '2026-03-04',
    ]);
  });

  it('--timezone: days, windows and clocks are of that zone, by its name in JSON', () => {
    const days = (...args: string[]) =>
      json('usage', '--by', 'day', ...args).rows.map((row: { key: string }) => row.key);
    expect(days('--timezone', 'Asia/Tokyo')).toEqual(['2026-03-01', '2026-03-04']);
    expect(days('--timezone', 'asia/tokyo', '--since', '2026-03-04')).toEqual(['2026-03-04']);
    expect(json('usage', '--timezone', 'asia/tokyo').window.days).toBe('Asia/Tokyo');
    expect(json('usage', '--timezone', 'Asia/Tokyo', '--since', '2026-03-04').totals.responses).toBe(3);
    const sessions = (...args: string[]) => tj(['sessions', '--root', root, ...args], home, { TZ: 'UTC' }).stdout;
    expect(sessions()).toContain('Mar 3 23:50');
    expect(sessions('--timezone', 'America/New_York')).toContain('Mar 3 18:50');
  });

  it.each(['Nowhere/Land', '+02:00', ''])('--timezone %j is refused', (zone) => {
    const { status, stderr } = tj(['usage', '--timezone', zone, '--root', root], home);
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('the name of a zone') });
  });

  it('--utc and --timezone together are refused', () => {
    expect(tj(['usage', '--utc', '--timezone', 'UTC', '--root', root], home).status).toBe(2);
  });

  it('--project and --model', () => {
    expect(json('usage', '--project', 'lib').totals.responses).toBe(2);
    expect(json('usage', '--model', 'us.anthropic.claude-opus-4-6-v1:0').totals.responses).toBe(3);
  });

  it.each(['context', 'advise', 'quota-audit', 'tokenmaxx', 'usage', 'sessions', 'agents'])(
    'tj %s --model with one that nobody used: no response, and no fault',
    (command) => {
      expect(json(command, '--model', 'nobody-used-it').provenance.responses).toBe(0);
    },
  );

  it('--budget 0 reads nothing and says what it left out', () => {
    const { stdout } = tj(['usage', '--json', '--budget', '0', '--root', root], newHome());
    expect(JSON.parse(stdout).provenance).toMatchObject({
      files: 5,
      files_read: 0,
      left_out: { sessions: 4, reason: 'budget' },
    });
  });
});

describe('around the answers', () => {
  it('the user’s own prices count, for a model without one', () => {
    const own = newHome();
    mkdirSync(join(own, '.tj'));
    const rates = { input: 2, output: 10, cacheRead: 0.2, cacheWrite5m: 2, cacheWrite1h: 2 };
    writeFileSync(join(own, '.tj/pricing.json'), JSON.stringify({ models: [{ id: 'glm-9-unknown', ...rates }] }));
    const { stdout, stderr } = tj(['usage', '--by', 'model', '--json', '--root', root], own);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).rows.find((row: { key: string }) => row.key === 'glm-9-unknown').cost_usd).toBeCloseTo(
      0.0025,
      9,
    );
  });

  it('quickstart keeps nothing', () => {
    const own = newHome();
    expect(tj(['quickstart', '--root', root], own).status).toBe(0);
    expect(existsSync(join(own, '.tj'))).toBe(false);
  });

  it('colour only where it is wanted, and never a control character of a transcript', () => {
    const usage = (env: Record<string, string>, ...args: string[]) =>
      tj(['sessions', '--root', root, ...args], home, env).stdout;
    const start = '\u001b[';
    expect(usage({})).not.toContain(start);
    expect(usage({ FORCE_COLOR: '1' })).toContain(start);
    expect(usage({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(start);
    expect(usage({ FORCE_COLOR: '1' }, '--no-color')).not.toContain(start);
    expect(usage({ FORCE_COLOR: '1' })).not.toContain('\u001b[31m');
  });

  it('tells its version, and subscriptions no dollars unless asked', () => {
    const { version } = JSON.parse(readFileSync(join(TJ, '../../package.json'), 'utf8'));
    expect(tj(['--version'], home).stdout).toBe(`${version}\n`);
    expect(tj(['usage', '--root', root], home).stdout).toContain('$');
    expect(tj(['usage', '--plan', 'max', '--root', root], home).stdout).not.toContain('$');
    expect(tj(['usage', '--plan', 'max', '--dollars', '--root', root], home).stdout).toContain('$');
  });
});
