import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, prompt, smallHistory } from './history.ts';
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
  const { status: exit, stdout, stderr } = tj(['statusline'], home, { NO_COLOR: '1', ...env }, { input, ...how });
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

  it.each<[string, unknown]>([
    ['seconds', seconds('2026-03-05T14:00:00Z')],
    ['seconds in digits', String(seconds('2026-03-05T14:00:00Z'))],
    ['milliseconds', Date.parse('2026-03-05T14:00:00Z')],
    ['ISO text', '2026-03-05T14:00:00Z'],
  ])('a reset is a reset in %s', (_, resets_at) => {
    expect(line({ rate_limits: { five_hour: { used_percentage: 42, resets_at } } })).toBe('5-hour 42 % (resets 14:00)');
    expect(samples()).toMatchObject([{ resets_at: Date.parse('2026-03-05T14:00:00Z') }]);
  });

  it('tells the windows of single models, and what a gateway lets be spent', () => {
    const rate_limits = {
      seven_day_opus: { used_percentage: 77, resets_at: SEVEN_DAY.resets_at },
      seven_day_sonnet: { used_percentage: 5 },
      spend_limit: {
        used_percentage: 104,
        used_usd: 52,
        limit_usd: 50,
        period: 'monthly',
        resets_at: '2026-04-01T00:00:00Z',
      },
    };
    const told =
      '7-day Opus 77 % (resets Mon) · 7-day Sonnet 5 % · spend limit 104 % ($52.00 of $50.00) (resets 04-01)';
    expect(line({ rate_limits }, { COLUMNS: '120' })).toBe(told);
    expect(samples()).toMatchObject(
      ['seven_day_opus', 'seven_day_sonnet', 'spend_limit'].map((quota) => ({
        quota,
        at: Date.parse('2026-03-05T12:00:00Z'),
      })),
    );
    const json = JSON.parse(tj(['statusline', '--json'], home, {}, { input: JSON.stringify({ rate_limits }) }).stdout);
    expect(json.spend_limit).toEqual({ used_usd: 52, limit_usd: 50, period: 'monthly' });
    const told_later = tj(['status', '--root', smallHistory()], home, { COLUMNS: '200' }).stdout;
    expect(told_later).toContain('7-day Opus 77 %');
  });

  it('has colour, since Claude Code shows it: red and yellow for what is nearly used up', () => {
    const told = (rate_limits: object, env: Record<string, string> = {}) =>
      tj(['statusline'], home, env, { input: JSON.stringify({ model: { id: 'm' }, rate_limits }) }).stdout;
    const at = (used_percentage: number) => ({ five_hour: { used_percentage } });
    expect(told(at(74))).toBe('\u001b[1mm\u001b[22m · 5-hour 74 %\n');
    expect(told(at(75))).toContain('5-hour \u001b[33m75 %\u001b[39m');
    expect(told(at(90))).toContain('5-hour \u001b[31m90 %\u001b[39m');
    expect(told(at(90), { NO_COLOR: '1' })).toBe('m · 5-hour 90 %\n');
    expect(told(at(90), { TERM: 'dumb' })).toBe('m · 5-hour 90 %\n');
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
        const child = spawn(process.execPath, [TJ, 'statusline'], {
          env: { HOME: home, PATH: '', LANG: 'C.UTF-8', NO_COLOR: '1' },
        });
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
      quota_pace: [],
      spend_limit: null,
      prompt_cache: null,
      price_source: {},
      today_tokens: null,
      line: 'Opus 4.6 · context 8 % · 5-hour 42 % (resets 14:00) · 7-day 31 % (resets Mon)',
    });
  });
});

describe('the context window', () => {
  const used = (id: string, window: number, tokens: number, percentage: number | null) => ({
    model: { id },
    context_window: {
      context_window_size: window,
      current_usage: { input_tokens: 3, cache_read_input_tokens: tokens - 3 },
      used_percentage: percentage,
    },
  });

  it.each<[string, string, number, number, number | null, string]>([
    ['as Claude Code says', 'claude-opus-4-6', 200_000, 100_000, 50, '50 %'],
    ['reckoned where it does not say', 'claude-opus-4-6', 200_000, 100_000, null, '50 %'],
    ['of the price file where more is in it than it holds', 'claude-opus-4-6', 200_000, 400_000, 100, '40 %'],
    ['a million where that was asked for', 'claude-opus-4-6[1m]', 200_000, 150_000, 75, '15 %'],
    ['a million also of a model that is not listed', 'glm-9[1m]', 200_000, 150_000, 75, '15 %'],
    ['full where nothing is known of a longer one', 'glm-9', 200_000, 400_000, 100, '100 %'],
    ['full where the listed one is not longer', 'claude-opus-4-5', 200_000, 210_000, 100, '100 %'],
  ])('is %s', (_, id, window, tokens, percentage, shown) => {
    expect(line(used(id, window, tokens, percentage))).toBe(`${id} · context ${shown}`);
  });

  it('as Claude Code says where no single response is told', () => {
    const context_window = { context_window_size: 200_000, total_input_tokens: 3_000_000, used_percentage: 61 };
    expect(line({ model: { id: 'm' }, context_window })).toBe('m · context 61 %');
  });
});

