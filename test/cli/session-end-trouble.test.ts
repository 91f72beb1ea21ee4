import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { answer, lines, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { drained, logOf, payload, sessionEnd, sessionsIn, waiting } from './hooks.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

const history = () => ({ CLAUDE_CONFIG_DIR: makeRoot({ 'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', 'ok')) }) });

const SILENT = { status: 0, stdout: '' };

describe('a payload that is none: exit code 0, nothing on standard output, one line in the log, nothing left', () => {
  test.each<[string, string | Buffer, RegExp, boolean?]>([
    ['empty', '', /payload is none/],
    ['not JSON', 'session s1 has ended', /payload is none/],
    ['a list', '["s1"]', /payload is none/],
    ['no session', '{"reason":"clear"}', /payload is none/],
    ['an id of the wrong type', '{"session_id":7}', /payload is none/],
    ['an id as long as a book', payload('s'.repeat(100_000)), /payload is none/],
    ['10 MB of JSON', payload('s1', { more: 'x'.repeat(10_000_000) }), /payload is longer than 1 MB/],
    ['10 MB of bytes', Buffer.alloc(10_000_000, 0x7d), /payload is longer than 1 MB/],
    ['cut off and never ended', '{"session_id":"s1"', /payload did not end/, true],
    ['never begun', '', /payload did not end/, true],
  ])('%s', async (_, stdin, line, open = false) => {
    const home = newHome();
    expect(await sessionEnd({ home, stdin, open })).toMatchObject(SILENT);
    expect(logOf(home)).toEqual([expect.stringMatching(line)]);
    expect(waiting(home)).toEqual([]);
  });

  test('whole but never ended is enough', async () => {
    const [home, env] = [newHome(), history()];
    expect(await sessionEnd({ home, stdin: payload('s1'), env, open: true })).toEqual({ ...SILENT, stderr: '' });
    await drained(home);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed' }]);
  });

  test('an option that is none is told, and costs no report', async () => {
    const [home, env] = [newHome(), history()];
    expect(await sessionEnd({ home, stdin: payload('s1'), words: ['--bogus'], env })).toMatchObject(SILENT);
    await drained(home);
    expect(logOf(home)).toEqual([expect.stringMatching(/Unknown option '--bogus'/)]);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed' }]);
  });

  test.each([
    ['behind a byte order mark', `\ufeff${payload('s1')}`],
    ['with a reason that is nothing to be seen', payload('s1', { reason: '\u0007' })],
    ['with a path through a file', payload('s1', { transcript_path: '/etc/passwd/s1.jsonl' })],
    ['with a path that is none', payload('s1', { transcript_path: '/a\0b' })],
    ['with a path longer than paths can be', payload('s1', { transcript_path: `/${'x'.repeat(5000)}` })],
  ])('one %s is taken all the same', async (_, stdin) => {
    const [home, env] = [newHome(), history()];
    expect(await sessionEnd({ home, stdin, env, words: ['--foreground'] })).toEqual({ ...SILENT, stderr: '' });
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed', closed_by: 'other' }]);
  });
});

describe('settings that are wrong cost no report', () => {
  test('TJ_NOW is no time: one line in the log, and the session is closed', async () => {
    const [home, env] = [newHome(), { ...history(), TJ_NOW: 'yesterday' }];
    expect(await sessionEnd({ home, stdin: payload('s1'), env, words: ['--foreground'] })).toMatchObject(SILENT);
    expect(logOf(home)).toEqual([expect.stringMatching(/TJ_NOW yesterday: expected an ISO time/)]);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed', closed_by: 'other' }]);
  });

  test('a settings file that is none: the report waits until it is right, and counts then', async () => {
    const [home, env] = [newHome(), history()];
    const config = join(home, '.tj', 'config.json');
    mkdirSync(join(home, '.tj'));
    writeFileSync(config, '{"trace_roots": ');
    expect(await sessionEnd({ home, stdin: payload('s1'), env, words: ['--foreground'] })).toMatchObject(SILENT);
    expect(logOf(home)).toContainEqual(expect.stringMatching(/config\.json: not JSON/));
    expect(waiting(home)).toHaveLength(1);
    writeFileSync(config, '{}');
    await sessionEnd({ home, stdin: payload('s2'), env, words: ['--foreground'] });
    expect(waiting(home)).toEqual([]);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed', closed_by: 'other' }]);
  });

  test('what waited and lies outside of the folders to keep is dropped unread', async () => {
    const [home, env] = [newHome(), history()];
    const bad = { ...env, TJ_TRACE_ROOTS: 'nowhere' };
    await sessionEnd({ home, stdin: payload('s1', { cwd: '/elsewhere' }), env: bad, words: ['--foreground'] });
    expect(waiting(home)).toHaveLength(1);
    const good = { ...env, TJ_TRACE_ROOTS: home };
    await sessionEnd({ home, stdin: payload('s2', { cwd: home }), env: good, words: ['--foreground'] });
    expect(waiting(home)).toEqual([]);
    expect(sessionsIn(home)).toEqual([]);
  });
});

