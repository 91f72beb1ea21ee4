import { identifyTranscript } from '../../discover/identify-transcript.ts';
import { integerSumOf, rowSum } from '../check/row-sum.ts';
import { BUILT_TABLES, INTEGER_TABLES, KEPT_TABLES } from '../check/summed-tables.ts';
import { isDeflated } from '../deflated.ts';
import type { Store } from '../open-store.ts';
import { PARSER_VERSION } from '../parser-version.ts';
import { ASIDE, asidePutter } from './carry-over.ts';
import type { StorePages, Value } from './store-pages.ts';
import { entriesOf, type FoundRow, rowsInStore } from './store-trees.ts';

/** What is taken over from a damaged store; all else is built of it, or carried over where it cannot be (carry-over.ts). */
const TAKEN: readonly string[] = [
  ...['files', 'journal', 'gone_records', 'issues', 'pruned', 'folders', 'hook_reports', 'labels', 'quota_samples'],
  ...['sessions', 'session_origins', 'responses'],
];

/** What could not be taken over, and what there was. */
export interface Salvaged {
  /** Rows that were taken over. */
  readonly taken: number;
  /** Rows that cannot be read, or are not what was written, by table. */
  readonly badRows: ReadonlyMap<string, number>;
  /** Those of them that still say of which session they are, as far as they were put aside. */
  readonly badOfSessions: readonly { readonly table: string; readonly sessionId: string }[];
  /** Pages that cannot be read, by the table or index that they are of; '' where that is not known. */
  readonly badPages: ReadonlyMap<string, number>;
  /** Responses that each session had, as far as the store still says. */
  readonly responses: ReadonlyMap<string, number>;
  /** Of responses that were not taken over the keys, as far as the store still says: another session may show them too. */
  readonly lostKeys: ReadonlyMap<string, readonly string[]>;
  /** Sessions that were read for these alone. */
  readonly usageOnly: ReadonlySet<string>;
  /** Whether what was read of transcripts may have gaps. */
  readonly isSourceDamaged: boolean;
  /** Whether transcripts have to be read again. */
  readonly isReadAgain: boolean;
}

/** Where damage says that what was read of transcripts may have gaps. */
const SOURCES = ['files', 'journal', 'gone_records', 'sqlite_schema'];

/** What is known in no other way of sessions that were read for their usage alone. */
const USAGE_SOURCES = ['sessions', 'session_origins', 'responses'];

/**
 * Puts every row that can still be read of a damaged store, and is what was written, into a new one that holds nothing yet; what was built
 * is put aside in it, for `carryOver`.
 */
export function salvage(pages: StorePages, fresh: Store): Salvaged {
  // What is put aside may be most of the store.
  fresh.pragma('temp_store = FILE');
  const tables = [...new Set([...TAKEN, ...ASIDE])].map((name) => takenTable(fresh, name));
  const byName = new Map(tables.map((table) => [table.name, table]));
  const badRows = new Map<string, number>();
  const badOfSessions: { table: string; sessionId: string }[] = [];
  const usageOnly = new Set<string>();
  let taken = 0;
  const { rows, badPages } = rowsInStore(pages);
  fresh.pragma('foreign_keys = OFF');
  fresh.transaction(() => {
    for (const row of rows()) {
      const table = byName.get(row.of);
      if (table?.take(row, false)) {
        taken++;
        if (table.name === 'sessions' && row.values[1] === 'usage') usageOnly.add(String(row.values[0]));
        continue;
      }
      // A page can be reached from the wrong table, or from none: what has a checksum says itself what it is.
      const isTaken = (row.of === '' || table !== undefined) && tables.some((each) => each.take(row, true));
      if (isTaken) taken++;
      else if (table !== undefined) {
        badRows.set(row.of, (badRows.get(row.of) ?? 0) + 1);
        const sessionId = row.values[table.sessionAt];
        if (typeof sessionId === 'string') badOfSessions.push({ table: row.of, sessionId });
      }
    }
    nameFiles(pages, fresh);
    nameSessions(fresh);
    const nameless = dropNameless(fresh);
    if (nameless > 0) badRows.set('journal', (badRows.get('journal') ?? 0) + nameless);
  })();
  fresh.pragma('foreign_keys = ON');
  const isDamaged = (name: string) => badRows.has(name) || badPages.has(name);
  const isSourceDamaged = SOURCES.some(isDamaged);
  const isReadAgain = isSourceDamaged || USAGE_SOURCES.some(isDamaged);
  if (isReadAgain) fresh.exec("UPDATE files SET size = -1, head_hash = '', position = 0, next_line = 1");
  const had = responsesOf(pages, fresh, byName.get('responses')?.rowids ?? new Set());
  return { taken, badRows, badOfSessions, badPages, ...had, usageOnly, isSourceDamaged, isReadAgain };
}

