import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { answer, lines, record, user } from '../checklist/lines.ts';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

/** Responses by project, as `tj usage` tells them once the store is up to date. */
function projects(home: string, root: string, ...more: string[]): Record<string, number> {
  const { stdout } = tj(['usage', '--by', 'project', '--json', '--root', root, ...more], home);
  const rows: { key: string; responses: number }[] = JSON.parse(stdout).rows;
  return Object.fromEntries(rows.map(({ key, responses }) => [key, responses]));
}

const session = (id: string, cwd: string, ...more: object[]) =>
  lines(user(0, 'hi', { cwd }), answer(1, id, 'ok', { cwd }), ...more);

it('a project stays where it was when its folder is gone or becomes part of a repository, also when all is read anew', () => {
  const home = newHome();
  const repo = join(home, 'repo');
  const tree = join(home, 'tree');
  mkdirSync(join(repo, '.git/worktrees/tree'), { recursive: true });
  mkdirSync(join(repo, 'src'));
  mkdirSync(join(home, 'plain/sub'), { recursive: true });
  mkdirSync(tree);
  writeFileSync(join(tree, '.git'), `gitdir: ${join(repo, '.git/worktrees/tree')}\n`);
  const root = makeRoot({
    'p/s1.jsonl': session('m1', join(repo, 'src')),
    'p/s2.jsonl': session('m2', tree),
    'p/s3.jsonl': session('m3', join(home, 'plain/sub')),
  });
  const before = projects(home, root);
  expect(before).toEqual({ [repo]: 2, [join(home, 'plain/sub')]: 1 });
  for (const gone of [repo, tree, join(home, 'plain/sub')]) rmSync(gone, { recursive: true });
  mkdirSync(join(home, 'plain/.git'));
  tj(['index', '--reindex', '--root', root], home);
  expect(projects(home, root)).toEqual(before);
});

it('what one session tells of a worktree holds for those that were read before it, and for a store that is made anew', () => {
  const home = newHome();
  const state = (worktreeSession: object | null) => ({ type: 'worktree-state', worktreeSession, sessionId: 's2' });
  const fix = { originalCwd: '/w/app', worktreePath: '/w/fix', worktreeName: 'fix' };
  const root = makeRoot({ 'p/s1.jsonl': session('m1', '/w/fix/src'), 'p/s3.jsonl': session('m3', '/w/app') });
  expect(projects(home, root)).toEqual({ '/w/fix/src': 1, '/w/app': 1 });
  writeFileSync(
    join(root, 'projects/p/s2.jsonl'),
    session('m2', '/w/fix', state(fix), state(null), record('x', 9, {})),
  );
  expect(projects(home, root)).toEqual({ '/w/app': 3 });
  expect(projects(newHome(), root)).toEqual({ '/w/app': 3 });
});

it('--project takes a folder of Windows with either slash', () => {
  const root = makeRoot({ 'p/s1.jsonl': session('m1', 'C:\\w\\app'), 'p/s2.jsonl': session('m2', 'C:\\w\\other') });
  const home = newHome();
  for (const asked of ['C:/w/app', 'c:\\w\\app', 'w/app'])
    expect(projects(home, root, '--project', asked)).toEqual({ 'C:\\w\\app': 1 });
});

it.skipIf(tmpdir().startsWith('/c/'))('a folder called by a letter is no drive where there are none', () => {
  const root = makeRoot({ 'p/s1.jsonl': session('m1', '/c/app') });
  expect(projects(newHome(), root)).toEqual({ '/c/app': 1 });
});
