import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectFinder } from '../../src/discover/find-project.ts';
import { plant, tempFolder } from './temp-tree.ts';

const folder = tempFolder();
const home = join(folder, 'home');
const repo = join(home, 'repo');
const find = (cwd: string) => projectFinder(home)(cwd)?.project;

beforeAll(() => {
  plant(repo, '.git/worktrees/wt/', '.git/modules/sub/', 'src/deep/', 'vendor/.git/', 'sub/src/');
  plant(home, 'wt/src/', 'relative-wt/', 'bare-wt/', 'plain/src/', 'odd/', 'empty/');
  plant(home, 'bare.git/worktrees/bare-wt/', 'dotgit-folder-is-a-file/', 'loop/');
  writeFileSync(join(home, 'wt/.git'), `gitdir: ${join(repo, '.git/worktrees/wt')}\n`);
  writeFileSync(join(home, 'relative-wt/.git'), 'gitdir: ../repo/.git/worktrees/wt\r\n');
  writeFileSync(join(home, 'bare-wt/.git'), `gitdir: ${join(home, 'bare.git/worktrees/bare-wt')}\n`);
  writeFileSync(join(repo, 'sub/.git'), 'gitdir: ../.git/modules/sub\n');
  writeFileSync(join(home, 'odd/.git'), 'something else');
  writeFileSync(join(home, 'empty/.git'), '');
  symlinkSync(join(home, 'loop/.git'), join(home, 'loop/.git'));
});

describe('a project is the repository that holds the folder', () => {
  test.each<[string, () => string, () => string]>([
    ['the root of a repository', () => repo, () => repo],
    ['a folder below', () => join(repo, 'src/deep'), () => repo],
    ['a repository within another', () => join(repo, 'vendor'), () => join(repo, 'vendor')],
    ['a worktree: the main repository', () => join(home, 'wt'), () => repo],
    ['a folder of a worktree', () => join(home, 'wt/src'), () => repo],
    ['a worktree that is told relative to itself', () => join(home, 'relative-wt'), () => repo],
    ['a submodule: itself', () => join(repo, 'sub/src'), () => join(repo, 'sub')],
    ['a worktree of a bare repository: itself', () => join(home, 'bare-wt'), () => join(home, 'bare-wt')],
    ['a .git file that says nothing', () => join(home, 'odd'), () => join(home, 'odd')],
    ['an empty .git file', () => join(home, 'empty'), () => join(home, 'empty')],
    ['no repository: the folder', () => join(home, 'plain/src'), () => join(home, 'plain/src')],
    ['a .git that is a link to itself: the folder', () => join(home, 'loop'), () => join(home, 'loop')],
  ])('%s', (_, cwd, project) => {
    expect(find(cwd())).toBe(project());
  });

  test.each<[string, () => string]>([
    ['gone', () => join(home, 'gone/src')],
    ['a file', () => join(home, 'odd/.git')],
    ['too long a name', () => `/${'x'.repeat(5000)}`],
    ['a name with a NUL', () => '/a\0b'],
    ['of another system', () => 'd:\\work\\x'],
    ['empty', () => ''],
    ['no full path', () => 'relative/path'],
    ['the one of this process', () => '.'],
  ])('of a folder that is %s the disk shows nothing', (_, cwd) => {
    expect(projectFinder(home)(cwd())).toBeNull();
  });

  test('what is no repository is told apart from one', () => {
    expect(projectFinder(home)(repo)).toEqual({ knownBy: 'repository', project: repo });
    expect(projectFinder(home)(join(home, 'plain'))).toEqual({ knownBy: 'folder', project: join(home, 'plain') });
  });
});

describe('bounds', () => {
  test('a repository above the home folder is not looked for', () => {
    mkdirSync(join(folder, '.git'));
    try {
      expect(find(join(home, 'plain/src'))).toBe(join(home, 'plain/src'));
      expect(find(join(folder))).toBe(folder);
    } finally {
      rmSync(join(folder, '.git'), { recursive: true });
    }
  });

  test('a folder is looked at once', () => {
    const finder = projectFinder(home);
    const cwd = join(home, 'later/src');
    mkdirSync(cwd, { recursive: true });
    expect(finder(cwd)?.project).toBe(cwd);
    mkdirSync(join(home, 'later/.git'));
    expect(finder(cwd)?.project).toBe(cwd);
    expect(find(cwd)).toBe(join(home, 'later'));
  });
});