interface TakenTable {
  readonly name: string;
  /** Which column says of which session a row is; -1 where none does. */
  readonly sessionAt: number;
  /** Of rows taken, in tables that have them. */
  readonly rowids: ReadonlySet<number>;
  /** Puts a row in; false where it is none of this table, or not what was written. `bySum`: only one with a checksum. */
  readonly take: (row: FoundRow, bySum: boolean) => boolean;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
  /** 3: generated. */
  readonly hidden: number;
}

function takenTable(fresh: Store, name: string): TakenTable {
  const columns = fresh.prepare<[string], Column>('SELECT * FROM pragma_table_xinfo(?)').all(name);
  const put = TAKEN.includes(name) ? inserter(fresh, name, columns) : null;
  const putAside = ASIDE.includes(name) ? asidePutter(fresh, name, columns) : null;
  const sums = sumsOf(name, columns);
  const rowids = new Set<number>();
  return {
    name,
    sessionAt: columns.findIndex((column) => column.name === 'session_id'),
    rowids,
    take({ rowid, values: read }, bySum) {
      if (read.length !== columns.length) return false;
      // SQLite keeps an integer key in place of the row's number.
      const values = rowid !== null && columns[0]?.pk === 1 && read[0] === null ? [rowid, ...read.slice(1)] : read;
      if (!values.every((value, i) => isOfType(value, columns[i])) || !isAsWritten(values, columns, sums, bySum))
        return false;
      if (rowid !== null) rowids.add(rowid);
      putAside?.(values);
      const anew = columns.map(({ name: column }, i) => {
        const key = `${name}.${column}`;
        return (ANEW.has(key) ? ANEW.get(key) : values[i]) ?? null;
      });
      if (name === 'responses') for (const { at, of } of sums) anew[at] = of(anew);
      put?.(anew);
      return true;
    },
  };
}

function inserter(fresh: Store, name: string, columns: readonly Column[]): (values: readonly Value[]) => void {
  const kept = columns.flatMap(({ hidden }, i) => (hidden === 0 ? [i] : []));
  const put = fresh.prepare<Value[]>(`
    INSERT OR IGNORE INTO ${name} (${kept.map((i) => columns[i]?.name).join(', ')}) VALUES (${kept.map(() => '?').join(', ')})`);
  return (values) => {
    put.run(...kept.map((i) => values[i] ?? null));
  };
}

function isOfType(value: Value, column: Column | undefined): boolean {
  if (value === null) return column?.notnull === 0 || column?.hidden === 3;
  if (column?.type === 'INTEGER') return Number.isSafeInteger(value);
  if (column?.type === 'REAL') return typeof value === 'number';
  return column?.type === 'TEXT' ? typeof value === 'string' : value instanceof Uint8Array;
}

/** As it is put in: whose a response is, of which turn, and how far its session is known, is found out again. */
const ANEW = new Map<string, Value>([
  ['responses.owned', 1],
  ['responses.variant', ''],
  ['responses.copies', 0],
  ['responses.turn_id', null],
  ['sessions.depth', 'usage'],
]);

/** A checksum that the rows of a table carry, where it stands and which columns with bytes are in it. */
interface Sum {
  readonly at: number;
  readonly blobs: readonly number[];
  readonly of: (values: readonly Value[]) => number;
}

function sumsOf(table: string, columns: readonly Column[]): Sum[] {
  const placeOf = (name: string) => columns.findIndex((column) => column.name === name);
  const integers = INTEGER_TABLES[table]?.map(placeOf);
  const ofIntegers = (values: readonly Value[]) =>
    integerSumOf((integers ?? []).map((at) => values[at] as number | null));
  const summed = [...KEPT_TABLES, ...BUILT_TABLES].find((each) => each.table === table);
  const places = summed?.columns.map(placeOf) ?? [];
  const blobs = summed?.blobs.map(placeOf) ?? [];
  const ofRow = (values: readonly Value[]) => {
    return rowSum(
      places.map((at) => values[at]),
      ...blobs.map((at) => values[at] as Uint8Array),
    );
  };
  return [
    ...(integers === undefined ? [] : [{ at: placeOf('integers_sum'), blobs: [], of: ofIntegers }]),
    ...(summed === undefined ? [] : [{ at: placeOf('row_sum'), blobs, of: ofRow }]),
  ];
}

