import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparableSessions, differingSessions } from '../../../src/ingest/compare-built.ts';
import { millis } from '../../../src/model/time.ts';
import { checkStore, type Damage } from '../../../src/store/check/check-store.ts';
import { knownWholeAt, leaveWhole } from '../../../src/store/check/known-whole.ts';
import { BUILT_TABLES, INTEGER_TABLES, KEPT_TABLES } from '../../../src/store/check/summed-tables.ts';
import { fileStates } from '../../../src/store/file-states.ts';
import { keepHookReports } from '../../../src/store/hook-reports.ts';
import { keepQuotaSamples } from '../../../src/store/keep-quota-samples.ts';
import { putLabel } from '../../../src/store/labels.ts';
import { IN_MEMORY, openStore, openToLook, type Store } from '../../../src/store/open-store.ts';
import { keepOut } from '../../../src/store/pruned.ts';
import { copyEdge, edgeNames, FIXTURES, HISTORIES, removeRoots } from '../../corpus.ts';
import { ingestFolder } from '../../ingest/store-dump.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-check-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeRoots();
});

const DAY = 86_400_000;
const NO_RUN = { runId: null, parentSessionId: null, instance: 'lone \ud83d', project: null };

/** With Claude Code's own ledger. */
const LEDGERS = join(FIXTURES, '2.1.250/cost-state');

/** A store with rows in every table that has checksums, among them texts that change when they are kept. */
async function fullStore(path: string): Promise<Store> {
  const store = openStore(path);
  for (const history of HISTORIES) await ingestFolder(store, history);
  for (const name of edgeNames()) await ingestFolder(store, copyEdge(name));
  await ingestFolder(store, LEDGERS);
  keepHookReports(store, [
    { sessionId: 's1', at: millis(5), reason: 'clear', transcriptPath: null, cwd: null, run: NO_RUN },
  ]);
  keepQuotaSamples(store, [{ quota: 'five_hour', at: millis(5), usedPercentage: 12.5, resetsAt: null }]);
  putLabel(store, 's1', 'mine \u0000 \ud83d');
  keepOut(store, [{ path: '/p', sessionId: 's1', size: 7 }]);
  const sessionId = store.prepare<[], string>("SELECT session_id FROM files WHERE kind = 'main' LIMIT 1").pluck().get();
  const [file] = fileStates(store).filesOf(sessionId ?? '');
  fileStates(store).keepGone(sessionId ?? '', file?.records.slice(0, 3) ?? [], 'cut', millis(9));
  store.exec(`INSERT INTO folders (folder, known_by, project) VALUES ('/w', 'git', '/w')`);
  return store;
}

const parts = (damages: readonly Damage[]) => damages.map(({ part, table }) => `${part} ${table}`);

