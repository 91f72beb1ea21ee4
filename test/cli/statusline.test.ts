import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { type How, newHome, removeHomes, TJ, tj } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

/** The clock of these tests is 2026-03-05T12:00:00Z, a Thursday. */
const seconds = (iso: string) => Date.parse(iso) / 1000;
const FIVE_HOUR = { used_percentage: 42, resets_at: seconds('2026-03-05T14:00:00Z') };
const SEVEN_DAY = { used_percentage: 31.4, resets_at: seconds('2026-03-09T09:00:00Z') };

const STATUS = {
  session_id: 's-1',
  model: { id: 'claude-opus-4-6', display_name: 'Opus 4.6' },
  context_window: { context_window_size: 200_000, used_percentage: 8 },
  rate_limits: { five_hour: FIVE_HOUR, seven_day: SEVEN_DAY },
};

let home: string;
let db: string;
beforeEach(() => {
  home = newHome();
  db = join(home, '.tj', 'tj.db');
});

/** As Claude Code runs it; says that it went well, in one line. */
function line(status: unknown, env: Readonly<Record<string, string>> = {}, how: How = {}): string {
  const input = typeof status === 'string' ? status : JSON.stringify(status);
  const { status: exit, stdout, stderr } = tj(['statusline'], home, env, { input, ...how });
  expect({ exit, stderr, lines: stdout.split('\n').length }).toEqual({ exit: 0, stderr: '', lines: 2 });
  return stdout.trimEnd();
}

function samples(): unknown[] {
  const store = new Database(db, { readonly: true });
  const rows = store
    .prepare('SELECT quota, at, used_percentage, resets_at FROM quota_samples ORDER BY at, quota')
    .all();
  store.close();
  return rows;
}

const at = (clock: string) => ({ TJ_NOW: `2026-03-05T${clock}Z` });

