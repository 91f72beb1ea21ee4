import { chmodSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findTranscripts } from '../../src/discover/find-transcripts.ts';
import { plant, tempFolder } from './temp-tree.ts';

const folder = tempFolder();
const SID = '3f0c1f6e-0b3a-4d7e-9a54-1f2e3d4c5b6a';
let root = '';
let made = 0;
beforeEach(() => {
  root = join(folder, `${++made}`, 'projects');
  mkdirSync(root, { recursive: true });
});

describe('what is found, and what its place says of it', () => {
  test.each<[string, string, object]>([
    ['a session', `-p/${SID}.jsonl`, { kind: 'main', sessionId: SID, agentId: null }],
    ['a session of any name', '-p/my session.jsonl', { kind: 'main', sessionId: 'my session', agentId: null }],
    ['a name with dots', '-p/a.b.jsonl', { kind: 'main', sessionId: 'a.b', agentId: null }],
    ['a project of any name', `.any [name]*/${SID}.jsonl`, { kind: 'main', sessionId: SID, agentId: null }],
    ['an agent', `-p/${SID}/subagents/agent-a1b2.jsonl`, { kind: 'agent', sessionId: SID, agentId: 'a1b2' }],
    [
      'a named agent',
      `-p/${SID}/subagents/agent-aside_question-1.jsonl`,
      { kind: 'agent', sessionId: SID, agentId: 'aside_question-1' },
    ],
    [
      'an agent of a workflow',
      `-p/${SID}/subagents/workflows/wf_12345678-abc/agent-a1.jsonl`,
      { kind: 'agent', sessionId: SID, agentId: 'a1' },
    ],
    [
      'its metadata',
      `-p/${SID}/subagents/workflows/wf_x/agent-a1.meta.json`,
      { kind: 'meta', sessionId: SID, agentId: 'a1' },
    ],
    ['metadata', `-p/${SID}/subagents/agent-a1.meta.json`, { kind: 'meta', sessionId: SID, agentId: 'a1' }],
    [
      'an agent in the folder of its session',
      `-p/${SID}/agent-a77.jsonl`,
      { kind: 'agent', sessionId: SID, agentId: 'a77' },
    ],
    ['its metadata there', `-p/${SID}/agent-a77.meta.json`, { kind: 'meta', sessionId: SID, agentId: 'a77' }],
    [
      'an agent beside the sessions',
      '-p/agent-a1b2c3d.jsonl',
      { kind: 'flat-agent', sessionId: null, agentId: 'a1b2c3d' },
    ],
    ['metadata beside the sessions', '-p/agent-a1.meta.json', { kind: 'meta', sessionId: null, agentId: 'a1' }],
  ])('%s', async (_, name, identity) => {
    plant(root, name);
    const { size, mtimeMs, ino } = statSync(join(root, name));
    expect(await findTranscripts([root])).toMatchObject({
      files: [{ path: join(root, name), ...identity, size, mtimeMs: Math.floor(mtimeMs), ino }],
      issues: [],
    });
  });

  test('an agent is found though its session is gone, and the session though it has a folder', async () => {
    plant(root, `-p/${SID}/subagents/agent-a1.jsonl`, '-q/s.jsonl', '-q/s/subagents/agent-a2.jsonl');
    expect(await names()).toEqual([
      '-p/3f0c1f6e-0b3a-4d7e-9a54-1f2e3d4c5b6a/subagents/agent-a1.jsonl',
      '-q/s.jsonl',
      '-q/s/subagents/agent-a2.jsonl',
    ]);
  });

  test('the newest first, equal ones by path, fractions of a millisecond cut off', async () => {
    plant(root, '-p/old.jsonl', '-p/new.jsonl', '-p/b.jsonl', '-p/a.jsonl');
    utimesSync(join(root, '-p/old.jsonl'), 1, 1.0019);
    utimesSync(join(root, '-p/new.jsonl'), 9, 9);
    utimesSync(join(root, '-p/a.jsonl'), 5, 5);
    utimesSync(join(root, '-p/b.jsonl'), 5, 5);
    const { files } = await findTranscripts([root]);
    expect(files.map(({ path, mtimeMs }) => [relative(root, path), mtimeMs])).toEqual([
      ['-p/new.jsonl', 9000],
      ['-p/a.jsonl', 5000],
      ['-p/b.jsonl', 5000],
      ['-p/old.jsonl', 1001],
    ]);
  });

  test('several roots; a root within another gives no file twice', async () => {
    plant(root, '-p/a.jsonl', 'x/y/b.jsonl');
    expect(await names([root, join(root, 'x')])).toEqual(['-p/a.jsonl', 'x/y/b.jsonl']);
    expect(await names([root, root])).toEqual(['-p/a.jsonl']);
  });

  test('no root, an empty one, one with nothing of ours', async () => {
    expect(await findTranscripts([])).toMatchObject({ files: [], issues: [] });
    expect(await findTranscripts([root])).toMatchObject({ files: [], issues: [] });
    plant(root, 'a/b/c/d', 'x.txt');
    expect(await findTranscripts([root])).toMatchObject({ files: [], issues: [] });
  });
});