describe('the checksums of a store', () => {
  let store: Store;
  beforeAll(async () => {
    store = await fullStore(IN_MEMORY);
  });

  it('nothing is damaged in a store as tj writes it, at either depth', async () => {
    expect(checkStore(store, true)).toEqual([]);
    const atDepth1 = openStore(IN_MEMORY);
    for (const history of HISTORIES) await ingestFolder(atDepth1, history, undefined, { depthOf: () => 'usage' });
    const rows = atDepth1.prepare<[], number>('SELECT count(row_sum) FROM responses').pluck().get();
    expect([checkStore(atDepth1, true), rows]).toEqual([[], expect.toSatisfy((count: number) => count > 5)]);
    atDepth1.close();
  });

  const summed = [...KEPT_TABLES, ...BUILT_TABLES]
    .filter(({ table }) => table !== 'walks' && table !== 'folders')
    .flatMap(({ table, columns, blobs }) => [...columns, ...blobs].map((column) => [table, column] as const));

  it.each(summed)('a value of %s.%s that is another is found', (table, column) => {
    store.exec('SAVEPOINT before');
    // Keys that others refer to may only be changed where nobody looks.
    store.pragma('defer_foreign_keys = ON');
    const changed = store
      .prepare(
        `UPDATE ${table} SET ${column} = CASE typeof(${column}) WHEN 'text' THEN ${column} || 'x' WHEN 'blob' THEN x'00'
          WHEN 'null' THEN 1 ELSE ${column} + 1000 END
        WHERE row_sum IS NOT NULL AND row_sum = (SELECT min(row_sum) FROM ${table})`,
      )
      .run().changes;
    const found = parts(checkStore(store, true));
    store.exec('ROLLBACK TO before; RELEASE before');
    expect(changed).toBeGreaterThan(0);
    expect(found.some((part) => part.endsWith(` ${table}`))).toBe(true);
  });

  it.each(Object.entries(INTEGER_TABLES))('the sum of integers of %s follows an update', (table, columns) => {
    store.exec('SAVEPOINT before');
    for (const column of columns) store.exec(`UPDATE ${table} SET ${column} = 77`);
    expect(parts(checkStore(store, false))).not.toContain(`built ${table}`);
    store.exec('ROLLBACK TO before; RELEASE before');
  });

  it('an integer that is another is found by the sum beside it', () => {
    const path = join(folder, 'bit.db');
    const bit = openStore(path);
    bit
      .prepare(
        `INSERT INTO files (path, kind, session_id, size, mtime_ms, ino, head_hash, position, next_line, parser_version)
        VALUES ('/p', 'main', 's1', ?, 0, 0, '', 0, 1, 1)`,
      )
      .run(0x5a_17_c3);
    bit.close();
    const bytes = readFileSync(path);
    // These bytes stand nowhere else.
    bytes[bytes.indexOf(Buffer.from([0x5a, 0x17, 0xc3])) + 1] = 0x57;
    writeFileSync(path, bytes);
    const damaged = new Database(path);
    expect(damaged.prepare('SELECT size FROM files').pluck().get()).toBe(0x5a_57_c3);
    expect(parts(checkStore(damaged, false))).toEqual(['built files']);
    damaged.close();
  });

  it('sums that are not those of the responses are found', () => {
    store.exec(
      'SAVEPOINT before; UPDATE usage SET output_tokens = output_tokens + 1 WHERE rowid = (SELECT min(rowid) FROM usage)',
    );
    const found = parts(checkStore(store, false));
    store.exec('ROLLBACK TO before; RELEASE before');
    expect(found).toEqual(['sums usage']);
  });

  it('a journal in which a bit is another is found, and only where it is looked at', () => {
    store.exec('SAVEPOINT before');
    const records = store.prepare<[], Buffer>('SELECT records FROM journal LIMIT 1').pluck().get() as Buffer;
    records[records.length - 3] = (records.at(-3) ?? 0) ^ 4;
    store.prepare('UPDATE journal SET records = ? WHERE file_id = (SELECT file_id FROM journal LIMIT 1)').run(records);
    const found = [checkStore(store, true), checkStore(store, false)].map(parts);
    store.exec('ROLLBACK TO before; RELEASE before');
    expect(found).toEqual([['journal journal'], []]);
  });

  it('what is gone from a transcript is not built from where it is not as it was kept', () => {
    store.exec('SAVEPOINT before; UPDATE gone_records SET after_line = 3');
    const { session_id: id } = store.prepare('SELECT session_id FROM gone_records').get() as { session_id: string };
    expect(() => fileStates(store).filesOf(id)).toThrow('gone_records');
    store.exec('ROLLBACK TO before; RELEASE before');
  });

  it('a session whose rows are not what its journal makes of them is found, with the table', async () => {
    const own = openStore(IN_MEMORY);
    for (const history of HISTORIES.slice(0, 1)) await ingestFolder(own, history);
    expect(differingSessions(own, comparableSessions(own, false))).toEqual([]);
    const [sessionId = ''] = comparableSessions(own, true);
    own.prepare('UPDATE sessions SET title = ? WHERE session_id = ?').run('another', sessionId);
    expect(differingSessions(own, [sessionId])).toEqual([{ sessionId, tables: ['sessions'] }]);
    own.close();
  });
});

describe('whether a store has to be looked through again', () => {
  it('not while tj left it so within a day; but once anything else has been at it', () => {
    const path = join(folder, 'known.db');
    const now = Date.now();
    expect(knownWholeAt(path, now)).toBe(now);
    writeFileSync(path, 'one');
    expect(knownWholeAt(path, now)).toBeNull();
    leaveWhole(path, now);
    expect([knownWholeAt(path, now + DAY - 1), knownWholeAt(path, now + DAY)]).toEqual([now, null]);
    writeFileSync(path, 'another');
    expect(knownWholeAt(path, now)).toBeNull();
    writeFileSync(`${path}-checked`, 'no note');
    expect(knownWholeAt(path, now)).toBeNull();
  });
});

describe('a store that is only looked at', () => {
  it('stays as it is, with its log, and says what is in that', () => {
    const path = join(folder, 'looked.db');
    const store = openStore(path);
    putLabel(store, 's1', 'in the log');
    const before = [readFileSync(path), readFileSync(`${path}-wal`)];
    const looked = openToLook(path);
    expect(looked?.prepare('SELECT label FROM labels').pluck().get()).toBe('in the log');
    looked?.close();
    expect([readFileSync(path), readFileSync(`${path}-wal`)]).toEqual(before);
    store.close();
  });
});
