import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, prompt } from './history.ts';
import { EMPTY, idOf, RUN_REPORTS, report, runHistory } from './run-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let root: string;
beforeEach(() => {
  home = newHome();
  root = runHistory();
  report(home, RUN_REPORTS);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

function status(args: readonly string[] = [], env: Record<string, string> = {}) {
  const { status: code, stdout, stderr } = tj(['status', '--json', '--root', root, ...args], home, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const card = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  tj(['status', '--root', root, ...args], home, env).stdout;

const letters = (sessions: readonly { session_id: string }[]) =>
  sessions.map(({ session_id: id }) => id.charAt(0)).join('');

const transcript = (letter: string, project = 'app') =>
  join(root, 'projects', `-w-${project}`, `${idOf(letter)}.jsonl`);

describe('the window', () => {
  it.each([
    ['24h', { sessions: 4, prompts: 4, total_tokens: 25_110 + 25_210 + 25_310 + 25_510, projects: 2 }],
    ['7d', { sessions: 6, prompts: 6, total_tokens: 6 * 25_010 + 2_100, projects: 3 }],
  ])('%s: sessions, prompts, tokens and projects of it, up to date as of now', (window, expected) => {
    const { schema, frame, window: told } = status(['--window', window]);
    expect(schema).toBe(1);
    expect(frame).toMatchObject({ ...expected, last_sync: '2026-03-05T12:00:00.000Z' });
    expect(told.since).toBe(window === '24h' ? '2026-03-04T12:00:00.000Z' : '2026-02-26T12:00:00.000Z');
  });

  it('is the same as that of tj usage', () => {
    const { prompts, projects, last_sync, ...frame } = status(['--window', '7d']).frame;
    const usage = tj(['usage', '--json', '--root', root, '--since', '7d'], home);
    expect(frame).toEqual(JSON.parse(usage.stdout).totals);
  });

  it('another one is refused', () => {
    const { status: code, stderr } = tj(['status', '--root', root, '--window', '3d'], home);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'tj: --window 3d: expected 24h or 7d\n' });
  });

  it('a prompt that was not answered yet counts; one of a session without any response does not', () => {
    expect(status().frame.prompts).toBe(4);
    appendFileSync(transcript('a'), `\n${prompt('2026-03-05T11:59:30Z', '/w/app', 'And now?')}\n`);
    expect(status().frame.prompts).toBe(5);
  });
});

describe('running sessions', () => {
  it('are active or idle, neither closed nor stale; each with what it used today', () => {
    const { running } = status();
    expect(running).toMatchObject([
      { session_id: idOf('a'), state: 'active', label: 'lead', last_seen_at: '2026-03-05T11:58:00.000Z' },
      { session_id: idOf('c'), state: 'idle', label: 'Port the parser', last_seen_at: '2026-03-05T10:30:00.000Z' },
    ]);
    const today = 25_110 + 25_210 + 25_310 + 25_510;
    expect(running[0].today.total_tokens).toBe(25_110);
    expect(running[0].share_today.tokens).toBeCloseTo(25_110 / today, 9);
    const price = (output: number) => 10 * 5 + output * 25 + 20_000 * 0.5 + 5_000 * 6.25;
    const whole = [100, 200, 300, 500].reduce((sum, output) => sum + price(output), 0);
    expect(running[0].share_today.list_price).toBeCloseTo(price(100) / whole, 9);
  });

  it('are told with all that tj sessions tells of them, but where it stands', () => {
    const { running, resumable } = status();
    const { stdout } = tj(['sessions', '--json', '--root', root], home);
    const listed: { session_id: string; source: string }[] = JSON.parse(stdout).sessions;
    const sessions = listed.map(({ source: _, ...session }) => session);
    expect(letters(sessions)).toBe('abcedf');
    for (const { last_seen_at, process: _, today, share_today, ...session } of running)
      expect(sessions).toContainEqual(session);
    for (const session of resumable) expect(sessions).toContainEqual(session);
  });

  it.each([
    ['a little later', '2026-03-05T12:10:00Z', 'ac'],
    ['after four hours without a record', '2026-03-05T14:31:00Z', 'a'],
    ['a day later', '2026-03-06T12:00:00Z', ''],
  ])('%s', (_, now, expected) => {
    expect(letters(status([], { TJ_NOW: now }).running)).toBe(expected);
  });

  it('idle_hours says how long they are idle', () => {
    expect(letters(status([], { TJ_IDLE_HOURS: '1' }).running)).toBe('a');
    expect(letters(status([], { TJ_IDLE_HOURS: '1.5' }).running)).toBe('ac');
    tj(['config', 'set', 'idle_hours', '100'], home);
    expect(letters(status().running)).toBe('acdf');
  });

  it('one whose file was touched just now is active, as of then; one whose file was copied later is not', () => {
    const touched = new Date('2026-03-05T07:57:00Z');
    utimesSync(transcript('d', 'lib'), touched, touched);
    const { running } = status([], { TJ_NOW: '2026-03-05T07:58:00Z' });
    const copied = new Date('2026-03-05T11:57:00Z');
    utimesSync(transcript('d', 'lib'), copied, copied);
    expect(letters(status().running)).toBe('ac');
    expect(running.find((each: { session_id: string }) => each.session_id === idOf('d'))).toMatchObject({
      ...{ state: 'active', last_seen_at: '2026-03-05T07:57:00.000Z', ended_at: '2026-03-04T08:00:00.000Z' },
      today: { total_tokens: 0 },
    });
  });

  it('that come after the first eight are counted on the card', () => {
    const files = Array.from({ length: 10 }, (_, i) => [
      `p/${idOf(String(i))}.jsonl`,
      answer('2026-03-05T11:00:00Z', '/w/p', `m${i}`, 'claude-opus-4-6', [1, 1, 0, 0]),
    ]);
    root = makeRoot(Object.fromEntries(files));
    expect(card()).toContain('and 2 more: --json shows all');
  });
});

describe('what is kept', () => {
  it('is all of it, whatever the window; sessions without a transcript on disk are told', () => {
    expect(status().archive).toMatchObject({
      ...{ sessions: 6, total_tokens: 6 * 25_010 + 2_100, first_at: '2026-03-01T09:00:00.000Z', sessions_only_here: 0 },
    });
    rmSync(transcript('b'));
    rmSync(transcript('f'));
    const { archive, resumable } = status();
    expect(archive).toMatchObject({ sessions: 6, total_tokens: 6 * 25_010 + 2_100, sessions_only_here: 2 });
    expect(archive.store_bytes).toBeGreaterThan(100_000);
    expect(letters(resumable)).toBe('ed');
  });

  it('a session whose agent alone is left on disk is not gone, but cannot be resumed', () => {
    const place = join('-w-app', idOf('b'), 'subagents', 'agent-x.jsonl');
    const agent = answer('2026-03-05T11:20:00Z', '/w/app', 'm_agent', 'claude-haiku-4-5', [1, 1, 0, 0]);
    const withAgent = makeRoot({ [place]: agent });
    renameSync(join(withAgent, 'projects', '-w-app', idOf('b')), transcript('b').replace('.jsonl', ''));
    expect(status().archive.sessions_only_here).toBe(0);
    rmSync(transcript('b'));
    const { archive, resumable } = status();
    expect(archive.sessions_only_here).toBe(0);
    expect(letters(resumable)).toBe('edf');
  });

  it('what was not read is said, and the store is as of the newest file it holds', () => {
    expect(status(['--budget', '0']).frame).toMatchObject({ sessions: 0, last_sync: null });
    expect(card(['--budget', '0'])).toContain('The store holds nothing yet.');
    for (const [letter, project] of [
      ['a', 'app'],
      ['b', 'app'],
      ['c', 'lib'],
      ['d', 'lib'],
      ['e', 'lib'],
      ['f', 'app'],
    ] as const) {
      const written = new Date('2026-03-05T11:30:00Z');
      utimesSync(transcript(letter, project), written, written);
    }
    rmSync(transcript('a').replace(idOf('a'), EMPTY));
    status();
    writeFileSync(
      transcript('a').replace(idOf('a'), idOf('9')),
      answer('2026-03-05T11:59:00Z', '/w/app', 'm9', 'x', [1, 1, 0, 0]),
    );
    expect(status(['--budget', '0']).frame.last_sync).toBe('2026-03-05T11:30:00.000Z');
    expect(card(['--budget', '0'])).toContain('Not all is read yet; the newest file here is of today 11:30.');
    expect(status().frame.last_sync).toBe('2026-03-05T12:00:00.000Z');
  });

  it('nothing at all is said in words', () => {
    root = makeRoot({});
    home = newHome();
    const { status: code, stdout } = tj(['status', '--root', root], home);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing happened in the last 24 hours.');
    expect(stdout).toContain('The store holds nothing yet.');
    expect(stdout).toContain('No session is running.');
  });
});

describe('sessions to resume', () => {
  it('are closed or stale, the newest three', () => {
    const { resumable } = status();
    expect(resumable).toMatchObject([
      // Its end, a second later, is no activity.
      { session_id: idOf('b'), state: 'closed', closed_by: 'other', ended_at: '2026-03-05T11:40:00.000Z' },
      { session_id: idOf('e'), state: 'closed', closed_by: 'logout' },
      { session_id: idOf('d'), state: 'stale', closed_by: null },
    ]);
    expect(card()).toContain(`  claude --resume ${idOf('b')}\n    app · closed (other) 19 min ago · Fix the parser\n`);
    expect(card([], { COLUMNS: '50' })).toContain(`  claude -r ${idOf('b')}\n`);
  });

  it('have an id of Claude Code: a file of another name is nothing to be typed', () => {
    const name = '-w-app/$(touch x).jsonl';
    root = makeRoot({ [name]: answer('2026-03-05T02:00:00Z', '/w/app', 'm1', 'claude-opus-4-6', [1, 1, 0, 0]) });
    const { archive, resumable } = status();
    expect({ sessions: archive.sessions, resumable }).toEqual({ sessions: 1, resumable: [] });
    expect(card()).not.toContain('resume');
  });
});

it('--project narrows all of it', () => {
  const { frame, running, archive, resumable } = status(['--project', 'lib']);
  expect(frame).toMatchObject({ sessions: 2, prompts: 2, projects: 1, total_tokens: 25_310 + 25_510 });
  expect([letters(running), letters(resumable)]).toEqual(['c', 'ed']);
  expect(archive).toMatchObject({ sessions: 3, first_at: '2026-03-04T08:00:00.000Z' });
  expect(running[0].share_today.tokens).toBeCloseTo(25_310 / (25_310 + 25_510), 9);
});

it('what another clock dated tomorrow is none of today', () => {
  root = makeRoot({
    [`p/${idOf('a')}.jsonl`]: [
      answer('2026-03-05T10:00:00Z', '/w/p', 'm1', 'claude-opus-4-6', [1, 0, 0, 0]),
      answer('2026-03-06T00:00:00Z', '/w/p', 'm2', 'claude-opus-4-6', [20, 0, 0, 0]),
    ].join('\n'),
  });
  expect(status(['--utc'], { TJ_IDLE_HOURS: '99' }).running[0].today.input_tokens).toBe(1);
});

it('today begins at midnight, here or in UTC', () => {
  const env = { TZ: 'America/New_York', TJ_NOW: '2026-03-05T14:00:00Z', TJ_IDLE_HOURS: '9' };
  root = makeRoot({
    [`p/${idOf('a')}.jsonl`]: [
      answer('2026-03-05T04:30:00Z', '/w/p', 'm1', 'claude-opus-4-6', [1, 0, 0, 0]),
      answer('2026-03-05T05:30:00Z', '/w/p', 'm2', 'claude-opus-4-6', [20, 0, 0, 0]),
    ].join('\n'),
  });
  expect(status([], env).running[0].today.input_tokens).toBe(20);
  expect(status(['--utc'], env).running[0].today.input_tokens).toBe(21);
});

it('the quota that Claude Code told stands on the card and in the document', () => {
  expect(status().quota).toEqual([]);
  const store = openStore(join(home, '.tj', 'tj.db'));
  const at = Date.parse('2026-03-05T11:00:00Z');
  store
    .prepare('INSERT INTO quota_samples (quota, at, used_percentage, resets_at) VALUES (?, ?, ?, ?)')
    .run('five_hour', at, 42, at + 7_200_000);
  store.close();
  expect(status().quota).toMatchObject([{ quota: 'five_hour', used_percentage: 42 }]);
  expect(card()).toMatch(/\nquota: 5-hour 42 % used \(resets 13:00\), reported by Claude Code 1 h ago\n/);
});