describe('the prompt cache', () => {
  const cache = (expires: string | null, ttl = '1h') => ({
    model: { id: 'claude-opus-4-6' },
    prompt_cache: {
      ...{ warm: true, ttl, hit_ratio: 0.9, recache_tokens_if_cold: 100_000 },
      expires_at: expires === null ? null : seconds(`2026-03-05T${expires}Z`),
    },
  });
  const plan = (name: string) => ({ TJ_PLAN: name, COLUMNS: '120' });

  it('tells until when it lives, and what going cold would cost', () => {
    // An hour's write of 100,000 tokens at $10 a million.
    expect(line(cache('12:52:00'), plan('api'))).toBe('claude-opus-4-6 · cache until 12:52 (then 100K, $1.00 again)');
    expect(line(cache('12:04:00', '5m'), plan('api'))).toContain('cache until 12:04 (then 100K, $0.63 again)');
    expect(line(cache('11:59:59'), plan('api'))).toBe('claude-opus-4-6 · cache cold (100K, $1.00 again)');
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['a number', 3600],
    ['another than prices are known for', '2h'],
  ])('its end is told where its length is %s, without a price', (_, ttl) => {
    const prompt_cache = { ttl, expires_at: seconds('2026-03-05T12:50:00Z'), recache_tokens_if_cold: 123_000 };
    expect(line({ session_id: 'new', prompt_cache }, plan('api'))).toBe('cache until 12:50 (then 123K again)');
    const model = { id: 'claude-opus-4-6' };
    expect(line({ model, prompt_cache }, plan('api'))).toContain('cache until 12:50 (then 123K again)');
  });

  it('in tokens alone on a subscription, as set or as its quotas tell', () => {
    const told = 'claude-opus-4-6 · cache until 12:52 (then 100K again)';
    expect(line(cache('12:52:00'), plan('max'))).toBe(told);
    const subscribed = { ...cache('12:52:00'), rate_limits: { five_hour: FIVE_HOUR } };
    expect(line(subscribed, plan('api'))).toBe(`${told} · 5-hour 42 % (resets 14:00)`);
  });

  it('is yellow from five minutes before it is lost, one that lives five minutes from one', () => {
    const told = (expires: string, ttl: string) =>
      tj(['statusline'], home, {}, { input: JSON.stringify(cache(expires, ttl)) }).stdout.includes('\u001b[33mcache');
    expect([told('12:05:01', '1h'), told('12:05:00', '1h'), told('11:00:00', '1h')]).toEqual([false, true, true]);
    expect([told('12:01:01', '5m'), told('12:01:00', '5m')]).toEqual([false, true]);
  });

  it('gives way to the resets of quotas where it lives, and they to it where it does not', () => {
    const told = (expires: string) => line({ ...cache(expires), rate_limits: STATUS.rate_limits }, { COLUMNS: '72' });
    expect(told('12:52:00')).toBe('claude-opus-4-6 · 5-hour 42 % (14:00) · 7-day 31 % (Mon)');
    expect(told('11:52:00')).toBe('claude-opus-4-6 · cache cold · 5-hour 42 % (14:00) · 7-day 31 % (Mon)');
    expect(line({ ...cache('12:01:00'), rate_limits: STATUS.rate_limits }, { COLUMNS: '70' })).toBe(
      'claude-opus-4-6 · cache until 12:01 · 5-hour 42 % · 7-day 31 %',
    );
  });

  it.each<[string, object]>([
    ['was never used', { expires_at: null, ttl: '5m' }],
    ['is told in other kinds', { expires_at: {}, ttl: 7 }],
  ])('nothing is told of one that %s', (_, prompt_cache) => {
    expect(line({ model: { id: 'm' }, prompt_cache })).toBe('m');
  });

  it('with a price says whose it is in the document', () => {
    const { stdout } = tj(['statusline', '--json'], home, plan('api'), { input: JSON.stringify(cache('12:52:00')) });
    expect(JSON.parse(stdout)).toMatchObject({
      prompt_cache: { recache_cost_usd_if_cold: 1 },
      price_source: { 'claude-opus-4-6': 'own' },
    });
  });

  it('is in the document', () => {
    const { stdout } = tj(['statusline', '--json'], home, plan('max'), { input: JSON.stringify(cache('12:52:00')) });
    expect(JSON.parse(stdout).prompt_cache).toEqual({
      ...{ ttl: '1h', expires_at: '2026-03-05T12:52:00.000Z', warm: true },
      ...{ hit_ratio: 0.9, recache_tokens_if_cold: 100_000, recache_cost_usd_if_cold: null },
    });
  });
});

