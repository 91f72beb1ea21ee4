import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { payload, sessionEnd, sessionsIn, waiting } from '../cli/hooks.ts';
import { newHome, removeHomes } from '../cli/tj.ts';
import { Dice } from '../fuzz/dice.ts';
import { BusyHome, sessionId } from './busy-home.ts';
import { copyStore, done, integrityOf, keepStore, keysOf, rowsOf, run, storeOf } from './processes.ts';

/** How often a process is killed in each way; `node test/bench/faults.mjs` does it 20 times, 200 in all. */
const KILLS = Number(process.env.TJ_FAULTS_KILLS ?? 1);
const dice = new Dice(Number(process.env.TJ_FAULTS_SEED ?? 1));
const timeout = 120_000 + KILLS * 180_000;

let busy: BusyHome;
/** All rows of a store that nothing happened to, and that store. */
let undisturbed: string;
let whole: string;
let killed = 0;

beforeAll(() => {
  busy = new BusyHome();
  done(busy.home, 'index');
  undisturbed = rowsOf(busy.home);
  whole = keepStore(busy.home);
}, 120_000);
beforeEach(() => rmSync(join(busy.home, '.tj'), { recursive: true, force: true }));
afterAll(() => {
  removeHomes();
  if (process.env.TJ_FAULTS_KILLS !== undefined)
    process.stderr.write(`${killed} processes were killed before their end\n`);
});

/** Kills tj at a moment that no run foresees, up to a little after its usual end. */
async function kill(words: readonly string[], usualMs: number): Promise<void> {
  const ended = await run(busy.home, words, dice.next() * usualMs * 1.1);
  if (ended.killed) killed++;
  expect([words, ended.killed || ended.status === 0]).toEqual([words, true]);
  expect(integrityOf(busy.home)).toBe('ok');
}

/** How long tj takes to its end, from a store as it is now. */
async function usual(words: readonly string[]): Promise<number> {
  const ended = await run(busy.home, words);
  expect(ended).toMatchObject({ status: 0, killed: false });
  return ended.ms;
}

