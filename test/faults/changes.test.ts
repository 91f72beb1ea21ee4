import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { payload } from '../cli/hooks.ts';
import { removeHomes, tj } from '../cli/tj.ts';
import { Dice } from '../fuzz/dice.ts';
import { BusyHome, sessionId } from './busy-home.ts';
import { copyStore, done, type Ended, integrityOf, keepStore, keysOf, rowsOf, run, storeOf } from './processes.ts';

/** Of each kind, in the tests; `node test/bench/faults.mjs` takes eight for a minute. */
const [AT_ONCE, SECONDS] = [Number(process.env.TJ_FAULTS_AT_ONCE ?? 2), Number(process.env.TJ_FAULTS_SECONDS ?? 2)];
const ROUNDS = Number(process.env.TJ_FAULTS_ROUNDS ?? 1);
const dice = new Dice(Number(process.env.TJ_FAULTS_SEED ?? 1));
const timeout = 120_000 + 180_000 * ROUNDS + 10_000 * SECONDS;

let busy: BusyHome;
let undisturbed: string;
let whole: string;

beforeAll(() => {
  busy = new BusyHome();
  done(busy.home, 'index');
  undisturbed = rowsOf(busy.home);
  whole = keepStore(busy.home);
}, 120_000);
beforeEach(() => rmSync(join(busy.home, '.tj'), { recursive: true, force: true }));
afterAll(removeHomes);

describe('transcripts that change while they are read', () => {
  test('rewritten, cut, emptied, removed, a folder in their place: what was kept stays, and no process fails', {
    timeout,
  }, async () => {
    const words = [
      ['index'],
      ['index', '--reindex'],
      ['usage', '--json', '--since', 'all'],
      ['context', '--json', '--since', 'all'],
    ];
    for (let round = 0; round < ROUNDS; round++) {
      copyStore(whole, busy.home);
      const before = keysOf(busy.home);
      const reading = run(busy.home, dice.pick(words));
      for (let times = 0; times < 12; times++) {
        busy.harm(dice);
        await new Promise((resolve) => setTimeout(resolve, dice.below(60)));
      }
      expect(await reading).toMatchObject({ status: 0 });
      done(busy.home, 'index');
      expect(integrityOf(busy.home)).toBe('ok');
      const after = keysOf(busy.home);
      expect([...before].filter((key) => !after.has(key))).toEqual([]);
      busy.restore();
      done(busy.home, 'index');
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });
});

describe('several at once', () => {
  test('writers beside readers: each ends well, every answer is whole, and the rows are those of one alone', {
    timeout,
  }, async () => {
    const until = performance.now() + SECONDS * 1000;
    const totals: number[] = [];
    const ended = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => [writer(n, until), reader(n, until, totals)]).flat(),
    );
    expect(ended.flat().filter(({ status }) => status !== 0)).toEqual([]);
    expect(integrityOf(busy.home)).toBe('ok');
    done(busy.home, 'index');
    expect(rowsOf(busy.home)).toBe(undisturbed);
    const all = JSON.parse(done(busy.home, 'usage', '--json', '--since', 'all')).totals.responses;
    expect(new Set(totals)).toEqual(new Set([all]));
    if (process.env.TJ_FAULTS_SECONDS !== undefined)
      process.stderr.write(`${ended.flat().length} processes, at most ${2 * AT_ONCE} at once\n`);
  });

  async function writer(n: number, until: number): Promise<Ended[]> {
    const ways = [
      ['index'],
      ['index', '--reindex'],
      ['label', sessionId(1 + n), 'mine'],
      ['session-end', '--foreground'],
    ];
    const ended: Ended[] = [await run(busy.home, ['index'])];
    while (performance.now() < until)
      ended.push(await run(busy.home, dice.pick(ways), undefined, payload(sessionId(1 + n))));
    return ended;
  }

  async function reader(n: number, until: number, totals: number[]): Promise<Ended[]> {
    const ways = [['usage'], ['context'], ['sessions'], ['advise']];
    const ended: Ended[] = [];
    while (performance.now() < until) {
      const words = [...(ways[(n + ended.length) % ways.length] ?? []), '--json', '--since', 'all'];
      const one = await run(busy.home, words);
      ended.push(one);
      const { totals: told } = JSON.parse(one.stdout) as { totals?: { responses: number } };
      if (told !== undefined && words[0] === 'usage') totals.push(told.responses);
    }
    return ended;
  }
});

describe('clocks and versions', () => {
  test('a clock that is set back and forth moves no row', { timeout }, () => {
    for (const now of ['2026-03-05T12:00:00Z', '2019-01-01T00:00:00Z', '2038-01-19T03:14:08Z']) {
      for (const words of [['index'], ['index', '--reindex'], ['sessions'], ['status']])
        expect([now, words, tj(words, busy.home, { TJ_NOW: now }).status]).toEqual([now, words, 0]);
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });

  test('a store of a newer tj is refused in one line by every command, and left as it is', { timeout }, () => {
    copyStore(whole, busy.home);
    const store = new Database(storeOf(busy.home));
    store.pragma('user_version = 999');
    store.close();
    for (const words of [
      ['index'],
      ['usage'],
      ['sessions'],
      ['label', sessionId(1), 'x'],
      ['prune', '--before', '2026-03-03', '--yes'],
    ]) {
      const { status, stdout, stderr } = tj(words, busy.home);
      expect({ words, status, stdout }).toEqual({ words, status: 1, stdout: '' });
      expect(stderr).toMatch(/^tj: the store .* was written by a newer tj \(999\): update tj\n$/);
    }
    const again = new Database(storeOf(busy.home));
    again.pragma('user_version = 100');
    again.close();
    expect(rowsOf(busy.home)).toBe(undisturbed);
  });
});