/** Whether a row is what was written, by all that says so; `bySum`: where nothing does, it is not. */
function isAsWritten(
  values: readonly Value[],
  columns: readonly Column[],
  sums: readonly Sum[],
  bySum: boolean,
): boolean {
  const inSums = new Set(sums.flatMap(({ blobs }) => blobs));
  const deflated = columns.flatMap(({ type }, i) => (type === 'BLOB' && !inSums.has(i) ? [i] : []));
  if (!deflated.every((at) => isDeflated(values[at]))) return false;
  const carried = sums.filter(({ at }) => values[at] !== null);
  if (!carried.every(({ at, of }) => of(values) === values[at])) return false;
  return !bySum || carried.length + deflated.length > 0;
}

/** A file whose row cannot be read any more is known by the indexes of its table: by its path, and by whose it is. */
function nameFiles(pages: StorePages, fresh: Store): void {
  const known = new Set(fresh.prepare<[], number>('SELECT file_id FROM files').pluck().all());
  const sessions = new Map(
    entriesOf(pages, 'files_by_session').map(([sessionId, fileId]) => [fileId, String(sessionId)]),
  );
  const put = fresh.prepare(`
    INSERT OR IGNORE INTO files
      (file_id, path, kind, session_id, agent_id, size, mtime_ms, ino, head_hash, position, next_line, parser_version)
    VALUES (?, ?, ?, ?, ?, -1, 0, 0, '', 0, 1, ${PARSER_VERSION})`);
  for (const [path, fileId] of entriesOf(pages, 'sqlite_autoindex_files_1')) {
    if (typeof fileId !== 'number' || typeof path !== 'string' || known.has(fileId)) continue;
    const place = path.replaceAll('\\', '/').split('/projects/').at(-1) ?? '';
    const identity = identifyTranscript(place);
    const sessionId = sessions.get(fileId) ?? identity?.sessionId ?? null;
    if (identity !== undefined && sessionId !== null) put.run(fileId, path, identity.kind, sessionId, identity.agentId);
  }
}

/** A session whose row cannot be read any more is known by its responses. */
function nameSessions(fresh: Store): void {
  fresh.exec(`
    INSERT INTO sessions (session_id, depth, title, first_at, started_at, ended_at, active_ms)
    SELECT session_id, 'usage', '', min(at), min(at), max(at), 0 FROM responses
    WHERE session_id NOT IN (SELECT session_id FROM sessions)
    GROUP BY session_id`);
}

/** Drops what refers to nothing; returns how many parts of transcripts that are. */
function dropNameless(fresh: Store): number {
  const ofFiles = ['journal', 'gone_records', 'issues'].map((table) => {
    return fresh.prepare(`DELETE FROM ${table} WHERE file_id NOT IN (SELECT file_id FROM files)`).run().changes;
  });
  fresh.exec('DELETE FROM session_origins WHERE stated_in NOT IN (SELECT session_id FROM sessions)');
  return (ofFiles[0] ?? 0) + (ofFiles[1] ?? 0);
}

/** Responses that were taken over, and those of which indexes alone still say that they were there. */
function responsesOf(
  pages: StorePages,
  fresh: Store,
  taken: ReadonlySet<number>,
): Pick<Salvaged, 'responses' | 'lostKeys'> {
  const responses = new Map(
    fresh
      .prepare<[], [string, number]>('SELECT session_id, count(*) FROM responses WHERE attempt = 0 GROUP BY session_id')
      .raw()
      .all(),
  );
  const lost = entriesOf(pages, 'sqlite_autoindex_responses_1').filter(([sessionId, , attempt, rowid]) => {
    return typeof sessionId === 'string' && attempt === 0 && !taken.has(Number(rowid));
  });
  const keys = new Map(
    lost.length === 0 ? [] : entriesOf(pages, 'responses_by_key').map((entry) => [entry.at(-1), String(entry[0])]),
  );
  const lostKeys = new Map<string, string[]>();
  for (const [session, , , rowid] of lost) {
    const sessionId = String(session);
    responses.set(sessionId, (responses.get(sessionId) ?? 0) + 1);
    const key = keys.get(rowid);
    if (key !== undefined) lostKeys.set(sessionId, [...(lostKeys.get(sessionId) ?? []), key]);
  }
  return { responses, lostKeys };
}
