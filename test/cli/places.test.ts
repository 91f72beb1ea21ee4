import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

test('an empty HOME is no folder: nothing is written into the current one', () => {
  const folder = newHome();
  const run = spawnSync(process.execPath, [TJ, 'config', 'path'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: '', TJ_HOME: '' },
  });
  expect(run.stderr + run.stdout).not.toContain(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(existsSync('/dev/full'))('an answer that cannot be written is no fault of the store', () => {
  const command = `'${process.execPath}' '${TJ}' usage --root '${smallHistory()}' > /dev/full`;
  const { status, stderr } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    env: { ...process.env, HOME: newHome(), TJ_HOME: '' },
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'tj: cannot write the answer (ENOSPC)\n' });
});

test('a folder that is gone is said in one line', () => {
  const folder = join(newHome(), 'gone');
  mkdirSync(folder);
  const command = `rmdir '${folder}' && '${process.execPath}' '${TJ}' hook status`;
  const { status, stderr } = spawnSync('sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: newHome(), TJ_HOME: '' },
  });
  expect(status).toBe(1);
  expect(stderr).toBe('tj: the current folder is gone: go to one that exists\n');
});

test('settings below a file are one line', () => {
  const home = newHome();
  writeFileSync(join(home, 'file'), '');
  const { status, stderr } = tj(['config', 'set', 'plan', 'max'], home, { TJ_HOME: join(home, 'file') });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^tj: .*config\.json: cannot be written \(\w+\)\n$/);
});

test('a store that was emptied is said; one that is being made is not', () => {
  const [home, root] = [newHome(), smallHistory()];
  const usage = () => tj(['usage', '--root', root], home);
  expect(usage().stderr).toBe('');
  const db = join(home, '.tj', 'tj.db');
  truncateSync(db);
  utimesSync(db, 1000, 1000);
  expect(usage()).toMatchObject({ status: 0, stderr: expect.stringMatching(/was emptied: what only it had is gone/) });
  const other = newHome();
  mkdirSync(join(other, '.tj'));
  writeFileSync(join(other, '.tj', 'tj.db'), '');
  expect(tj(['usage', '--root', root], other).stderr).toBe('');
});
