import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { putLabel } from '../../src/store/labels.ts';
import { openStore } from '../../src/store/open-store.ts';
import { removeRoots } from '../corpus.ts';
import { answer, smallHistory } from './history.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

/** A home whose store holds the small history, and its transcripts; anybody may read both. */
function keptHistory() {
  const home = newHome();
  const root = smallHistory();
  expect(tj(['index', '--root', root], home).status).toBe(0);
  const folder = join(home, '.tj');
  openToAll(home);
  openToAll(root);
  const later = answer('2026-03-04T12:00:05Z', '/w/lib', 'msg_7', 'claude-opus-4-6', [2, 70, 0, 3_000]);
  writeFileSync(join(root, 'projects/-w-lib/later.jsonl'), `${later}\n`);
  return { home, root, folder, store: join(folder, 'tj.db') };
}

function openToAll(path: string): void {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : 0o644);
  if (isFolder) for (const name of readdirSync(path)) openToAll(join(path, name));
}

const NOTE = (store: string) =>
  `tj: the store may not be written: this answer comes from memory, and nothing was kept in ${store}\n`;

const responsesIn = (stdout: string) => (JSON.parse(stdout) as { totals: { responses: number } }).totals.responses;

function stateOf(folder: string) {
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);
}

/** Ways in which a store may only be read by somebody whom modes bind. */
const WAYS = {
  'its file': ({ store, folder }: ReturnType<typeof keptHistory>) => {
    chmodSync(folder, 0o755);
    chmodSync(store, 0o444);
  },
  'its folder': ({ store, folder }: ReturnType<typeof keptHistory>) => {
    chmodSync(store, 0o666);
    chmodSync(folder, 0o555);
  },
  'file and folder': ({ store, folder }: ReturnType<typeof keptHistory>) => {
    chmodSync(store, 0o444);
    chmodSync(folder, 0o555);
  },
};

describe.each(Object.entries(WAYS))('where %s may only be read', (_, lock) => {
  test('a question is answered from what is kept and what is new, and says that nothing is kept', () => {
    const kept = keptHistory();
    lock(kept);
    const before = stateOf(kept.folder);
    const { status, stdout, stderr } = tj(['usage', '--json', '--root', kept.root], kept.home, {}, { asNobody: true });
    expect({ status, responses: responsesIn(stdout), stderr }).toEqual({
      status: 0,
      responses: 7,
      stderr: NOTE(kept.store),
    });
    rmSync(join(kept.root, 'projects'), { recursive: true });
    const gone = tj(['usage', '--json', '--budget', '0'], kept.home, {}, { asNobody: true });
    expect({ status: gone.status, responses: responsesIn(gone.stdout) }).toEqual({ status: 0, responses: 6 });
    expect(stateOf(kept.folder)).toEqual(before);
    chmodSync(kept.folder, 0o755);
  });

  test('what is to be kept fails in one line', () => {
    const kept = keptHistory();
    lock(kept);
    for (const args of [
      ['index', '--root', kept.root],
      ['prune', '--before', '2026-12-01', '--yes'],
    ]) {
      const { status, stderr } = tj(args, kept.home, {}, { asNobody: true });
      expect({ args, status, stderr }).toEqual({
        ...{ args, status: 1 },
        stderr: expect.stringMatching(/^tj: cannot write to the store \S+, or to its folder \(\w+\)\n$/),
      });
    }
    chmodSync(kept.folder, 0o755);
  });
});

test('a log that was left beside a store that may only be read is part of the answer', () => {
  const kept = keptHistory();
  const source = openStore(kept.store);
  const [session = ''] = source.prepare<[], string>('SELECT session_id FROM sessions ORDER BY 1').pluck().all();
  putLabel(source, session, 'from the log');
  const copy = join(newHome(), '.tj');
  mkdirSync(copy);
  for (const end of ['', '-wal']) cpSync(kept.store + end, join(copy, `tj.db${end}`));
  source.close();
  openToAll(dirname(copy));
  chmodSync(copy, 0o555);
  const { status, stdout, stderr } = tj(
    ['usage', '--json', '--root', kept.root],
    dirname(copy),
    {},
    { asNobody: true },
  );
  expect({ status, responses: responsesIn(stdout), stderr }).toEqual({
    ...{ status: 0, responses: 7 },
    stderr: NOTE(join(copy, 'tj.db')),
  });
  expect(readdirSync(copy).sort()).toEqual(['tj.db', 'tj.db-wal']);
  chmodSync(copy, 0o755);
});

test('where no store can be made a question is answered from transcripts alone', () => {
  const root = smallHistory();
  openToAll(root);
  const home = newHome();
  chmodSync(home, 0o555);
  const { status, stdout, stderr } = tj(['usage', '--json', '--root', root], home, {}, { asNobody: true });
  expect({ status, responses: responsesIn(stdout), stderr }).toEqual({
    ...{ status: 0, responses: 6 },
    stderr: NOTE(join(home, '.tj/tj.db')),
  });
});

