import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, prompt } from './history.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

afterAll(removeHomes);

const PAGE = 4096;

// Many processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** More of them with `TJ_REPAIR_DAMAGES=8`. */
const MOST_DAMAGES = Number(process.env.TJ_REPAIR_DAMAGES ?? 3);

const ids = ['00000001-0000-4000-8000-000000000000', '00000002-0000-4000-8000-000000000000'] as const;

let home: string;
let store: string;
let projects: string;
let before: ReturnType<typeof usage>;
beforeAll(() => {
  home = newHome();
  store = join(home, '.tj/tj.db');
  projects = join(home, '.claude/projects');
  for (const [i, id] of ids.entries()) {
    const lines = Array.from({ length: 40 }, (_, n) => [
      prompt(`2026-03-0${i + 1}T09:${10 + n}:00Z`, '/w/app', `Fix part ${n}`),
      answer(`2026-03-0${i + 1}T09:${10 + n}:09Z`, '/w/app', `msg_${i}_${n}`, 'claude-opus-4-6', [3, n, 18_000, 4_000]),
    ]);
    mkdirSync(join(projects, '-w-app'), { recursive: true });
    writeFileSync(join(projects, '-w-app', `${id}.jsonl`), `${lines.flat().join('\n')}\n`);
  }
  expect(tj(['index'], home).status).toBe(0);
  expect(tj(['label', ids[0], 'mine', 'alone'], home).status).toBe(0);
  before = usage();
  cpSync(dirname(store), `${dirname(store)}-good`, { recursive: true, preserveTimestamps: true });
});
beforeEach(() => {
  rmSync(dirname(store), { recursive: true });
  cpSync(`${dirname(store)}-good`, dirname(store), { recursive: true, preserveTimestamps: true });
  if (existsSync(`${projects}-gone`)) renameSync(`${projects}-gone`, projects);
});

/** Claude Code has deleted its transcripts. */
const deleteTranscripts = () => renameSync(projects, `${projects}-gone`);

const usage = () => {
  const { status, stdout } = tj(['usage', '--by', 'session', '--since', 'all', '--json'], home);
  const { totals, rows } = JSON.parse(stdout) as { totals: unknown; rows: { key: string; output_tokens: number }[] };
  return { status, totals, rows: rows.map(({ key, output_tokens }) => ({ key, output_tokens })) };
};

interface Repaired {
  readonly repaired: boolean;
  readonly kept_as: string | null;
  readonly carried_over: number;
  readonly gone: {
    sessions: { session_id: string; responses: number; of: number }[];
    rows: unknown[];
    pages: unknown[];
  };
}

function repair(): Repaired {
  const { status, stdout, stderr } = tj(['doctor', '--repair', '--json'], home);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Repaired;
}

/** Changes the bytes of the store. */
function change(edit: (bytes: Buffer) => Buffer): Buffer {
  const bytes = edit(readFileSync(store));
  writeFileSync(store, bytes);
  return bytes;
}

function sql(text: string): void {
  const database = new Database(store);
  database.unsafeMode(true);
  database.exec(text);
  database.close();
}

const zeroed = (from: number, to: number) => change((bytes) => bytes.fill(0, from, to));
/** The first ones differ most: what SQLite cannot open, what it cannot read, what it does not see. */
const DAMAGES: Readonly<Record<string, () => unknown>> = {
  'its first page holds zeros': () => zeroed(0, PAGE),
  'every third page holds zeros': () => {
    change((bytes) => {
      for (let at = PAGE * 2; at < bytes.length; at += PAGE * 3) bytes.fill(0, at, at + PAGE);
      return bytes;
    });
  },
  'a row that counts is another': () => sql('UPDATE responses SET output_tokens = 99 WHERE ordinal = 3'),
  'it begins with something else': () => change((bytes) => bytes.fill('x', 0, 200)),
  'its second half is gone': () => change((bytes) => bytes.subarray(0, bytes.length / 2)),
  'a table is missing': () => sql('DROP TABLE turns'),
  'an index is missing': () => sql('DROP INDEX responses_by_key'),
  'it says that it is another program’s': () => sql('PRAGMA application_id = 77'),
};

describe('with all transcripts on disk, tj doctor --repair makes a store answer as before', () => {
  it.each(Object.entries(DAMAGES).slice(0, MOST_DAMAGES))('%s', (_, damage) => {
    damage();
    const bytes = readFileSync(store);
    const refused = tj(['usage'], home);
    expect(refused).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^tj: [^\n]*'tj doctor --repair'[^\n]*\n$/),
    });
    const { repaired, kept_as: kept, gone } = repair();
    expect(repaired).toBe(true);
    // Of the transcripts' own rows nothing is lost, whatever else is.
    expect(gone.sessions).toEqual([]);
    expect(readFileSync(kept ?? '').equals(bytes)).toBe(true);
    expect(statSync(kept ?? '').mode & 0o077).toBe(0);
    expect(statSync(store).mode & 0o077).toBe(0);
    expect(usage()).toEqual(before);
    expect(tj(['doctor', '--all'], home, {}, { cwd: home }).status).toBe(0);
    expect(readdirSync(dirname(store)).filter((name) => name.includes('.repair-'))).toEqual([]);
  });
});

const QUESTIONS = ['usage', 'context', 'agents', 'sessions', 'tokenmaxx', 'advise'] as const;
const answers = () => QUESTIONS.map((question) => tj([question, '--since', 'all', '--json'], home).stdout);