test.runIf(process.platform === 'linux')('while one process drains, a hook starts no other', async () => {
  const [home, env] = [newHome(), history()];
  const lock = join(home, '.tj', 'spool', 'drain.lock');
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, String(process.pid));
  expect(await sessionEnd({ home, stdin: payload('s1'), env })).toMatchObject(SILENT);
  expect(processesOf(home)).toEqual([]);
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  rmSync(lock);
  await sessionEnd({ home, stdin: payload('s1', { reason: 'clear' }), env });
  await drained(home);
  expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed', closed_by: 'clear' }]);
});

/** Processes that have this home, by their ids. */
function processesOf(home: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${home}\0`);
    } catch {
      // It ended meanwhile, or is another user's.
      return false;
    }
  });
}

describe('a store that cannot be written: the report waits, and the next command takes it', () => {
  test('damaged', async () => {
    const [home, env] = [newHome(), history()];
    mkdirSync(join(home, '.tj'));
    writeFileSync(join(home, '.tj', 'tj.db'), 'no database at all, but long enough to be looked at as one');
    expect(await sessionEnd({ home, stdin: payload('s1'), env, words: ['--foreground'] })).toMatchObject(SILENT);
    expect(logOf(home)).toEqual([expect.stringMatching(/the store .* is damaged/)]);
    expect(waiting(home)).toEqual([expect.stringMatching(/\.json$/)]);
    renameSync(join(home, '.tj', 'tj.db'), join(home, '.tj', 'away.db'));
    tj(['usage'], home, env);
    expect(waiting(home)).toEqual([]);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed', closed_by: 'other' }]);
  });

  test('locked by another writer, for a while', async () => {
    const [home, env] = [newHome(), history()];
    tj(['index'], home, env);
    const other = new Database(join(home, '.tj', 'tj.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(await sessionEnd({ home, stdin: payload('s1'), env })).toEqual({ ...SILENT, stderr: '' });
    expect(waiting(home)).toContainEqual(expect.stringMatching(/\.json$/));
    other.exec('ROLLBACK');
    other.close();
    await drained(home);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed' }]);
    expect(logOf(home)).toEqual([]);
  });

  test('in a folder that cannot be made', async () => {
    const home = newHome();
    writeFileSync(join(home, '.tj'), 'a file');
    const run = await sessionEnd({ home, stdin: payload('s1') });
    expect(run).toMatchObject({ ...SILENT, stderr: expect.stringMatching(/^tj: (EEXIST|ENOTDIR)/) });
    expect(run.stderr.split('\n')).toHaveLength(2);
  });

  const asRoot = process.getuid?.() === 0;
  test.skipIf(asRoot)('in a folder that must not be written (skipped for root, who may)', async () => {
    const home = newHome();
    chmodSync(home, 0o500);
    expect(await sessionEnd({ home, stdin: payload('s1') })).toMatchObject({
      ...SILENT,
      stderr: expect.stringMatching(/EACCES/),
    });
    chmodSync(home, 0o700);
  });

  // In a name space of its own, where nobody else sees it.
  const disk = 'mount -t tmpfs -o size=64k tmpfs /tmp && mount -o remount,ro /tmp && mount -o remount,rw,size=9m /tmp';
  const mayMount = spawnSync('unshare', ['-rm', 'sh', '-c', disk]).status === 0;
  test.skipIf(!mayMount)('on a disk that is full, or read-only (skipped where no disk can be made)', () => {
    const [home, env] = [newHome(), history()];
    writeFileSync(join(home, 'payload.json'), payload('s1'));
    const hook = `"${process.execPath}" "${TJ}" session-end`;
    const script = `
      set -e
      mkdir -p "$HOME/.tj"
      mount -t tmpfs -o size=64k tmpfs "$HOME/.tj"
      head -c 20000 /dev/zero > "$HOME/.tj/ballast"
      ${hook} --foreground < "$HOME/payload.json" 2> "$HOME/told"; echo "room for the report: $?"
      ls "$HOME/.tj/spool"; cat "$HOME/told"
      rm -f "$HOME"/.tj/tj.db*
      head -c 100000 /dev/zero > "$HOME/.tj/ballast" 2> "$HOME/noise" || true
      ${hook} < "$HOME/payload.json" 2> "$HOME/noise"; echo "full: $?"
      mount -o remount,ro "$HOME/.tj"
      ${hook} < "$HOME/payload.json" 2> "$HOME/noise"; echo "read-only: $?"
      mount -o remount,rw,size=9m "$HOME/.tj"
      ${hook} --session s1 --foreground; echo "room again: $?"
      "${process.execPath}" "${TJ}" sessions --json | grep -c '"closed_by": "manual"\\|"closed_by": "other"'`;
    const { stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', script], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', ...env },
    });
    expect(stdout.split('\n')).toEqual([
      'room for the report: 0',
      expect.stringMatching(/^\d+-.*\.json$/),
      expect.stringMatching(/cannot use the store .*(full|disk I\/O error)/),
      'full: 0',
      'read-only: 0',
      'room again: 0',
      '1',
      '',
    ]);
  });
});

const mayBind = spawnSync('unshare', ['-rm', 'mount', '--bind', '/tmp', '/tmp']).status === 0;
test.skipIf(!mayBind)(
  'a report that cannot be removed is taken once and ends the drain (skipped without mounts)',
  () => {
    const [home, env] = [newHome(), history()];
    writeFileSync(join(home, 'payload.json'), payload('s1'));
    const stuck = join(home, '.tj', 'spool', '1-stuck.json');
    mkdirSync(join(home, '.tj', 'spool'), { recursive: true });
    writeFileSync(stuck, JSON.stringify({ sessionId: 's1', at: 1, reason: 'clear' }));
    const hook = `"${process.execPath}" "${TJ}" session-end --foreground < "$HOME/payload.json"`;
    const { stdout, status } = spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', `mount --bind "${stuck}" "${stuck}" && ${hook}`],
      {
        ...{ encoding: 'utf8', timeout: 60_000 },
        env: { PATH: process.env.PATH, HOME: home, ...env },
      },
    );
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    expect(waiting(home)).toEqual(['1-stuck.json']);
    expect(logOf(home)).toEqual([expect.stringMatching(/cannot be removed from the spool/)]);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', closed_by: 'other' }]);
  },
);

describe('what processes leave that die', () => {
  test('a lock of one that is gone holds nobody up', async () => {
    const [home, env] = [newHome(), history()];
    const dead = spawnSync(process.execPath, ['-e', '0']).pid;
    mkdirSync(join(home, '.tj', 'spool'), { recursive: true });
    writeFileSync(join(home, '.tj', 'spool', 'drain.lock'), String(dead));
    await sessionEnd({ home, stdin: payload('s1'), env });
    await drained(home);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed' }]);
  });

  test('a report that was never drained is taken by the next command', async () => {
    const [home, env] = [newHome(), history()];
    mkdirSync(join(home, '.tj', 'spool'), { recursive: true });
    writeFileSync(join(home, '.tj', 'spool', 'drain.lock'), String(process.pid));
    await sessionEnd({ home, stdin: payload('s1', { reason: 'clear' }), env });
    expect(waiting(home)).toHaveLength(2);
    tj(['usage', '--budget', '0'], home, env);
    expect(waiting(home), 'what reads no session takes no report of one').toHaveLength(2);
    tj(['usage'], home, env);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', closed_by: 'clear' }]);
    expect(waiting(home)).toEqual(['drain.lock']);
  });

  test('half a report is never taken, and cleared away when it is old', () => {
    const [home, env] = [newHome(), history()];
    const spool = join(home, '.tj', 'spool');
    mkdirSync(spool, { recursive: true });
    for (const name of ['1-young.part', '1-old.part', '1-torn.json'])
      writeFileSync(join(spool, name), '{"sessionId":"s');
    utimesSync(join(spool, '1-old.part'), 1, 1);
    tj(['usage'], home, env);
    expect(readdirSync(spool)).toEqual(['1-young.part']);
    expect(logOf(home)).toEqual([expect.stringMatching(/1 of the reports waiting could not be read/)]);
  });
});

test('what does not belong into the spool holds nobody up', async () => {
  const [home, env] = [newHome(), history()];
  const spool = join(home, '.tj', 'spool');
  for (const folder of ['0.json', '0.part', 'drain.lock']) mkdirSync(join(spool, folder), { recursive: true });
  for (const folder of ['0.part', 'drain.lock']) utimesSync(join(spool, folder), 1, 1);
  const hasPipes = spawnSync('mkfifo', [join(spool, '1.json')]).status === 0;
  await sessionEnd({ home, stdin: payload('s1'), env, words: ['--foreground'] });
  expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed' }]);
  expect(tj(['usage'], home, env).status).toBe(0);
  expect(readdirSync(spool).sort()).toEqual(['0.json', '0.part', ...(hasPipes ? ['1.json'] : []), 'drain.lock']);
});

test('whoever waits for a session reads it, also while another process drains', async () => {
  const [home, env] = [newHome(), history()];
  mkdirSync(join(home, '.tj', 'spool'), { recursive: true });
  writeFileSync(join(home, '.tj', 'spool', 'drain.lock'), String(process.pid));
  await sessionEnd({ home, stdin: payload('s1'), env, words: ['--foreground'] });
  expect(waiting(home)).toEqual(['drain.lock']);
  expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed' }]);
});

test('folders may be named from where Claude Code runs', async () => {
  const [home, { CLAUDE_CONFIG_DIR }] = [newHome(), history()];
  const cwd = join(CLAUDE_CONFIG_DIR, '..');
  const env = { CLAUDE_CONFIG_DIR: basename(CLAUDE_CONFIG_DIR), TJ_HOME: join(basename(home), '.tj') };
  const run = spawnSync(process.execPath, [TJ, 'session-end'], {
    ...{ cwd, encoding: 'utf8', input: payload('s1') },
    env: { PATH: process.env.PATH, HOME: home, ...env },
  });
  expect(run).toMatchObject({ ...SILENT, stderr: '' });
  await drained(home);
  expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', state: 'closed' }]);
});

test("reports are for the user's own store: another one does not take them", async () => {
  const [home, env] = [newHome(), history()];
  mkdirSync(join(home, '.tj', 'spool'), { recursive: true });
  writeFileSync(join(home, '.tj', 'spool', 'drain.lock'), String(process.pid));
  await sessionEnd({ home, stdin: payload('s1'), env });
  tj(['usage', '--db', join(home, 'other.db')], home, env);
  tj(['quickstart'], home, env);
  expect(waiting(home)).toHaveLength(2);
});

test('what the hook writes is for the user alone', async () => {
  const home = newHome();
  mkdirSync(join(home, '.tj', 'spool'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, '.tj', 'spool', 'drain.lock'), String(process.pid));
  await sessionEnd({ home, stdin: payload('s1') });
  await sessionEnd({ home, stdin: 'none' });
  const [report = ''] = waiting(home);
  for (const path of [join('spool', report), 'hook.log'])
    expect(statSync(join(home, '.tj', path)).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, '.tj')).mode & 0o777).toBe(0o700);
});