test('a store that may not be read is named in one line', () => {
  const kept = keptHistory();
  chmodSync(kept.store, 0o000);
  const { status, stderr } = tj(['usage', '--root', kept.root], kept.home, {}, { asNobody: true });
  expect({ status, stderr }).toEqual({ status: 1, stderr: `tj: the store ${kept.store} cannot be read (EACCES)\n` });
});

const mount = 'mount --bind /tmp /tmp && mount -o remount,ro,bind /tmp';
const mayMount = spawnSync('unshare', ['-rm', 'sh', '-c', mount]).status === 0;

test.skipIf(!mayMount)(
  'on a disk that may only be read (skipped where none can be made) a question is answered',
  () => {
    const { home, root, folder, store } = keptHistory();
    const script = `mount --bind "${folder}" "${folder}" && mount -o remount,ro,bind "${folder}" &&
    "${process.execPath}" "${TJ}" usage --json --root "${root}"; echo "exit $?" >&2; "${process.execPath}" "${TJ}" index`;
    const env = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', TJ_NOW: '2026-03-05T12:00:00Z' };
    const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script], { encoding: 'utf8', env });
    expect(responsesIn(stdout)).toBe(7);
    expect(stderr).toBe(`${NOTE(store)}exit 0\ntj: cannot write to the store ${store}, or to its folder (EROFS)\n`);
  },
);

test('while another tj writes for long a question is answered, and says that nothing is kept', () => {
  const { home, root, store } = keptHistory();
  const writer = new Database(store);
  writer.exec('BEGIN IMMEDIATE');
  const { status, stdout, stderr } = tj(['usage', '--json', '--root', root], home);
  writer.close();
  expect({ status, responses: responsesIn(stdout), stderr }).toEqual({
    ...{ status: 0, responses: 7 },
    stderr: `tj: another tj is writing: this answer comes from memory, and nothing was kept in ${store}\n`,
  });
});

test.each<[string, (place: string) => void, RegExp]>([
  [
    'a pipe',
    (place) => spawnSync('mkfifo', [place]),
    /^tj: the store \S+ is no file, but a pipe: name another file with --db\n$/,
  ],
  [
    'a link to nothing',
    (place) => symlinkSync('/nothing/at/all', place),
    /^tj: the store \S+ is a link that leads nowhere: name another file with --db\n$/,
  ],
  [
    'a link to itself',
    (place) => symlinkSync(place, place),
    /^tj: the store \S+ is a link that leads to itself: name another file with --db\n$/,
  ],
  ['a folder', (place) => mkdirSync(place), /^tj: --db \S+: it is a folder, a file was expected\n$/],
  [
    'in a file',
    (place) => writeFileSync(dirname(place), ''),
    /^tj: cannot use the store \S+: it would lie in a file\n$/,
  ],
])('where the store is %s all commands say so in one line', (what, make, said) => {
  const home = newHome();
  const place = join(home, what === 'in a file' ? 'file/tj.db' : 'odd');
  make(place);
  for (const args of [['usage'], ['index'], ['sessions'], ['label', 'x', 'y']]) {
    const { status, stdout, stderr } = tj([...args, '--db', place], home, {}, {});
    expect({ args, status, stdout, stderr }).toEqual({
      ...{ args, status: what === 'a folder' ? 2 : 1, stdout: '' },
      stderr: expect.stringMatching(said),
    });
  }
  const { status } = tj(['doctor', '--db', place], home);
  expect(status).toBe(what === 'a folder' ? 2 : 1);
  const repair = tj(['doctor', '--repair', '--db', place], home);
  expect({ ...repair, lines: repair.stderr.split('\n').length - 1 }).toMatchObject({ status, stdout: '', lines: 1 });
});

test('settings and prices that are no files are named, and keep nobody waiting', () => {
  const home = newHome();
  mkdirSync(join(home, '.tj'));
  for (const name of ['config.json', 'pricing.json']) spawnSync('mkfifo', [join(home, '.tj', name)]);
  expect(tj(['config'], home)).toMatchObject({
    status: 1,
    stderr: `tj: ${home}/.tj/config.json: cannot be read (EINVAL)\n`,
  });
  rmSync(join(home, '.tj/config.json'));
  expect(tj(['pricing'], home)).toMatchObject({
    ...{ status: 2, stderr: `tj: ${home}/.tj/pricing.json: cannot be read (EINVAL)\n` },
  });
});

test('where TJ_HOME is a file no command takes that for a fault of its own', () => {
  const home = newHome();
  const file = join(home, 'file');
  writeFileSync(file, '');
  for (const words of [
    'usage',
    'doctor',
    'config set plan max',
    'hook status',
    'status',
    'index',
    'label x y',
    'pricing',
  ]) {
    const { status, stderr } = tj(words.split(' '), home, { TJ_HOME: file });
    expect({ words, isOwnFault: status === 70, lines: stderr.split('\n').length <= 2 }).toEqual({
      ...{ words, isOwnFault: false, lines: true },
    });
  }
});
