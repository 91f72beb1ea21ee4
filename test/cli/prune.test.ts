import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { dumpOf } from '../ingest/store-dump.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

afterAll(removeHomes);

let home: string;
beforeEach(() => {
  home = newHome();
});

const id = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const text = (record: object) => `${JSON.stringify({ cwd: '/w/app', version: '2.1.200', ...record })}\n`;

/** A prompt and an answer of 1,000 tokens, at an hour of a day of 2026. */
function turn(session: number, day: string, key: string, more: object = {}): string {
  const at = (second: number) => `2026-${day}T10:00:0${second}.000Z`;
  const usage = { input_tokens: 100, output_tokens: 900 };
  const message = { id: key, model: 'claude-opus-4-8', stop_reason: 'end_turn', content: [], usage };
  const own = { sessionId: id(session), ...more };
  return (
    text({
      type: 'user',
      uuid: `u-${key}`,
      timestamp: at(1),
      message: { role: 'user', content: `secret ${key}` },
      ...own,
    }) + text({ type: 'assistant', uuid: `a-${key}`, timestamp: at(2), message, ...own })
  );
}

/** Writes a transcript below the usual root, or another one. */
function write(session: number, content: string, root = '.claude'): string {
  const path = join(home, root, 'projects/-w-app', `${id(session)}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const run = (...args: string[]) => tj(args, home);

function json(...args: string[]) {
  const { status, stdout } = run(...args, '--json');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

const responses = (...args: string[]) => json('usage', ...args).totals.responses;

function inStore<T>(use: (store: Store) => T): T {
  const store = openStore(join(home, '.tj/tj.db'));
  try {
    return use(store);
  } finally {
    store.close();
  }
}

/** Every row of any table that names a session. */
function rowsOf(store: Store, sessionId: string): string[] {
  const tables = store.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
  return tables.flatMap((table) => {
    const rows = store.prepare(`SELECT * FROM ${table}`).all();
    return rows.filter((row) => JSON.stringify(row).includes(sessionId)).map(() => table);
  });
}

/** What is kept of a session in bytes that no word can be found in. */
function deflatedOf(store: Store, sessionId: string): Buffer[] {
  return store
    .prepare<[string, string], Buffer>(`
      SELECT records FROM journal JOIN files USING (file_id) WHERE session_id = ?
      UNION ALL SELECT labels FROM contexts WHERE session_id = ?`)
    .pluck()
    .all(sessionId, sessionId);
}

describe('tj prune', () => {
  it('without a word of what is to go it is bad usage', () => {
    write(1, turn(1, '03-01', 'm1'));
    run('index');
    expect(run('prune', '--yes')).toMatchObject({ status: 2, stderr: expect.stringContaining('--before DATE') });
  });

  it('where nobody can be asked it takes --yes', () => {
    write(1, turn(1, '03-01', 'm1'));
    run('index');
    expect(run('prune', '--before', '1d')).toMatchObject({ status: 2, stderr: expect.stringContaining('--yes') });
    expect(run('prune', '--before', '1d', '--json')).toMatchObject({ status: 2 });
    expect(responses()).toBe(1);
  });

  it('--dry-run tells what would go, and changes nothing', () => {
    write(1, turn(1, '03-01', 'm1'));
    write(2, turn(2, '03-04', 'm2'));
    run('index');
    const before = inStore(dumpOf);
    expect(json('prune', '--before', '2026-03-02', '--dry-run')).toMatchObject({
      ...{ dry_run: true, sessions: 1, sessions_in_part: 0, transcripts: 1, transcripts_on_disk: 1, bytes_freed: null },
      usage: { responses: 1, total_tokens: 1000, cost_usd: (100 * 5 + 900 * 25) / 1e6 },
    });
    expect(run('prune', '--before', '2026-03-02', '--dry-run').stdout).toContain(
      '1 session · 2026-03-01 · 1 response · 1.00K tokens',
    );
    expect(inStore(dumpOf)).toEqual(before);
  });

  it('says from when to when it goes, and where the date is still to come', () => {
    write(1, turn(1, '03-01', 'm1'));
    write(2, turn(2, '03-04', 'm2'));
    run('index');
    const shown = (before: string) => run('prune', '--before', before, '--dry-run').stdout.replace(/\s+/g, ' ');
    expect(shown('2026-03-02')).toContain('1 session · 2026-03-01 · 1 response');
    expect(shown('2026-03-02')).not.toContain('in the future');
    expect(shown('2099-03-02')).toMatch(
      /^2099-03-02 is in the future: every session goes\. .*2026-03-01 to 2026-03-04/,
    );
    const { from, to } = json('prune', '--before', '2099-03-02', '--dry-run');
    expect([from, to]).toEqual([expect.stringMatching(/^2026-03-01/), expect.stringMatching(/^2026-03-04/)]);
  });

  it('of what stays on disk only hashes are kept, and doctor says that it was taken out', () => {
    write(1, turn(1, '03-01', 'm1'));
    run('index');
    expect(json('prune', '--before', '2026-03-02', '--yes')).toMatchObject({ transcripts_kept_out: 1 });
    const bytes = readFileSync(join(home, '.tj/tj.db'));
    for (const word of [id(1), '-w-app', '/w/app']) expect(bytes.includes(word), word).toBe(false);
    expect(json('doctor').transcripts).toMatchObject({ found: 1, not_kept: 0, pruned: 1 });
    expect(run('doctor').stdout.replace(/\s+/g, ' ')).toContain('1 transcript, none kept, 1 taken out by tj prune');
  });

  it('a session of which only its name is left goes whole', () => {
    const path = write(1, turn(1, '03-01', 'm1'));
    run('index');
    writeFileSync(path, '');
    run('index');
    expect(json('prune', '--gone', '--dry-run')).toMatchObject({ sessions: 1, sessions_in_part: 0 });
  });

  it('a plan that is no bill shows no dollars', () => {
    write(1, turn(1, '03-01', 'm1'));
    const shown = (...args: string[]) => run('prune', '--before', '1d', '--dry-run', ...args).stdout;
    run('index');
    expect(shown()).toContain('$0.02');
    expect(shown('--plan', 'max')).not.toContain('$');
  });

  it('nothing of a session is left in any table, nor in the bytes of the store', () => {
    write(1, turn(1, '03-01', 'm1'));
    write(2, turn(2, '03-04', 'm2'));
    run('index');
    run('label', id(1), 'my name for it');
    run('session-end', '--session', id(1), '--instance', 'box', '--foreground');
    rmSync(write(1, ''));
    // As a walk is remembered whose folders have not changed for a while.
    inStore((store) =>
      store
        .prepare("INSERT OR REPLACE INTO walks (root, walk, known) VALUES ('/root', CAST(? AS BLOB), x'')")
        .run(`{"places":["${id(1)}"]}`),
    );
    const deflated = inStore((store) => deflatedOf(store, id(1)));
    expect(json('prune', '--before', '2026-03-02', '--yes')).toMatchObject({ sessions: 1, transcripts_on_disk: 0 });
    expect(inStore((store) => rowsOf(store, id(1)))).toEqual([]);
    const bytes = readFileSync(join(home, '.tj/tj.db'));
    for (const word of ['my name for it', 'secret m1', id(1)]) expect(bytes.includes(word), word).toBe(false);
    expect(bytes.includes('secret m2')).toBe(true);
    expect(deflated.length).toBeGreaterThan(1);
    for (const kept of deflated) expect(bytes.includes(kept)).toBe(false);
  });

  it('while another one reads the store all is taken out, and its room is not given back', { timeout: 60_000 }, () => {
    write(1, turn(1, '03-01', 'm1'));
    run('index');
    const reader = openStore(join(home, '.tj/tj.db'));
    reader.exec('BEGIN; SELECT * FROM sessions');
    expect(json('prune', '--before', '2026-03-02', '--yes')).toMatchObject({ sessions: 1, bytes_freed: null });
    reader.close();
    expect(responses()).toBe(0);
  });

  it('what is left is what a store has that never read the rest', () => {
    write(2, turn(2, '03-04', 'm2'));
    run('index');
    const without = inStore(dumpOf);
    const other = join(home, 'other');
    mkdirSync(join(other, '.git'), { recursive: true });
    write(1, turn(1, '03-01', 'm1', { cwd: other }));
    run('index');
    run('prune', '--before', '2026-03-02', '--yes');
    expect(inStore(dumpOf)).toEqual(without);
  });

  it('a transcript still on disk stays out until it grows, wherever it is moved, however it is read', () => {
    const path = write(1, turn(1, '03-01', 'm1'));
    write(2, turn(2, '03-04', 'm2'));
    run('index');
    expect(json('prune', '--before', '2026-03-02', '--yes')).toMatchObject({ transcripts_kept_out: 1 });
    run('index', '--reindex');
    expect(responses()).toBe(1);
    const moved = path.replace('-w-app', '-w-lib');
    mkdirSync(dirname(moved));
    renameSync(path, moved);
    expect(responses()).toBe(1);
    appendFileSync(moved, turn(1, '03-05', 'm3'));
    expect(responses()).toBe(3);
    expect(inStore((store) => store.prepare('SELECT count(*) FROM pruned').pluck().get())).toBe(0);
  });

  it('a session comes back with its agents', () => {
    const path = write(1, turn(1, '03-01', 'm1'));
    const agent = join(path.replace('.jsonl', ''), 'subagents/agent-x.jsonl');
    mkdirSync(dirname(agent), { recursive: true });
    writeFileSync(agent, turn(1, '03-01', 'm2', { isSidechain: true, agentId: 'x' }));
    writeFileSync(agent.replace('.jsonl', '.meta.json'), '{"agentType":"Explore"}');
    run('index');
    expect(json('prune', '--before', '2026-03-02', '--yes')).toMatchObject({ transcripts: 2, transcripts_kept_out: 2 });
    expect(responses()).toBe(0);
    appendFileSync(path, turn(1, '03-05', 'm3'));
    expect(responses()).toBe(3);
  });

  it('what a copy shares with what was taken out is the copy from then on', () => {
    write(1, turn(1, '03-01', 'm1'));
    write(
      2,
      turn(2, '03-01', 'm1', { forkedFrom: { sessionId: id(1), messageUuid: 'u-m1' } }) + turn(2, '03-04', 'm2'),
    );
    run('index');
    expect(json('prune', '--before', '2026-03-02', '--yes')).toMatchObject({ sessions: 1, usage: { responses: 0 } });
    expect(json('usage', '--by', 'session').rows).toMatchObject([{ key: id(2), responses: 2 }]);
    expect(inStore((store) => store.prepare('SELECT count(*) FROM copied_from').pluck().get())).toBe(0);
  });
});

describe('tj prune --root', () => {
  it('takes out what was read of one root, also what another session owns by now', () => {
    write(1, turn(1, '03-01', 'm1'));
    write(1, turn(1, '03-01', 'm1') + turn(1, '03-02', 'm2'), 'work');
    write(2, turn(2, '03-03', 'm3'), 'work');
    run('index');
    const without = inStore(dumpOf);
    run('index', '--root', join(home, 'work'));
    expect(responses()).toBe(3);
    const done = json('prune', '--root', join(home, 'work'), '--yes');
    expect(done).toMatchObject({ sessions: 1, sessions_in_part: 1, transcripts_kept_out: 0, usage: { responses: 2 } });
    expect(inStore(dumpOf)).toEqual(without);
    expect(responses()).toBe(1);
  });

  it('a root that tj is told to read again is read again', () => {
    write(1, turn(1, '03-01', 'm1'), 'work');
    run('index', '--root', join(home, 'work'));
    run('prune', '--root', join(home, 'work'), '--yes');
    expect(responses()).toBe(0);
    expect(responses('--root', join(home, 'work'))).toBe(1);
  });

  it('a root that tj reads anyway stays out', () => {
    write(1, turn(1, '03-01', 'm1'));
    run('index');
    expect(json('prune', '--root', join(home, '.claude'), '--yes')).toMatchObject({ transcripts_kept_out: 1 });
    expect(responses()).toBe(0);
  });

  it('a root that is not there any more can be taken out', () => {
    write(1, turn(1, '03-01', 'm1'), 'work');
    run('index', '--root', join(home, 'work'));
    rmSync(join(home, 'work'), { recursive: true });
    expect(json('prune', '--root', join(home, 'work'), '--yes')).toMatchObject({ sessions: 1 });
    expect(json('prune', '--root', join(home, 'no-such'), '--yes')).toMatchObject({ sessions: 0 });
  });

  it('with --before only what both name goes', () => {
    write(1, turn(1, '03-01', 'm1'), 'work');
    write(2, turn(2, '03-04', 'm2'), 'work');
    write(3, turn(3, '03-01', 'm3'));
    run('index', '--root', join(home, 'work'), '--root', join(home, '.claude'));
    run('prune', '--root', join(home, 'work'), '--before', '2026-03-02', '--yes');
    expect(responses()).toBe(2);
  });
});

describe('tj prune --gone', () => {
  it('drops what vanished from transcripts that still exist, and nothing else', () => {
    const path = write(1, turn(1, '03-01', 'm1') + turn(1, '03-02', 'm2'));
    const deleted = write(2, turn(2, '03-04', 'm3'));
    run('index');
    writeFileSync(path, turn(1, '03-01', 'm1'));
    rmSync(deleted);
    expect(responses()).toBe(3);
    expect(json('prune', '--gone', '--yes')).toMatchObject({
      sessions: 0,
      sessions_in_part: 1,
      usage: { responses: 1 },
    });
    expect(json('usage', '--by', 'session').rows).toMatchObject([{ responses: 1 }, { responses: 1 }]);
    run('index', '--reindex');
    expect(responses()).toBe(2);
    expect(json('session', id(1)).session.source).toBe('transcript');
  });
});

describe('killed', () => {
  it('at any moment, all of it is gone or nothing', { timeout: 120_000 }, async () => {
    for (let n = 1; n <= 9; n++) {
      const turns = Array.from({ length: 400 }, (_, k) => turn(n, '03-01', `m-${n}-${k}`));
      write(n, turns.join(''));
    }
    run('index');
    const [kept, whole] = [join(home, '.tj'), join(home, 'whole')];
    cpSync(kept, whole, { recursive: true });
    const begun = performance.now();
    await pruneFor(Number.POSITIVE_INFINITY);
    const tookMs = performance.now() - begun;
    expect(responses('--budget', '0')).toBe(0);
    for (let part = 1; part <= 12; part++) {
      rmSync(kept, { recursive: true });
      cpSync(whole, kept, { recursive: true });
      await pruneFor((tookMs * part) / 12);
      expect([0, 3600]).toContain(responses('--budget', '0'));
      expect(inStore((store) => store.pragma('integrity_check', { simple: true }))).toBe('ok');
    }
  });

  /** Lets it run for so long, or to its end. */
  function pruneFor(ms: number): Promise<void> {
    const env = { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', TJ_NOW: '2026-03-05T12:00:00Z' };
    const args = [TJ, 'prune', '--root', join(home, '.claude'), '--yes'];
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    const timer = Number.isFinite(ms) ? setTimeout(() => child.kill('SIGKILL'), ms) : undefined;
    return new Promise((resolve) => {
      child.on('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
});