describe('the prompt cache of versions that do not tell it', () => {
  const answered = (clock: string, usage: object, more: object = {}) => {
    const message = { model: 'claude-opus-4-6', usage: { input_tokens: 3, cache_read_input_tokens: 0, ...usage } };
    return JSON.stringify({ type: 'assistant', timestamp: `2026-03-05T${clock}Z`, message, ...more });
  };
  const wrote = (tokens: number, hour: number) => ({
    cache_creation_input_tokens: tokens,
    cache_creation: { ephemeral_1h_input_tokens: hour },
  });

  /** What is told beside a transcript of these lines. */
  function told(...lines: string[]): string {
    const transcript_path = join(home, 'transcript.jsonl');
    writeFileSync(transcript_path, `${lines.join('\n')}\n`);
    return line({ transcript_path, model: { id: 'm' } }, { COLUMNS: '120' });
  }

  it.each<[string, string[], string]>([
    ['an hour', [answered('11:30:00', wrote(9_000, 9_000))], 'm · cache until 12:30 (then 9.00K again)'],
    ['five minutes', [answered('11:58:00', wrote(9_000, 0))], 'm · cache until 12:03 (then 9.00K again)'],
    ['over since then', [answered('10:30:00', wrote(9_000, 9_000))], 'm · cache cold (9.00K again)'],
    [
      'as long as the last write after the last read',
      [answered('10:30:00', wrote(9_000, 9_000)), answered('11:59:00', { cache_read_input_tokens: 50_000 })],
      'm · cache until 12:59 (then 50.0K again)',
    ],
    [
      'that of the main thread',
      [answered('11:30:00', wrote(9_000, 9_000)), answered('11:59:00', wrote(1, 0), { isSidechain: true })],
      'm · cache until 12:30 (then 9.00K again)',
    ],
    ['not known without a write', [answered('11:59:00', { cache_read_input_tokens: 50_000 })], 'm'],
    ['not known of what is no response', ['{"usage"', JSON.stringify({ type: 'user', usage: 1 })], 'm'],
  ])('is %s', (_, lines, text) => expect(told(...lines)).toBe(text));

  it('only the end of a long transcript is looked at, and none that is not there', () => {
    const filler = JSON.stringify({ type: 'user', message: 'x'.repeat(600_000) });
    expect(told(filler, answered('11:30:00', wrote(9_000, 9_000)))).toContain('cache until 12:30');
    expect(told(answered('11:30:00', wrote(9_000, 9_000)), filler)).toBe('m');
    expect(line({ transcript_path: join(home, 'absent'), model: { id: 'm' } })).toBe('m');
    expect(line({ transcript_path: home, model: { id: 'm' } })).toBe('m');
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

  it('only where it is higher, or ten minutes later', () => {
    line(status(42));
    line(status(42), at('12:09:59'));
    expect(samples()).toEqual([five(0, 42)]);
    line(status(42), at('12:10:00'));
    line(status(43), at('12:11:00'));
    expect(samples()).toEqual([five(0, 42), five(10, 42), five(11, 43)]);
  });

  it('of another reset each time, but not of one that moves by seconds', () => {
    line(status(42));
    line(status(42, FIVE_HOUR.resets_at + 60), at('12:01:00'));
    expect(samples()).toEqual([five(0, 42)]);
    line(status(7, FIVE_HOUR.resets_at + 600), at('12:02:00'));
    expect(samples()).toEqual([five(0, 42), five(2, 7, (FIVE_HOUR.resets_at + 600) * 1000)]);
  });

  it('of two sessions in turns only what the one that works is told', () => {
    for (const [i, used] of [45, 31, 45, 31, 46, 31].entries()) line(status(used), at(`12:0${i}:00`));
    expect(samples()).toEqual([five(0, 45), five(4, 46)]);
    line(status(31), at('12:14:00'));
    expect(samples()).toHaveLength(3);
  });

  it('for 180 days, whether its quota is still reported or not', () => {
    const sonnet = { used_percentage: 5, resets_at: seconds('2025-09-10T00:00:00Z') };
    line({ rate_limits: { seven_day_sonnet: sonnet } }, { TJ_NOW: '2025-09-05T12:00:00Z' });
    line(status(42), { TJ_NOW: '2025-09-06T11:59:59Z' });
    line(status(43), { TJ_NOW: '2025-09-06T12:00:01Z' });
    for (const day of [5, 6, 7, 8, 9, 10])
      line(status(day), { TJ_NOW: `2026-03-${String(day).padStart(2, '0')}T12:00:00Z` });
    expect(samples()).toHaveLength(9);
    line(status(11), { TJ_NOW: '2026-03-11T12:00:01Z' });
    expect(samples()[0]).toMatchObject({ used_percentage: 43 });
    expect(samples()).toHaveLength(8);
  });

  it('whatever the clock says for once', () => {
    for (const day of ['01', '02', '03']) line(status(42), { TJ_NOW: `2026-03-${day}T12:00:00Z` });
    line(status(43), { TJ_NOW: '2027-03-05T12:00:00Z' });
    line(status(43), { TJ_NOW: '2027-11-05T12:00:00Z' });
    expect(samples()).toHaveLength(5);
  });

  it('of a session whenever its own percentage is another: a fall is known by that', () => {
    const of = (session_id: string, used: number) => ({ session_id, ...status(used) });
    line(of('s-1', 60));
    line(of('s-1', 5), at('12:01:00'));
    line(of('s-1', 5), at('12:02:00'));
    line(of('s-2', 60), at('12:03:00'));
    line(of('s-2', 60), at('12:04:00'));
    expect(samples()).toMatchObject([60, 5, 60].map((used_percentage) => ({ used_percentage })));
    const five = () =>
      JSON.parse(tj(['status', '--json', '--root', smallHistory()], home, at('12:10:00')).stdout).quota[0];
    expect(five().used_percentage).toBe(5);
    expect(tj(['quota', '--fail-above', '50'], home, at('12:10:00')).status).toBe(0);
    line(of('s-1', 7), at('12:11:00'));
    expect(five().used_percentage).toBe(7);
  });

  it('without a reset that is further ahead than its window is long', () => {
    line(status(42, seconds('2026-04-04T12:00:00Z')));
    expect(samples()).toEqual([{ ...five(0, 42), resets_at: null }]);
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
    const told = 'quota: 5-hour 42 % used (resets 14:00), 7-day 31 % (resets Mon), reported by Claude Code 12 min ago';
    expect(tokenmaxx().replace(/\s+/g, ' ')).toContain(told);
    expect(tokenmaxx('--since', '2030-01-01').replace(/\s+/g, ' ')).toContain(told);
    expect(JSON.parse(tokenmaxx('--json')).quota).toMatchObject([
      { quota: 'five_hour', used_percentage: 42, at: '2026-03-05T11:48:00.000Z' },
      { quota: 'seven_day', used_percentage: 31.4 },
    ]);
  });
});

describe('a quota that was used up, as a transcript tells', () => {
  const refused = (timestamp: string, rateLimitType: string, resets: string) =>
    JSON.stringify({
      ...{ type: 'assistant', timestamp, uuid: timestamp, cwd: '/w/app', isApiErrorMessage: true, error: 'rate_limit' },
      quotaLimits: { status: 'rejected', rateLimitType, resetsAt: seconds(resets), isUsingOverage: false },
      message: { model: '<synthetic>', content: [{ type: 'text', text: "You've hit your limit" }], usage: {} },
    });
  const rootOf = (...lines: string[]) =>
    makeRoot({
      '-w-app/aaaaaaaa-0000-4000-8000-000000000001.jsonl': [
        prompt('2026-03-05T11:00:00Z', '/w/app', 'On'),
        answer('2026-03-05T11:00:09Z', '/w/app', 'msg_1', 'claude-opus-4-6', [3, 412, 18_000, 4_000]),
        ...lines,
        '',
      ].join('\n'),
    });

  it('is full until its reset, in tj status, and known once however often it is read', () => {
    const root = rootOf(
      refused('2026-03-05T11:30:00Z', 'five_hour', '2026-03-05T14:00:00Z'),
      refused('2026-03-05T11:31:00Z', 'overage', '2026-03-06T00:00:00Z'),
    );
    const { quota } = JSON.parse(tj(['status', '--json', '--root', root], home).stdout);
    const full = {
      quota: 'five_hour',
      used_percentage: 100,
      resets_at: '2026-03-05T14:00:00.000Z',
      at: '2026-03-05T11:30:00.000Z',
    };
    expect(quota).toEqual([full]);
    expect(tj(['index', '--reindex', '--root', root], home).status).toBe(0);
    expect(samples()).toHaveLength(1);
    expect(tj(['status', '--root', root], home).stdout.replace(/\s+/g, ' ')).toContain(
      'quota: 5-hour 100 % used (resets 14:00), reported by Claude Code 30 min ago',
    );
    // What a session reports that waits since before that.
    line(STATUS, at('11:40:00'));
    expect(JSON.parse(tj(['status', '--json', '--root', root], home).stdout).quota[0].used_percentage).toBe(100);
    const five_hour = { used_percentage: 3, resets_at: seconds('2026-03-05T19:00:00Z') };
    line({ rate_limits: { five_hour } }, { TJ_NOW: '2026-03-05T14:05:00Z' });
    const later = tj(['status', '--json', '--root', root], home, { TJ_NOW: '2026-03-05T14:05:00Z' });
    expect(JSON.parse(later.stdout).quota[0].used_percentage).toBe(3);
  });

  it('a warning is none: the request was let through', () => {
    const warned = refused('2026-03-05T11:30:00Z', 'five_hour', '2026-03-05T14:00:00Z');
    const root = rootOf(warned.replace('rejected', 'allowed_warning'));
    expect(JSON.parse(tj(['status', '--json', '--root', root], home).stdout).quota).toEqual([]);
  });

  it('stands in the timeline with its window and its reset', () => {
    const root = rootOf(
      refused('2026-03-05T11:30:00Z', 'five_hour', '2026-03-05T14:00:00Z'),
      refused('2026-03-05T11:31:00Z', 'seven_day_opus', '2026-03-09T09:00:00Z'),
    );
    const { stdout } = tj(['session', '--last', '--timeline', '--root', root], home);
    expect(stdout).toMatch(/^11:30 +5-hour limit used up, resets 14:00$/m);
    expect(stdout).toMatch(/^11:31 +7-day Opus limit used up, resets Mon$/m);
  });

  it('is an event of its session, with its name and its reset', () => {
    const root = rootOf(refused('2026-03-05T11:30:00Z', 'seven_day_opus', '2026-03-09T09:00:00Z'));
    expect(tj(['index', '--root', root], home).status).toBe(0);
    const store = new Database(db, { readonly: true });
    const events = store.prepare('SELECT kind, label, at, resets_at FROM events').all();
    store.close();
    expect(events).toEqual([
      {
        ...{ kind: 'quota-limit', label: 'seven_day_opus', at: Date.parse('2026-03-05T11:30:00Z') },
        resets_at: Date.parse('2026-03-09T09:00:00Z'),
      },
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
    expect({ ...statusLine, command: '', model }).toEqual({
      type: 'command',
      command: '',
      refreshInterval: 60,
      model: 'opus',
    });
    const env = { HOME: home, PATH: '/nowhere', LANG: 'C.UTF-8', NO_COLOR: '1' };
    const { stdout } = spawnSync('/bin/sh', ['-c', statusLine.command], {
      env,
      input: JSON.stringify({ model: { id: 'm' } }),
      encoding: 'utf8',
    });
    expect(stdout).toBe('m\n');
    const gone = statusLine.command.replace(process.execPath, '/nowhere/node');
    expect(spawnSync('/bin/sh', ['-c', gone], { env, encoding: 'utf8' })).toMatchObject({
      ...{ status: 0, stdout: '', stderr: '' },
    });
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

  it('has one that was installed before told anew every minute, unless another interval is set', () => {
    mkdirSync(join(home, '.claude'));
    const installed = (more: string) => `{"statusLine": {"type": "command", "command": "tj statusline"${more}}}`;
    const intervalFrom = (before: string) => {
      writeFileSync(file(), before);
      expect(change('install', '--yes').status).toBe(0);
      return JSON.parse(readFileSync(file(), 'utf8')).statusLine.refreshInterval;
    };
    expect(intervalFrom(installed(''))).toBe(60);
    expect(intervalFrom(installed(', "refreshInterval": 5'))).toBe(5);
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