it('with transcripts deleted, what the journal does not have any more is carried over, and every answer is as before', () => {
  deleteTranscripts();
  const asBefore = answers();
  sql("UPDATE journal SET records = x'00' WHERE file_id = 1; UPDATE usage SET output_tokens = 7");
  expect(repair()).toMatchObject({ carried_over: 1, gone: { sessions: [], rows: [], pages: [] } });
  expect(answers()).toEqual(asBefore);
  expect(tj(['doctor', '--all'], home, {}, { cwd: home }).status).toBe(0);
});

it('a label that cannot be read is said to be gone', () => {
  deleteTranscripts();
  sql("UPDATE labels SET label = 'mine alonf'");
  expect(repair().gone).toEqual({ sessions: [], rows: [{ table: 'labels', rows: 1 }], pages: [] });
  expect(usage()).toMatchObject({ totals: before.totals });
});

it('responses that are lost with their transcript are said to be, by session', () => {
  deleteTranscripts();
  sql('DELETE FROM journal WHERE file_id = 1; UPDATE responses SET output_tokens = 99 WHERE ordinal < 3');
  const card = tj(['doctor', '--repair'], home);
  expect(card.status).toBe(0);
  expect(card.stdout).toMatch(/^Repaired, as far as it could be\.\n/);
  expect(card.stdout).toMatch(
    /gone +3 responses of 1 session, whose transcripts are gone\n +0000000\d \S[^\n]*: 3 of 40\n/,
  );
  expect(usage()).toMatchObject({ status: 0, totals: { responses: 77 } });
});

it('a copy that is lost of what another session has is not gone, and the counts are those of every command', () => {
  const other = newHome();
  const fork = '00000003-0000-4000-8000-000000000000';
  const folder = join(other, '.claude/projects/-w-app');
  cpSync(projects, join(other, '.claude/projects'), { recursive: true });
  const lines = readFileSync(join(folder, `${ids[0]}.jsonl`), 'utf8').split('\n');
  writeFileSync(join(folder, `${fork}.jsonl`), `${lines.slice(0, 20).join('\n')}\n`);
  expect(tj(['index'], other).status).toBe(0);
  rmSync(folder, { recursive: true });
  const { totals } = JSON.parse(tj(['usage', '--since', 'all', '--json'], other).stdout);
  const database = new Database(join(other, '.tj/tj.db'));
  database.exec(`
    DELETE FROM journal WHERE file_id = (SELECT file_id FROM files WHERE session_id = '${fork}');
    UPDATE responses SET output_tokens = 77 WHERE session_id = '${fork}' AND ordinal < 4;`);
  database.close();
  const { gone, sessions, responses } = JSON.parse(tj(['doctor', '--repair', '--json'], other).stdout);
  expect(gone.sessions).toEqual([]);
  const after = JSON.parse(tj(['usage', '--since', 'all', '--json'], other).stdout);
  expect(after.totals).toEqual(totals);
  expect({ sessions, responses }).toEqual({ sessions: after.provenance.sessions, responses: 80 });
});

it('what a repair left that was killed is named, and removed by the next one', () => {
  const left = `${store}.repair-${2 ** 22 + 7}`;
  for (const end of ['', '-wal']) writeFileSync(left + end, 'x');
  const { findings } = JSON.parse(tj(['doctor', '--json'], home).stdout);
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: 'store-copy', path: left, do: 'tj doctor --repair' }),
  );
  expect(repair()).toMatchObject({ repaired: false });
  expect(readdirSync(dirname(store)).filter((name) => name.includes('.repair-'))).toEqual([]);
});

it('where hardly anything is left of it, the answer is made of transcripts, and what may be gone is said', () => {
  change((bytes) => bytes.subarray(0, 3000));
  expect(repair().gone).toEqual({ sessions: [], rows: [], pages: [{ table: 'sqlite_schema', pages: 1 }] });
  expect(usage()).toEqual(before);
});

it('a store that is whole stays as it is', () => {
  const before = readFileSync(store);
  expect(repair()).toMatchObject({ repaired: false, kept_as: null });
  expect(tj(['doctor', '--repair'], home).stdout).toBe('Nothing to repair: the store is as it was written.\n');
  expect(readFileSync(store).equals(before)).toBe(true);
});

it.each([
  ['a database of another program', (path: string) => new Database(path).exec('CREATE TABLE bookmarks (url)').close()],
  ['a text', (path: string) => writeFileSync(path, 'no database, but a text that is long enough. '.repeat(200))],
])('%s is no damaged store, and is left as it is', (_, make) => {
  const path = join(home, 'other.db');
  make(path);
  const before = readFileSync(path);
  const { status, stderr } = tj(['doctor', '--repair', '--db', path], home);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^tj: [^\n]*another program[^\n]*\n$/),
  });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(home).filter((name) => name.startsWith('other.db'))).toEqual(['other.db']);
});

it('another tj that is writing is waited for, and what it wrote is saved', async () => {
  sql('UPDATE usage SET output_tokens = output_tokens + 1');
  const writer = new Database(store);
  writer.exec("BEGIN IMMEDIATE; INSERT INTO issues VALUES (1, 7, 'bad-line', 'late', 1)");
  const env = { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', TJ_NOW: '2026-03-05T12:00:00Z' };
  const child = spawn(process.execPath, [TJ, 'doctor', '--repair', '--root', join(home, 'none')], {
    env,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  writer.exec('COMMIT');
  writer.close();
  expect(await ended).toBe(0);
  const after = new Database(store, { readonly: true });
  expect(after.prepare('SELECT line FROM issues WHERE detail = ?').pluck().all('late')).toEqual([7]);
  after.close();
});