describe('what is passed over without a word', () => {
  test.each([
    'loose.jsonl',
    '-p/journal.jsonl',
    `-p/${SID}/subagents/journal.jsonl`,
    `-p/${SID}/subagents/workflows/wf_x/journal.jsonl`,
    `-p/${SID}/subagents/other.jsonl`,
    `-p/${SID}/subagents/agent-.jsonl`,
    `-p/${SID}/workflows/wf_x.json`,
    `-p/${SID}/tool-results/x.jsonl`,
    `-p/${SID}/tool-results/agent-a1.jsonl`,
    `-p/${SID}/custom-title.json`,
    '-p/sessions-index.json',
    '-p/memory/notes.md',
    '-p/memory/notes.jsonl',
    `-p/${SID}.jsonl.orphaned-123`,
    `-p/${SID}.orphaned-123.jsonl`,
    `-p/${SID}.jsonl.superseded`,
    `-p/${SID}.superseded.jsonl`,
    `-p/${SID}.jsonl.superseded-2`,
    `-p/${SID}.jsonl.backup`,
    `-p/${SID}.backup.jsonl`,
    `-p/${SID}.orphaned-1/subagents/agent-a1.jsonl`,
    `-p.backup/${SID}.jsonl`,
    `-p/${SID}/subagents/agent-a1.jsonl.backup`,
    `-p/${SID}/subagents/agent-a1.backup.jsonl`,
    '-p/._resource-fork.jsonl',
    `-p/${SID}.jsonl~`,
    `-p/${SID}.JSONL.txt`,
    '-p/a-folder.jsonl/',
    `-p/${SID}/subagents/agent-x.jsonl/`,
  ])('%s', async (name) => {
    plant(root, name);
    expect(await findTranscripts([root])).toMatchObject({ files: [], issues: [] });
  });
});

describe('links are not followed', () => {
  beforeEach(() => plant(root, '-p/a.jsonl'));

  test('a link that leads round in a circle', async () => {
    symlinkSync(root, join(root, '-p', 'sub'));
    symlinkSync(root, join(root, 'again'));
    symlinkSync(join(root, '-p'), join(root, '-q'));
    mkdirSync(join(root, '-p', SID, 'subagents'), { recursive: true });
    symlinkSync(join(root, '-p', SID), join(root, '-p', SID, 'subagents', 'round'));
    expect(await names()).toEqual(['-p/a.jsonl']);
  });

  test.each<[string, string, string]>([
    ['a project folder', '-out', 'away/-p'],
    ['a transcript', '-p/out.jsonl', 'away/-p/b.jsonl'],
    ['an agent', `-p/${SID}/subagents/agent-a1.jsonl`, 'away/-p/b.jsonl'],
    ['the folder of agents', `-p/${SID}/subagents`, 'away/subagents'],
    ['a folder within it', `-p/${SID}/subagents/deep`, 'away/subagents'],
    ['the folder of a session', `-p/${SID}`, 'away'],
  ])('one that leads out is told and not followed: %s', async (_, link, target) => {
    const away = join(root, '..');
    plant(away, 'away/-p/b.jsonl', 'away/subagents/agent-a1.jsonl');
    mkdirSync(join(root, link, '..'), { recursive: true });
    symlinkSync(join(away, target), join(root, link));
    const { issues } = await findTranscripts([root]);
    expect(await names()).toEqual(['-p/a.jsonl']);
    expect(issues).toMatchObject([{ kind: 'outside-root', path: join(root, link), line: null }]);
  });

  test('a link to a file of secrets is not told as a transcript', async () => {
    plant(join(root, '..'), 'secrets.txt');
    symlinkSync(join(root, '..', 'secrets.txt'), join(root, '-p', 'notes.txt'));
    expect((await findTranscripts([root])).issues).toEqual([]);
  });

  test('a dead link costs itself only', async () => {
    symlinkSync(join(root, 'nowhere'), join(root, '-p', 'dead.jsonl'));
    expect(await names()).toEqual(['-p/a.jsonl']);
    expect((await findTranscripts([root])).issues).toMatchObject([
      { kind: 'unreadable', path: join(root, '-p/dead.jsonl') },
    ]);
  });

  test('a root that is a link is what it leads to, by the real path it is given as', async () => {
    const other = join(folder, `link-${made}`);
    symlinkSync(root, other);
    expect((await findTranscripts([root])).files).toHaveLength(1);
  });
});

