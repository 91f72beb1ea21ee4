import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Found, findTranscripts } from '../../src/discover/find-transcripts.ts';
import { HOUR_MS } from '../../src/model/time.ts';
import type { Walk } from '../../src/model/walk.ts';
import { plant, tempFolder } from './temp-tree.ts';

/** Seconds since the epoch. */
const LONG_AGO = 1_600_000_000;

const folder = tempFolder();
let root = '';
let made = 0;
beforeEach(() => {
  root = join(folder, `${++made}`, 'projects');
  plant(root, '-p/a.jsonl', '-p/a/subagents/agent-x.jsonl', '-p/a/subagents/agent-x.meta.json', '-q/b.jsonl', '-r/');
});

/** Later than any tick of the file system from now: a folder that changes then bears another time. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

/** A walk so long after all that was planted that it can be trusted. */
const later = (seconds = 10) => Date.now() + seconds * 1000;

const find = (remembered: readonly Walk[] = [], roots = [root]) => findTranscripts(roots, remembered, later());

/** What is found is the same; walks are of their time. */
const whatOf = ({ files, issues }: Found) => ({ files, issues });

/** Whether no folder was listed. */
const wasSpared = ({ walks }: Found) => walks.length === 0;

describe('nothing changed', () => {
  test('no walk is made, and all files are found, also empty ones and metadata', async () => {
    writeFileSync(join(root, '-q', 'empty.jsonl'), '');
    const before = await find();
    const after = await find(before.walks);
    expect(before.files).toHaveLength(5);
    expect(wasSpared(before)).toBe(false);
    expect(wasSpared(after)).toBe(true);
    expect(whatOf(after)).toEqual(whatOf(before));
  });

  test('a file that grew in its place is found as it is now, without a walk', async () => {
    const { walks } = await find();
    appendFileSync(join(root, '-p/a.jsonl'), '{}\n');
    const after = await find(walks);
    expect(wasSpared(after)).toBe(true);
    expect(after.files.find(({ path }) => path.endsWith('-p/a.jsonl'))?.size).toBe(6);
    expect(whatOf(after)).toEqual(whatOf(await find()));
  });

  test('each root is remembered by itself', async () => {
    const other = join(folder, `${made}-other`);
    plant(other, '-s/c.jsonl');
    const { walks } = await find([], [root, other]);
    await tick();
    plant(other, '-s/d.jsonl');
    const after = await find(walks, [other, root]);
    expect(after.walks.map((walk) => walk.root)).toEqual([other]);
    expect(after.files).toHaveLength(6);
  });
});

describe('after a change, what is found is what a walk without memory finds', () => {
  const session = (path: string) => () => plant(root, path);
  test.each<[string, () => void]>([
    ['a session in a project that has some', session('-p/new.jsonl')],
    ['a session in a project that has none', session('-r/new.jsonl')],
    ['a new project', session('-new/new.jsonl')],
    ['an agent beside others', session('-p/a/subagents/agent-y.jsonl')],
    ['an agent of a workflow', session('-p/a/subagents/workflows/wf_1/agent-y.jsonl')],
    ['the first agent of a session', session('-q/b/subagents/agent-y.jsonl')],
    ['a file that is gone', () => rmSync(join(root, '-q/b.jsonl'))],
    ['a project that is gone', () => rmSync(join(root, '-p'), { recursive: true })],
    ['a project with another name', () => renameSync(join(root, '-p'), join(root, '-s'))],
    ['a session in another project', () => renameSync(join(root, '-p/a.jsonl'), join(root, '-q/a.jsonl'))],
    ['a file in place of another', () => renameSync(join(root, '-p/a.jsonl'), join(root, '-q/b.jsonl'))],
    [
      'a folder in place of a file',
      () => {
        rmSync(join(root, '-q/b.jsonl'));
        mkdirSync(join(root, '-q/b.jsonl'));
      },
    ],
    [
      'a link in place of a file',
      () => {
        renameSync(join(root, '-q/b.jsonl'), join(root, '..', 'b.jsonl'));
        symlinkSync(join(root, '..', 'b.jsonl'), join(root, '-q/b.jsonl'));
      },
    ],
    [
      'a link in place of a project',
      () => {
        renameSync(join(root, '-p'), join(root, '..', '-p'));
        symlinkSync(join(root, '..', '-p'), join(root, '-p'));
      },
    ],
    [
      'another root in its place',
      () => {
        renameSync(root, `${root}-old`);
        plant(root, '-p/a.jsonl');
      },
    ],
    ['no root any more', () => rmSync(root, { recursive: true })],
    [
      'a new file, and the time of its folder set back',
      () => {
        plant(root, '-p/new.jsonl');
        utimesSync(join(root, '-p'), LONG_AGO, LONG_AGO);
      },
    ],
  ])('%s', async (_, change) => {
    utimesSync(join(root, '-p'), LONG_AGO, LONG_AGO);
    const { walks } = await find();
    expect(walks).toHaveLength(1);
    await tick();
    change();
    const after = await find(walks);
    expect(whatOf(after)).toEqual(whatOf(await find()));
  });

  test.skipIf(process.getuid === undefined || process.getuid() === 0)(
    'a folder that may no longer be listed (skipped for the superuser, who may list all)',
    async () => {
      const { walks } = await find();
      await tick();
      chmodSync(join(root, '-q'), 0);
      const after = await find(walks);
      const anew = await find();
      chmodSync(join(root, '-q'), 0o700);
      expect(after.issues).toMatchObject([{ kind: 'unreadable', path: join(root, '-q') }]);
      expect(whatOf(after)).toEqual(whatOf(anew));
    },
  );

  test('any changes in any order', { timeout: 60_000 }, async () => {
    const places = ['-p/a.jsonl', '-p/b.jsonl', '-q/a/subagents/agent-x.jsonl', '-q/a/subagents/w/agent-y.meta.json'];
    const paths = [...places, '-p', '-q', '-q/a', '-q/a/subagents', '-r', '-p/notes.txt'];
    const path = fc.constantFrom(...paths);
    const change = fc.oneof(
      fc.record({ how: fc.constant('plant' as const), at: fc.constantFrom(...places, '-r/'), to: path }),
      fc.record({ how: fc.constantFrom('remove' as const, 'move' as const, 'link' as const), at: path, to: path }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        root = join(folder, `${++made}`, 'projects');
        plant(root, '-p/a.jsonl', '-q/a/subagents/agent-x.jsonl');
        let remembered: readonly Walk[] = [];
        for (const { how, at, to } of changes) {
          await tick();
          apply(how, at, to);
          const found = await find(remembered);
          expect(whatOf(found)).toEqual(whatOf(await find()));
          if (found.walks.length > 0) remembered = found.walks;
        }
      }),
      { numRuns: 20 },
    );
  });
});

