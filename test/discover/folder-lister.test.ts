import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderLister, type Seen } from '../../src/discover/folder-lister.ts';
import { judgeLinks } from '../../src/discover/judge-links.ts';
import type { Issue } from '../../src/model/issue.ts';
import { tempFolder } from '../read/temp-folder.ts';

function folder(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Names in a folder below `root`, and what is told of it. */
function listed(path: string, root: string, roots: readonly string[] = [root]) {
  const issues: Issue[] = [];
  const note = (issue: Issue) => issues.push(issue);
  const seen: Seen = { folders: [], links: [] };
  const names = folderLister(seen, note)(path, { withFileTypes: true }).map((entry) => entry.name);
  judgeLinks(seen.links, root, roots, note);
  return { names, issues };
}

test('what cannot be listed is empty and told with its code', () => {
  const root = folder(tempFolder(), 'projects');
  writeFileSync(join(root, 'file'), '');
  expect(listed(join(root, 'file'), root)).toEqual({
    names: [],
    issues: [{ kind: 'unreadable', path: join(root, 'file'), line: null, detail: 'ENOTDIR' }],
  });
  expect(listed(join(root, '-gone'), root)).toEqual({
    names: [],
    issues: [{ kind: 'vanished', path: join(root, '-gone'), line: null, detail: 'ENOENT' }],
  });
});

test('a link into any of the roots needs no word', () => {
  const base = tempFolder();
  const [root, other] = [folder(base, 'one'), folder(base, 'two')];
  symlinkSync(folder(other, '-p'), join(root, '-p'));
  expect(listed(root, root, [root, other]).issues).toEqual([]);
  expect(listed(root, root).issues).toMatchObject([{ kind: 'outside-root', detail: `leads to ${join(other, '-p')}` }]);
});

test('a folder whose name begins with that of a root is not in the root', () => {
  const base = tempFolder();
  const root = folder(base, 'projects');
  symlinkSync(folder(base, 'projects-2', '-p'), join(root, '-p'));
  expect(listed(root, root).issues.map((issue) => issue.kind)).toEqual(['outside-root']);
});

test('a link out of the root to what holds no transcripts is nobody’s loss', () => {
  const base = tempFolder();
  const project = folder(base, 'projects', '-p');
  symlinkSync(folder(base, 'memory'), join(project, 'memory'));
  writeFileSync(join(base, 'note.md'), '');
  symlinkSync(join(base, 'note.md'), join(project, 'note.md'));
  symlinkSync(join(base, 'note.md'), join(project, 's.jsonl.backup'));
  expect(listed(project, join(base, 'projects')).issues).toEqual([]);
});

test('a dead link is told in the place of a project or transcript only', () => {
  const root = folder(tempFolder(), 'projects');
  const project = folder(root, '-p');
  symlinkSync('nowhere', join(root, '-gone'));
  symlinkSync('s.jsonl', join(project, 's.jsonl'));
  symlinkSync('user@host.123', join(project, '.#s.jsonl'));
  symlinkSync('nowhere', join(project, 'memory'));
  expect(listed(root, root).issues.map(({ kind, detail }) => [kind, detail])).toEqual([
    ['unreadable', 'dead link, ENOENT'],
  ]);
  expect(listed(project, root).issues.map(({ path, detail }) => [path, detail])).toEqual([
    [join(project, 's.jsonl'), 'dead link, ELOOP'],
  ]);
});