describe('killed at any moment', () => {
  test('tj index, on a new store and again and again: as if nothing had happened', { timeout }, async () => {
    const ms = await usual(['index']);
    for (let n = 0; n < KILLS; n++) {
      if (dice.chance(0.7)) rmSync(join(busy.home, '.tj'), { recursive: true, force: true });
      await kill(['index'], ms);
      done(busy.home, 'index');
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });

  test('an answer that reads only responses: the same answer, and the same rows when all is read', {
    timeout,
  }, async () => {
    const answer = ['usage', '--json', '--since', 'all', '--by', 'session'];
    const ms = await usual(answer);
    const { totals, rows } = JSON.parse(done(busy.home, ...answer));
    for (let n = 0; n < KILLS; n++) {
      rmSync(join(busy.home, '.tj'), { recursive: true, force: true });
      await kill(answer, ms);
      expect(JSON.parse(done(busy.home, ...answer))).toMatchObject({ totals, rows });
      done(busy.home, 'index');
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });

  test('tj index, on transcripts that grew: nothing that was there is gone', { timeout }, async () => {
    const ms = await usual(['index']);
    for (let n = 0; n < KILLS; n++) {
      rmSync(join(busy.home, '.tj'), { recursive: true, force: true });
      busy.cut(dice);
      done(busy.home, 'index');
      const before = keysOf(busy.home);
      busy.grow();
      await kill(['index'], ms);
      const after = keysOf(busy.home);
      expect([...before].filter((key) => !after.has(key))).toEqual([]);
      done(busy.home, 'index');
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });

  test('tj index --reindex: the same rows before and after', { timeout }, async () => {
    copyStore(whole, busy.home);
    const ms = await usual(['index', '--reindex']);
    for (let n = 0; n < KILLS; n++) {
      await kill(['index', '--reindex'], ms);
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });

  test('the process of a hook: the session is closed by its report all the same', { timeout }, async () => {
    copyStore(whole, busy.home);
    const drain = ['session-end', '--foreground'];
    const ms = (await run(busy.home, drain, Number.POSITIVE_INFINITY, payload(sessionId(1)))).ms;
    for (let n = 0; n < KILLS; n++) {
      copyStore(whole, busy.home);
      await leaveReport(sessionId(2));
      const ended = await run(busy.home, drain, dice.next() * ms * 1.1, payload(sessionId(1)));
      if (ended.killed) killed++;
      expect(integrityOf(busy.home)).toBe('ok');
      done(busy.home, 'sessions', '--json');
      expect(sessionsIn(busy.home).find(({ session_id }) => session_id === sessionId(2))).toMatchObject({
        state: 'closed',
      });
      expect(waiting(busy.home).filter((name) => name.endsWith('.json'))).toEqual([]);
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });

  test('a command that takes in what hooks left: no report is lost, none counts twice', { timeout }, async () => {
    const ms = await usual(['sessions', '--json', '--since', 'all']);
    for (let n = 0; n < KILLS; n++) {
      copyStore(whole, busy.home);
      for (const each of [3, 4, 5]) await leaveReport(sessionId(each));
      await kill(['sessions', '--json', '--since', 'all'], ms);
      const told = JSON.parse(done(busy.home, 'sessions', '--json', '--since', 'all')).sessions;
      const closed = told.filter(({ state }: { state: string }) => state === 'closed');
      expect(closed.map((session: { session_id: string }) => session.session_id).sort()).toEqual(
        [3, 4, 5].map(sessionId),
      );
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });

  test('the hook itself: its report is whole, or there is none', { timeout }, async () => {
    copyStore(whole, busy.home);
    const ms = (await run(busy.home, ['session-end'], Number.POSITIVE_INFINITY, payload(sessionId(1)))).ms;
    for (let n = 0; n < KILLS; n++) {
      const ended = await run(busy.home, ['session-end'], dice.next() * ms * 1.1, payload(sessionId(6)));
      if (ended.killed) killed++;
      done(busy.home, 'sessions', '--json');
      const known = sessionsIn(busy.home).find(({ session_id }) => session_id === sessionId(6));
      if (!ended.killed) expect(known?.state).toBe('closed');
      expect(integrityOf(busy.home)).toBe('ok');
      expect(rowsOf(busy.home)).toBe(undisturbed);
    }
  });

  test('tj prune: all of it is gone, or nothing', { timeout }, async () => {
    const prune = ['prune', '--before', '2026-03-03', '--yes'];
    copyStore(whole, busy.home);
    const ms = await usual(prune);
    const pruned = rowsOf(busy.home);
    expect(pruned).not.toBe(undisturbed);
    for (let n = 0; n < KILLS; n++) {
      copyStore(whole, busy.home);
      await kill(prune, ms);
      expect([undisturbed, pruned]).toContain(rowsOf(busy.home));
      done(busy.home, ...prune);
      expect(rowsOf(busy.home)).toBe(pruned);
    }
  });

  test('tj doctor --repair: the damaged store or the repaired one, and the next repair ends it', {
    timeout,
  }, async () => {
    const repair = ['doctor', '--repair'];
    copyStore(whole, busy.home);
    const store = new Database(storeOf(busy.home));
    store.exec(
      "UPDATE usage SET output_tokens = output_tokens + 1; UPDATE journal SET records = x'00' WHERE file_id = 2",
    );
    store.close();
    const damaged = keepStore(busy.home);
    const ms = await usual(repair);
    for (let n = 0; n < KILLS; n++) {
      copyStore(damaged, busy.home);
      await kill(repair, ms);
      const { status, stderr } = await run(busy.home, ['usage']);
      expect({ status, stderr }).toSatisfy(() => status === 0 || /'tj doctor --repair'/.test(stderr));
      done(busy.home, ...repair);
      expect(rowsOf(busy.home)).toBe(undisturbed);
      expect(readdirSync(join(busy.home, '.tj')).filter((name) => name.includes('.repair-'))).toEqual([]);
    }
  });

  test('tj import: all of it came in, or nothing', { timeout }, async () => {
    const [desk, file] = [newHome(), join(newHome(), 'laptop.tj')];
    copyStore(whole, busy.home);
    done(busy.home, 'export', '--store', '-o', file);
    const begin = () => rmSync(join(desk, '.tj'), { recursive: true, force: true });
    done(desk, 'index');
    const nothing = rowsOf(desk);
    const { ms, status } = await run(desk, ['import', file]);
    expect(status).toBe(0);
    const all = rowsOf(desk);
    for (let n = 0; n < KILLS; n++) {
      begin();
      const ended = await run(desk, ['import', file], dice.next() * ms * 1.1);
      if (ended.killed) killed++;
      if (existsSync(storeOf(desk))) {
        expect(integrityOf(desk)).toBe('ok');
        expect([all, nothing]).toContain(rowsOf(desk));
      }
      done(desk, 'import', file);
      expect(rowsOf(desk)).toBe(all);
    }
  });
});

/** The report of a hook whose process never came to take it in. */
async function leaveReport(id: string): Promise<void> {
  const lock = join(busy.home, '.tj', 'spool', 'drain.lock');
  while (waiting(busy.home).includes('drain.lock')) await sleep(20);
  mkdirSync(join(lock, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(lock, String(process.pid));
  await sessionEnd({ home: busy.home, stdin: payload(id), env: { TJ_NOW: '2026-03-05T11:00:00Z' } });
  rmSync(lock);
}
