import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { FIXTURES, transcriptFolder } from '../corpus.ts';
import { dumpOf } from './store-dump.ts';

const TJ = fileURLToPath(new URL('../../bin/tj.js', import.meta.url));

/** A history large enough that a process can be caught in the middle of it. */
const HISTORY = transcriptFolder('PackmindHub+context-evaluator') ?? join(FIXTURES, '2.1.150/fork-with-forked-from');

let work: string;
let root: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'tj-processes-'));
  root = join(work, 'root');
  cpSync(HISTORY, root, { recursive: true });
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('real processes', () => {
  it('killed at any moment and run again, the store is as if nothing had happened (A8)', {
    timeout: 120_000,
  }, async () => {
    const expected = indexed('undisturbed');
    for (const delay of [150, 200, 250, 300, 350, 450]) {
      const db = join(work, `killed-${delay}.db`);
      const child = start(db);
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await ended(child);
      const again = spawnSync(process.execPath, [TJ, 'index', '--root', root, '--db', db], { encoding: 'utf8' });
      expect(again).toMatchObject({ status: 0, stderr: '' });
      expect(dumpOfFile(db)).toEqual(expected);
    }
  });

  it('two at once both end well, and the store is as if there had been one', { timeout: 120_000 }, async () => {
    const expected = indexed('alone');
    const db = join(work, 'both.db');
    const both = [start(db), start(db)];
    expect(await Promise.all(both.map(ended))).toEqual([0, 0]);
    expect(dumpOfFile(db)).toEqual(expected);
  });

  it('nothing below the roots changes', () => {
    const before = fingerprint(root);
    indexed('fingerprint');
    spawnSync(process.execPath, [TJ, 'quickstart', '--root', root]);
    expect(fingerprint(root)).toBe(before);
  });

  it('the store is for its owner only: files 0600, folder 0700', () => {
    const home = join(work, 'home');
    spawnSync(process.execPath, [TJ, 'index', '--root', root], { env: { ...process.env, TJ_HOME: home } });
    expect(statSync(home).mode & 0o777).toBe(0o700);
    const modes = readdirSync(home).map((name) => statSync(join(home, name)).mode & 0o777);
    expect([...new Set(modes)]).toEqual([0o600]);
  });

  it('works without any network interface', (context) => {
    const alone = [
      '-rn',
      '--',
      process.execPath,
      TJ,
      'usage',
      '--json',
      '--root',
      root,
      '--db',
      join(work, 'offline.db'),
    ];
    if (spawnSync('unshare', ['-rn', 'true']).status !== 0)
      context.skip('this machine does not allow network namespaces');
    const { status, stdout } = spawnSync('unshare', alone, { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).totals.responses).toBeGreaterThan(0);
  });
});

function start(db: string): ChildProcess {
  return spawn(process.execPath, [TJ, 'index', '--root', root, '--db', db], { stdio: 'ignore' });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.on('exit', resolve);
  });
}

function indexed(name: string): Record<string, unknown[]> {
  const db = join(work, `${name}.db`);
  const { status } = spawnSync(process.execPath, [TJ, 'index', '--root', root, '--db', db]);
  expect(status).toBe(0);
  return dumpOfFile(db);
}

function dumpOfFile(db: string): Record<string, unknown[]> {
  const store = openStore(db);
  const dump = dumpOf(store);
  store.close();
  return dump;
}

/** Names, sizes, times and contents of all that is below a folder. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs, mode } = statSync(path);
    hash.update(`${path}\n${size}\n${mtimeMs}\n${mode}\n`);
    if (entry.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}