describe('the line', () => {
  it('tells model, context and both quotas with their resets', () => {
    expect(line(STATUS)).toBe('Opus 4.6 · context 8 % · 5-hour 42 % (resets 14:00) · 7-day 31 % (resets Mon)');
  });

  it.each([
    ['60', 'Opus 4.6 · context 8 % · 5-hour 42 % · 7-day 31 %'],
    ['70', 'Opus 4.6 · context 8 % · 5-hour 42 % (14:00) · 7-day 31 % (Mon)'],
    ['40', 'Opus 4.6 · context 8 % · 5-hour 42 %'],
    ['12', 'Opus 4.6'],
    ['5', 'Opus…'],
  ])('is no wider than %s columns, and leaves out what matters least', (COLUMNS, text) => {
    expect(line(STATUS, { COLUMNS })).toBe(text);
  });

  it('is ASCII where the terminal is', () => {
    expect(line(STATUS, { LANG: 'C' })).toMatch(/^Opus 4\.6 \| context 8 % \| [ -~]*$/);
  });

  it('adds what the store has of today, at least', () => {
    expect(tj(['index', '--root', smallHistory()], home).status).toBe(0);
    const day = { TJ_NOW: '2026-03-04T12:00:00Z', COLUMNS: '120' };
    // The two responses of that day: 2 + 700 + 30,000 and 1,000 + 50 tokens.
    expect(line({ model: { id: 'm' } }, day)).toBe('m · today 31.8K+');
    expect(line({ model: { id: 'm' } }, { COLUMNS: '120' })).toBe('m');
    // There the day began at 10:00 UTC.
    expect(line({ model: { id: 'm' } }, { ...day, TZ: 'Pacific/Kiritimati' })).toBe('m · today 1.05K+');
  });

  it.each<[string, unknown, string]>([
    ['nothing but a model', { model: { id: 'claude-opus-4-6' } }, 'claude-opus-4-6'],
    ['no quota', { ...STATUS, rate_limits: null }, 'Opus 4.6 · context 8 %'],
    ['one quota', { rate_limits: { seven_day: SEVEN_DAY } }, '7-day 31 % (resets Mon)'],
    ['a quota without its reset', { rate_limits: { five_hour: { used_percentage: 0 } } }, '5-hour 0 %'],
    [
      'a quota whose reset is past',
      { rate_limits: { five_hour: { used_percentage: 90, resets_at: seconds('2026-03-05T11:59:00Z') } } },
      '5-hour reset since',
    ],
    ['an object without anything', {}, 'tj'],
    [
      'values of other kinds',
      { model: 7, context_window: [], rate_limits: { five_hour: { used_percentage: '42' }, seven_day: 3 } },
      'tj',
    ],
    [
      'numbers that are none',
      '{"context_window":{"used_percentage":-1},"rate_limits":{"five_hour":{"used_percentage":1e999}}}',
      'tj',
    ],
    [
      'a reset that is no time',
      '{"rate_limits":{"five_hour":{"used_percentage":42,"resets_at":1e300}}}',
      '5-hour 42 %',
    ],
    ['a reset in words', { rate_limits: { five_hour: { used_percentage: 42, resets_at: 'soon' } } }, '5-hour 42 %'],
  ])('of %s', (_, status, text) => expect(line(status)).toBe(text));

  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['half of it', JSON.stringify(STATUS).slice(0, 60)],
    ['a list', '[]'],
    ['null', 'null'],
    ['more than 1 MB', JSON.stringify({ ...STATUS, filler: 'x'.repeat(1_100_000) })],
  ])('is a plain one for %s', (_, input) => {
    expect(line(input)).toBe('tj: no status from Claude Code');
    expect(existsSync(db)).toBe(false);
  });

  it('does not act on the terminal', () => {
    const model = { display_name: 'A\u001b[31mB\u001b]0;t\u0007\u202eC\nD\u009b2J' };
    expect(line({ model })).toBe('AB C D 2J');
  });

  it('is told all the same where the clock or the store is set wrong', () => {
    expect(line(STATUS, { TJ_NOW: 'now' })).toMatch(/^tj: TJ_NOW now: expected an ISO time$/);
    writeFileSync(join(home, 'file'), '');
    expect(line(STATUS, { TJ_HOME: join(home, 'file') })).toContain('Opus 4.6');
  });

  it('does not wait for an input that never ends: what is whole is enough, and what is not is given up', async () => {
    const told = (input: string) =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [TJ, 'statusline'], { env: { HOME: home, PATH: '', LANG: 'C.UTF-8' } });
        let stdout = '';
        child.stdout.on('data', (chunk) => (stdout += chunk));
        child.on('close', () => resolve(stdout));
        child.stdin.write(input);
      });
    expect(await told(`${JSON.stringify({ model: { id: 'm' } })}\n`)).toBe('m\n');
    expect(await told('{"model": ')).toBe('tj: no status from Claude Code\n');
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'tells a person at a terminal what it is for (needs the program script)',
    () => {
      const command = `${process.execPath} ${TJ} statusline`;
      const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
        encoding: 'utf8',
        env: { HOME: home, PATH: process.env.PATH ?? '' },
      });
      expect(stdout.trim()).toBe("tj: for Claude Code: 'tj statusline install' sets it up");
    },
  );

  it('is a document with --json', () => {
    const input = JSON.stringify(STATUS);
    expect(JSON.parse(tj(['statusline', '--json'], home, {}, { input }).stdout)).toEqual({
      schema: 1,
      model: 'Opus 4.6',
      context_used_percentage: 8,
      quota: [
        {
          quota: 'five_hour',
          used_percentage: 42,
          resets_at: '2026-03-05T14:00:00.000Z',
          at: '2026-03-05T12:00:00.000Z',
        },
        {
          quota: 'seven_day',
          used_percentage: 31.4,
          resets_at: '2026-03-09T09:00:00.000Z',
          at: '2026-03-05T12:00:00.000Z',
        },
      ],
      today_tokens: null,
      line: 'Opus 4.6 · context 8 % · 5-hour 42 % (resets 14:00) · 7-day 31 % (resets Mon)',
    });
  });
});