/** Changes that cannot be made, such as a folder moved into itself, are left out. */
function apply(how: 'plant' | 'remove' | 'move' | 'link', at: string, to: string): void {
  try {
    if (how === 'plant') plant(root, at);
    else if (how === 'remove') rmSync(join(root, at), { recursive: true });
    else {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      if (how === 'move') renameSync(join(root, at), join(root, to));
      else symlinkSync(join(root, at), join(root, to));
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

describe('links are judged each time', () => {
  test('a link into a root leads out of it once its target does', async () => {
    const away = join(root, '..', 'away');
    plant(away, 's.jsonl');
    symlinkSync(join(root, '-q'), join(root, '..', 'turn'));
    symlinkSync(join(root, '..', 'turn'), join(root, '-link'));
    const { walks, issues } = await find();
    expect(issues).toEqual([]);
    rmSync(join(root, '..', 'turn'));
    symlinkSync(away, join(root, '..', 'turn'));
    const after = await find(walks);
    expect(wasSpared(after)).toBe(true);
    expect(after.issues).toMatchObject([{ kind: 'outside-root', path: join(root, '-link') }]);
    expect(whatOf(after)).toEqual(whatOf(await find()));
  });
});

describe('a walk is remembered and trusted only where it may be', () => {
  test('not when a folder changed in the two seconds before it: a further change may bear the same time', async () => {
    const changed = Date.now();
    utimesSync(join(root, '-r'), changed / 1000, changed / 1000);
    expect((await findTranscripts([root], [], changed + 1900)).walks).toEqual([]);
    expect((await findTranscripts([root], [], changed + 2500)).walks).toHaveLength(1);
  });

  test('not when the time of a folder lies ahead', async () => {
    utimesSync(join(root, '-r'), later(60) / 1000, later(60) / 1000);
    expect((await find()).walks).toEqual([]);
  });

  test('not when a folder could not be listed', async () => {
    expect((await find([], [join(root, 'nowhere')])).walks).toEqual([]);
    expect((await find([], [join(root, '-p/a.jsonl')])).walks).toEqual([]);
  });

  test('for an hour, and not before it was made', async () => {
    const now = later();
    const { walks } = await findTranscripts([root], [], now);
    expect(wasSpared(await findTranscripts([root], walks, now + HOUR_MS - 1))).toBe(true);
    expect(wasSpared(await findTranscripts([root], walks, now + HOUR_MS))).toBe(false);
    expect(wasSpared(await findTranscripts([root], walks, now - 1))).toBe(false);
  });

  test('not when it looked for something else, nor for another root', async () => {
    const { walks } = await find();
    expect(wasSpared(await find(walks.map((walk) => ({ ...walk, patterns: '*' }))))).toBe(false);
    expect(wasSpared(await find(walks, [join(root, '..')]))).toBe(false);
  });
});