describe('what cannot be read costs only what is in it', () => {
  test('a root that is gone', async () => {
    plant(root, '-p/a.jsonl');
    const gone = join(folder, 'gone');
    const { files, issues } = await findTranscripts([gone, root]);
    expect(files).toHaveLength(1);
    expect(issues).toMatchObject([{ kind: 'vanished', path: gone, detail: 'ENOENT' }]);
  });

  test('a root that is a file', async () => {
    plant(root, 'file');
    expect(await findTranscripts([join(root, 'file')])).toMatchObject({
      files: [],
      issues: [{ kind: 'unreadable', detail: 'ENOTDIR' }],
    });
  });

  test.skipIf(process.getuid === undefined || process.getuid() === 0)(
    'a folder that may not be listed (skipped for the superuser, who may list all)',
    async () => {
      plant(root, '-p/a.jsonl', '-q/b.jsonl');
      chmodSync(join(root, '-q'), 0);
      try {
        expect(await names()).toEqual(['-p/a.jsonl']);
        expect((await findTranscripts([root])).issues).toEqual([
          { kind: 'unreadable', path: join(root, '-q'), line: null, detail: 'EACCES' },
        ]);
      } finally {
        chmodSync(join(root, '-q'), 0o700);
      }
    },
  );

  test('files that come and go while they are looked for never break the search', async () => {
    plant(root, ...Array.from({ length: 200 }, (_, i) => `-p${i % 10}/${i}.jsonl`));
    const { Worker } = await import('node:worker_threads');
    const worker = new Worker(
      `const { rmSync, mkdirSync, writeFileSync } = require('node:fs');
       const root = require('node:worker_threads').workerData;
       for (;;) for (let i = 0; i < 10; i++) {
         rmSync(root + '/-p' + i, { recursive: true, force: true });
         mkdirSync(root + '/-p' + i, { recursive: true });
         writeFileSync(root + '/-p' + i + '/' + i + '.jsonl', '');
       }`,
      { eval: true, workerData: root },
    );
    try {
      for (let i = 0; i < 200; i++) {
        for (const issue of (await findTranscripts([root])).issues) expect(issue.kind).toBe('vanished');
      }
    } finally {
      await worker.terminate();
    }
  });

  test('names of any bytes', async () => {
    const odd = ['-p/new\nline.jsonl', '-p/ö [a](b){c,d}!?*.jsonl', '-p/\\back.jsonl', '-p/ .jsonl'];
    plant(root, ...odd);
    expect(await names()).toEqual([...odd].sort());
  });
});

test('4,000 files in 300 folders are found in the time of a breath', async () => {
  for (let i = 0; i < 300; i++) {
    mkdirSync(join(root, `-p${i}`, `s${i}`, 'subagents'), { recursive: true });
    for (let j = 0; j < 14; j++)
      writeFileSync(join(root, `-p${i}`, j < 9 ? `${j}-${i}.jsonl` : `s${i}/subagents/agent-${j}.jsonl`), '');
  }
  await findTranscripts([root]);
  const took: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    expect((await findTranscripts([root])).files).toHaveLength(4200);
    took.push(performance.now() - start);
  }
  // About 40 ms where nothing else is running; the limit is for machines that are busy.
  expect(Math.min(...took)).toBeLessThan(400);
});

test('a folder that is moved aside is found under its new name', async () => {
  plant(root, '-p/a.jsonl');
  renameSync(join(root, '-p'), join(root, '-q'));
  expect(await names()).toEqual(['-q/a.jsonl']);
  rmSync(join(root, '-q'), { recursive: true });
  expect(await names()).toEqual([]);
});

/** Paths below the first root, sorted. */
async function names(roots: readonly string[] = [root]): Promise<string[]> {
  const { files } = await findTranscripts(roots);
  return files.map((file) => relative(root, file.path)).sort();
}
