import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findRoots, rootPlaces } from '../../src/discover/find-roots.ts';
import { UserError } from '../../src/model/errors.ts';
import { plant, tempFolder } from './temp-tree.ts';

const folder = tempFolder();
const home = join(folder, 'home');
const bare = join(folder, 'bare');

beforeAll(() => {
  plant(home, '.claude/projects/', '.config/claude/projects/', '.claude-work/projects/', 'sessions/');
  plant(folder, 'bare/.claude/', 'xdg/claude/projects/', 'file');
  symlinkSync(join(home, '.claude', 'projects'), join(folder, 'link-to-projects'));
  symlinkSync(join(home, '.claude'), join(folder, 'link-to-config'));
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dead'));
});

const CLAUDE = join(home, '.claude/projects');
const WORK = join(home, '.claude-work/projects');
const XDG = join(home, '.config/claude/projects');

describe('without a word from anybody', () => {
  test('both default folders, as far as they are there', () => {
    expect(roots()).toEqual([CLAUDE, XDG]);
    expect(findRoots({ roots: [], env: {}, home: join(folder, 'nobody') })).toEqual([]);
  });

  test('a default folder without projects is none', () => {
    expect(findRoots({ roots: [], env: {}, home: bare })).toEqual([]);
  });

  test('XDG_CONFIG_HOME moves the second one', () => {
    expect(roots([], { XDG_CONFIG_HOME: join(folder, 'xdg') })).toEqual([CLAUDE, join(folder, 'xdg/claude/projects')]);
    expect(roots([], { XDG_CONFIG_HOME: '' })).toEqual([CLAUDE, XDG]);
  });
});

describe('CLAUDE_CONFIG_DIR takes the place of the defaults', () => {
  test.each<[string, () => string, () => string[]]>([
    ['one folder', () => join(home, '.claude-work'), () => [WORK]],
    ['its projects', () => WORK, () => [WORK]],
    ['a list, with blanks', () => ` ${join(home, '.claude-work')} ,, ${join(home, '.claude')},`, () => [WORK, CLAUDE]],
    ['from the home folder', () => '~/.claude-work', () => [WORK]],
    ['one that is not there', () => join(folder, 'nowhere'), () => []],
    ['one that is not there among others', () => `${join(folder, 'nowhere')},${WORK}`, () => [WORK]],
    ['a file', () => join(folder, 'file'), () => []],
    ['a link that leads to itself', () => join(folder, 'loop'), () => []],
    ['empty: the defaults', () => ' , ', () => [CLAUDE, XDG]],
  ])('%s', (_, value, expected) => {
    expect(roots([], { CLAUDE_CONFIG_DIR: value() })).toEqual(expected());
  });
});

describe('--root takes the place of all others', () => {
  test.each<[string, () => string[], () => string[]]>([
    ['a config folder', () => [join(home, '.claude-work')], () => [WORK]],
    ['its projects', () => [WORK], () => [WORK]],
    ['any folder of project folders', () => [join(home, 'sessions')], () => [join(home, 'sessions')]],
    ['several, in their order', () => [WORK, CLAUDE], () => [WORK, CLAUDE]],
    ['the same twice', () => [WORK, join(home, '.claude-work'), `${WORK}/`], () => [WORK]],
    [
      'two links to one folder',
      () => [join(folder, 'link-to-projects'), join(folder, 'link-to-config')],
      () => [CLAUDE],
    ],
    ['a link and what it leads to', () => [CLAUDE, join(folder, 'link-to-projects')], () => [CLAUDE]],
    ['relative to where we are', () => [relative(process.cwd(), WORK)], () => [WORK]],
    ['from the home folder', () => ['~/.claude-work'], () => [WORK]],
    ['the home folder', () => ['~'], () => [home]],
  ])('%s', (_, asked, expected) => {
    expect(roots(asked(), { CLAUDE_CONFIG_DIR: join(home, '.claude') })).toEqual(expected());
  });

  test('of the desktop app all roots in it', () => {
    const sessions = 'Claude/local-agent-mode-sessions';
    plant(folder, `${sessions}/a/o/local_1/.claude/projects/`, `${sessions}/a/o/local_2/.claude/projects/`);
    const at = (place: string) => join(folder, sessions, place);
    const both = [at('a/o/local_1/.claude/projects'), at('a/o/local_2/.claude/projects')];
    for (const asked of ['', 'a', 'a/o']) expect(roots([at(asked)])).toEqual(both);
    expect(roots([at('a/o/local_1/.claude')])).toEqual([both[0]]);
    expect(roots([], { CLAUDE_CONFIG_DIR: at('') })).toEqual(both);
    expect(rootPlaces({ roots: [at('')], env: {}, home }, () => false)[0]?.root).toBe(at('').replace(/\/$/, ''));
  });

  test('one that is gone is a place without a folder where something of it was kept, by its real path', () => {
    const gone = join(folder, 'link-to-config', 'gone');
    const [place] = rootPlaces({ roots: [gone], env: {}, home }, (root) => root === join(home, '.claude/gone'));
    expect(place).toEqual({ folder: gone, namedBy: 'option', root: join(home, '.claude/gone'), holders: [] });
  });

  test('a folder named projects that is a file is not gone into', () => {
    mkdirSync(join(folder, 'odd'));
    writeFileSync(join(folder, 'odd', 'projects'), '');
    expect(roots([join(folder, 'odd')])).toEqual([join(folder, 'odd')]);
  });

  test.each<[string, () => string, RegExp]>([
    ['that is not there', () => join(folder, 'nowhere'), /nowhere: there is no such folder$/],
    ['below a file', () => join(folder, 'file/x'), /there is no such folder$/],
    ['that is a file', () => join(folder, 'file'), /it is a file, a folder was expected$/],
    ['that is a dead link', () => join(folder, 'dead'), /there is no such folder$/],
    ['that is a link to itself', () => join(folder, 'loop'), /there is no such folder$/],
    ['that is too long a name', () => `/${'x'.repeat(5000)}`, /there is no such folder$/],
    ['that is empty', () => ' ', /the name of a folder is missing$/],
  ])('one %s is for the user to mend', (_, asked, message) => {
    const error = caught(() => rootPlaces({ roots: [WORK, asked()], env: {}, home }, () => false));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'bad-root', exitCode: 2, message: expect.stringMatching(message) });
  });
});

function roots(asked: readonly string[] = [], env: Record<string, string> = {}): string[] {
  return findRoots({ roots: asked, env, home });
}

function caught(what: () => unknown): unknown {
  try {
    what();
  } catch (error) {
    return error;
  }
  return undefined;
}
