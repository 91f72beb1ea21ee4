import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, test } from 'vitest';
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
  for (const json of ['', '--json']) {
    const command = `'${process.execPath}' '${TJ}' usage ${json} --root '${smallHistory()}' > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', command], {
      encoding: 'utf8',
      env: { ...process.env, HOME: newHome(), TJ_HOME: '' },
    });
    expect({ json, status, stderr }).toEqual({ json, status: 1, stderr: 'tj: cannot write the answer (ENOSPC)\n' });
  }
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

describe('a store that was emptied', () => {
  const [home, root] = [newHome(), smallHistory()];
  const [db, env] = [join(home, '.tj', 'tj.db'), { CLAUDE_CONFIG_DIR: root }];
  beforeEach(() => {
    rmSync(join(home, '.tj'), { recursive: true, force: true });
    expect(tj(['index'], home, env).status).toBe(0);
  });

  it.each([
    ['by the note that tj left beside it', () => truncateSync(db)],
    [
      'by its log',
      () => {
        writeFileSync(`${db}-wal`, 'a log');
        truncateSync(db);
        rmSync(`${db}-checked`);
      },
    ],
  ])('is refused by every command, and repaired: known %s', (_, empty) => {
    empty();
    for (const words of [
      ['usage'],
      ['index'],
      ['sessions'],
      ['status'],
      ['label', 'x', 'y'],
      ['prune', '--gone', '--yes'],
    ]) {
      const { status, stdout, stderr } = tj(words, home, env);
      expect({ words, status, stdout }).toEqual({ words, status: 1, stdout: '' });
      expect(stderr).toMatch(/^tj: the store \S+ was emptied: 'tj doctor --repair' [^\n]*\n$/);
    }
    expect(statSync(db).size).toBe(0);
    const { status, stdout } = tj(['doctor'], home, env);
    expect(status).toBe(1);
    expect(stdout).toMatch(/was emptied\n[^\n]*\n +tj doctor --repair\n/);
    expect(tj(['doctor', '--repair'], home, env).stdout).toMatch(
      /^Repaired, as far as it could be\.\n[\s\S]*gone +perhaps labels/,
    );
    expect(tj(['usage', '--json', '--since', 'all'], home, env)).toMatchObject({ status: 0, stderr: '' });
  });

  it('is a new one where the file was taken away, also when the tj that made it was killed before it wrote', () => {
    rmSync(db);
    expect(tj(['usage'], home, env)).toMatchObject({ status: 0, stderr: '' });
    rmSync(join(home, '.tj'), { recursive: true, force: true });
    mkdirSync(join(home, '.tj'));
    writeFileSync(db, '');
    expect(tj(['usage'], home, env)).toMatchObject({ status: 0, stderr: '' });
    truncateSync(db);
    rmSync(`${db}-checked`);
    utimesSync(db, 1000, 1000);
    expect(tj(['usage'], home, env)).toMatchObject({ status: 0, stderr: expect.stringMatching(/was an empty file/) });
  });
});
