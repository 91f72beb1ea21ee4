import { describe, expect, test } from 'vitest';
import { placeProjects } from '../../src/build/place-projects.ts';
import type { FolderFact } from '../../src/model/folder-facts.ts';

/** Projects of the folders in their order; the same, however folders and facts are ordered. */
function placed(folders: readonly string[], facts: readonly FolderFact[] = [], ignoresCase = false): string[] {
  const projects = placeProjects(folders, facts, ignoresCase);
  expect(placeProjects(folders.toReversed(), facts.toReversed(), ignoresCase)).toEqual(projects);
  return folders.map((folder) => projects.get(folder) ?? '');
}

const shown = (folder: string, project: string): FolderFact => ({ folder, knownBy: 'repository', project });
const made = (folder: string, project: string): FolderFact => ({ folder, knownBy: 'worktree', project });
const plain = (folder: string): FolderFact => ({ folder, knownBy: 'folder', project: folder });

describe('spellings of one folder are one project', () => {
  test.each<[string, string[], string]>([
    ['the case of the drive', ['C:\\Users\\me\\proj', 'c:\\Users\\me\\proj'], 'C:\\Users\\me\\proj'],
    ['slashes', ['C:/Users/me/proj', 'C:\\Users\\me\\proj'], 'C:\\Users\\me\\proj'],
    ['slashes alone', ['c:/Users/me/proj'], 'C:\\Users\\me\\proj'],
    ['case within the path, on Windows', ['C:\\users\\Me\\proj', 'C:\\Users\\me\\proj'], 'C:\\Users\\me\\proj'],
    ['Git Bash', ['/c/Users/me/proj', 'C:\\Users\\me\\proj'], 'C:\\Users\\me\\proj'],
    ['Cygwin and WSL', ['/cygdrive/c/w', '/mnt/c/w', 'C:\\w'], 'C:\\w'],
    ['slashes at the end', ['C:\\w\\', 'C:\\w', 'c:/w//'], 'C:\\w'],
    ['slashes at the end of other paths', ['/w/app/', '/w/app'], '/w/app'],
    ['shares', ['//server/share/w', '\\\\server\\share\\w\\'], '\\\\server\\share\\w'],
    ['composed letters', ['/w/caf\u0065\u0301', '/w/caf\u00e9'], '/w/caf\u00e9'],
    ['the root of a drive', ['c:\\', 'C:/', '/c', '/mnt/c/', '\\\\?\\C:\\'], 'C:\\'],
    ['paths to be taken word for word', ['\\\\?\\c:\\w\\app', '//?/C:/w/app', 'C:\\w\\app'], 'C:\\w\\app'],
    ['such shares', ['\\\\?\\UNC\\server\\share\\w', '\\\\server\\share\\w'], '\\\\server\\share\\w'],
  ])('%s', (_, folders, project) => {
    expect(placed(folders)).toEqual(folders.map(() => project));
  });

  test.each<[string, string[]]>([
    ['a folder of one letter, where no drive is so called', ['/c/Users/me', '/w/app', 'D:\\x']],
    ['case, on a system that tells it apart', ['/w/App', '/w/app']],
    ['the root', ['/']],
    ['no full path', ['', '.', 'relative/path']],
  ])('but not %s', (_, folders) => {
    expect(placed(folders)).toEqual(folders);
  });

  test('case, on a system that ignores it: as the disk spells it, else the first by the alphabet', () => {
    expect(placed(['/w/app', '/w/App'], [], true)).toEqual(['/w/App', '/w/App']);
    const facts = [shown('/w/App', '/w/app')];
    expect(placed(['/w/APP', '/w/App'], facts, true)).toEqual(['/w/app', '/w/app']);
  });
});

describe('a worktree belongs to its repository, also when it is gone', () => {
  test.each<[string, string, FolderFact[], string]>([
    ['by its place', '/w/app/.claude/worktrees/fix', [], '/w/app'],
    ['a folder in it', '/w/app/.claude/worktrees/fix/src/deep', [], '/w/app'],
    ['on Windows', 'C:\\w\\app\\.claude\\worktrees\\fix', [], 'C:\\w\\app'],
    ['of a folder of the repository', '/w/app/src/.claude/worktrees/fix', [shown('/w/app/src', '/w/app')], '/w/app'],
    ['by what a transcript says', '/w/fix', [made('/w/fix', '/w/app')], '/w/app'],
    ['a folder in it', '/w/fix/src', [made('/w/fix', '/w/app')], '/w/app'],
    ['made in a folder of the repository', '/w/fix', [made('/w/fix', '/w/app/x'), shown('/w/app', '/w/app')], '/w/app'],
    ['made in another worktree', '/w/b', [made('/w/b', '/w/a'), made('/w/a', '/w/app')], '/w/app'],
    ['by what the disk showed', '/w/fix', [shown('/w/fix', '/w/app')], '/w/app'],
    ['the disk before all else', '/w/fix', [shown('/w/fix', '/w/app'), made('/w/fix', '/w/x')], '/w/app'],
    [
      'an empty folder that is left of it',
      '/w/app/.claude/worktrees/fix',
      [plain('/w/app/.claude/worktrees/fix')],
      '/w/app',
    ],
    [
      'of two that are said, the first by the alphabet',
      '/w/fix',
      [made('/w/fix', '/w/b'), made('/w/fix/', '/w/a')],
      '/w/a',
    ],
    ['made in itself', '/w/fix', [made('/w/fix', '/w/fix')], '/w/fix'],
    ['made in one another', '/w/a', [made('/w/a', '/w/b'), made('/w/b', '/w/a')], '/w/a'],
  ])('%s: %s', (_, folder, facts, project) => {
    expect(placed([folder], facts)).toEqual([project]);
  });
});

describe('a folder that is gone belongs to the repository that was known above it', () => {
  test.each<[string, string, FolderFact[], string]>([
    [
      'the nearest',
      '/w/app/vendor/x/y',
      [shown('/w/app', '/w/app'), shown('/w/app/vendor/x', '/w/app/vendor/x')],
      '/w/app/vendor/x',
    ],
    ['not one beside it', '/w/app-2', [shown('/w/app', '/w/app')], '/w/app-2'],
    ['not a folder in no repository', '/w/x', [plain('/w')], '/w/x'],
    ['not where it was there itself, in none', '/w/app/x', [shown('/w/app', '/w/app'), plain('/w/app/x')], '/w/app/x'],
  ])('%s', (_, folder, facts, project) => {
    expect(placed([folder], facts)).toEqual([project]);
  });
});