describe('the quota it was told is kept', () => {
  const NOON = Date.parse('2026-03-05T12:00:00Z');
  const five = (minutes: number, used_percentage: number, resets = FIVE_HOUR.resets_at * 1000) => ({
    quota: 'five_hour',
    at: NOON + minutes * 60_000,
    used_percentage,
    resets_at: resets,
  });
  const status = (used_percentage: number, resets_at = FIVE_HOUR.resets_at) => ({
    rate_limits: { five_hour: { used_percentage, resets_at } },
  });

  it('in a store that is made for it, for the user alone', () => {
    line(STATUS);
    expect(samples()).toEqual([
      five(0, 42),
      { quota: 'seven_day', at: NOON, used_percentage: 31.4, resets_at: SEVEN_DAY.resets_at * 1000 },
    ]);
    expect([statSync(db).mode & 0o777, statSync(join(home, '.tj')).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it('only where it is another, or five minutes later', () => {
    line(status(42));
    line(status(42), at('12:04:59'));
    expect(samples()).toEqual([five(0, 42)]);
    line(status(42), at('12:05:00'));
    line(status(43), at('12:06:00'));
    line(status(43, FIVE_HOUR.resets_at + 60), at('12:07:00'));
    expect(samples()).toEqual([five(0, 42), five(5, 42), five(6, 43), five(7, 43, (FIVE_HOUR.resets_at + 60) * 1000)]);
  });

  it('no store is made where there is no quota to keep', () => {
    line({ model: { id: 'm' } });
    expect(existsSync(join(home, '.tj'))).toBe(false);
  });

  it('a store that is locked is not waited for: the line comes, the sample does not', () => {
    line(STATUS);
    const other = new Database(db);
    other.exec('BEGIN EXCLUSIVE');
    expect(line(status(99))).toContain('5-hour 99 %');
    other.exec('COMMIT');
    other.close();
    expect(samples()).toHaveLength(2);
    line(status(99), at('12:00:01'));
    expect(samples()).toHaveLength(3);
  });

  it('a store that cannot be written to, is damaged, or of another version is left as it is', () => {
    line(STATUS);
    chmodSync(home, 0o755);
    chmodSync(join(home, '.tj'), 0o555);
    chmodSync(db, 0o444);
    expect(line(status(50), {}, { asNobody: true })).toContain('5-hour 50 %');
    chmodSync(join(home, '.tj'), 0o755);
    chmodSync(db, 0o644);
    expect(samples()).toHaveLength(2);

    const changed = (change: (store: Database.Database) => void) => {
      const store = new Database(db);
      change(store);
      store.close();
      const before = readFileSync(db);
      expect(line(status(60))).toContain('5-hour 60 %');
      expect(readFileSync(db).equals(before)).toBe(true);
    };
    changed((store) => store.pragma('user_version = 999'));
    changed((store) => store.pragma('user_version = 1'));
    const damaged = 'this is no database, and long enough to look at: '.repeat(40);
    writeFileSync(db, damaged);
    expect(line(status(60))).toContain('5-hour 60 %');
    expect(readFileSync(db, 'utf8')).toBe(damaged);
  });

  it('tj tokenmaxx shows it, on the card and in the document', () => {
    const root = smallHistory();
    const tokenmaxx = (...args: string[]) => tj(['tokenmaxx', '--root', root, ...args], home).stdout;
    expect(tokenmaxx()).not.toContain('quota:');
    expect(JSON.parse(tokenmaxx('--json')).quota).toEqual([]);
    line(STATUS, at('11:48:00'));
    const told = 'quota: 5-hour 42 % used (resets 14:00), 7-day 31 % (resets Mon), told by Claude Code 12 min ago';
    expect(tokenmaxx().replace(/\s+/g, ' ')).toContain(told);
    expect(tokenmaxx('--since', '2030-01-01').replace(/\s+/g, ' ')).toContain(told);
    expect(JSON.parse(tokenmaxx('--json')).quota).toMatchObject([
      { quota: 'five_hour', used_percentage: 42, at: '2026-03-05T11:48:00.000Z' },
      { quota: 'seven_day', used_percentage: 31.4 },
    ]);
  });
});

describe('tj statusline install and uninstall', () => {
  const file = () => join(home, '.claude', 'settings.json');
  const change = (...args: string[]) => tj(['statusline', ...args], home);

  it('sets what runs, once, and takes it out again', () => {
    mkdirSync(join(home, '.claude'));
    const before = '{\n\t"model": "opus"\n}';
    writeFileSync(file(), before);
    expect(change('install', '--dry-run').stdout).toContain('statusLine');
    expect(readFileSync(file(), 'utf8')).toBe(before);
    expect(change('install')).toMatchObject({ status: 2, stdout: '' });
    expect(change('install', '--yes').status).toBe(0);
    const { statusLine, model } = JSON.parse(readFileSync(file(), 'utf8'));
    expect({ type: statusLine.type, model }).toEqual({ type: 'command', model: 'opus' });
    const env = { HOME: home, PATH: '/nowhere', LANG: 'C.UTF-8' };
    const { stdout } = spawnSync('/bin/sh', ['-c', statusLine.command], {
      env,
      input: JSON.stringify({ model: { id: 'm' } }),
      encoding: 'utf8',
    });
    expect(stdout).toBe('m\n');
    expect(change('install', '--yes').stdout).toContain('installed already, nothing was changed');
    expect(change('uninstall', '--yes').status).toBe(0);
    expect(readFileSync(file(), 'utf8')).toBe(before);
    expect(JSON.parse(change('uninstall', '--yes', '--json').stdout)).toEqual({
      schema: 1,
      path: file(),
      changed: false,
      dry_run: false,
      backup: null,
      entries: [],
    });
  });

  it('leaves another status line alone and says what to do', () => {
    mkdirSync(join(home, '.claude'));
    const before = '{"statusLine": {"type": "command", "command": "~/line.sh"}}';
    writeFileSync(file(), before);
    expect(change('install', '--yes')).toEqual({
      status: 1,
      stdout: '',
      stderr: `tj: ${file()} has another status line: take it out first, or have its command hand its input on to 'tj statusline'\n`,
    });
    expect(change('uninstall', '--yes').stdout).toContain('No status line of tj is there');
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });
});
