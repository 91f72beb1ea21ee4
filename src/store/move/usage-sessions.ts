import type { LabelsKept } from '../../model/label.ts';
import type { TranscriptRecord } from '../../model/records.ts';
import {
  ANSWER_COLUMNS,
  type AnswerRow,
  type KnownUsage,
  knownUsage,
  lostEvidence,
  lostRecords,
} from '../lost-answers.ts';
import type { Store } from '../open-store.ts';
import type { Cell, ExportHeader, UsageSession } from './export-line.ts';

/** Tables that say all that is known of a session of which only the responses are, and the column that names it. */
const TABLES = { sessions: 'session_id', session_origins: 'stated_in', responses: 'session_id' } as const;
type Table = keyof typeof TABLES;

/** How a session goes to another store whose tree cannot be built there: as one that was read for its usage alone. */
const AS_USAGE: Readonly<Record<string, string>> = {
  depth: "'usage'",
  turn_id: 'NULL',
  row_sum: 'iif(turn_id IS NULL, row_sum, NULL)',
};
const NAMES = Object.keys(TABLES) as Table[];

/** What of a session that came from elsewhere the store has already. */
export type KnownAs = 'nothing' | 'usage' | 'spans';

/** Access to sessions of which only the responses are known, or can be built elsewhere. */
export interface UsageSessions {
  /** What `all` has of each table. */
  readonly columns: ExportHeader['columns'];
  /** All of them, by id. */
  all(): Iterable<UsageSession>;
  count(): number;
  knownAs(sessionId: string): KnownAs;
  /** Writes one that is not known; returns the keys of its responses. */
  write(session: UsageSession): string[];
  /** What it says and the store does not know of the session: answers, when it began, what it was copied from. */
  lacking(session: UsageSession): TranscriptRecord[];
  /** Its working folder. */
  cwdOf(session: UsageSession): string | null;
}

/** Prepares the statements; `columns`: what the values of sessions that come from elsewhere are; `labels`: what is kept of their texts. To be used within a transaction. */
export function usageSessions(
  store: Store,
  columns?: ExportHeader['columns'],
  labels: LabelsKept = 'short',
): UsageSessions {
  const own = Object.fromEntries(NAMES.map((table) => [table, columnsOf(store, table)]));
  const given = columns ?? own;
  const select = new Map(
    NAMES.map((table) => {
      const order = table === 'responses' ? 'ordinal, attempt' : (own[table] ?? []).join(', ');
      const sql = `SELECT ${own[table]?.map((column) => AS_USAGE[column] ?? column).join(', ')} FROM ${table} WHERE ${TABLES[table]} = ? ORDER BY ${order}`;
      return [table, store.prepare<[string], Cell[]>(sql).raw()] as const;
    }),
  );
  const ids = store.prepare<[], string>(`SELECT session_id FROM sessions WHERE depth <> 'spans' ORDER BY 1`).pluck();
  const depthOf = store
    .prepare<[string], KnownAs>("SELECT iif(depth = 'kept', 'spans', depth) FROM sessions WHERE session_id = ?")
    .pluck();
  const keysOf = store.prepare<[string], string>('SELECT DISTINCT key FROM responses WHERE session_id = ?').pluck();
  const put = new Map(NAMES.map((table) => [table, inserter(store, table, own[table] ?? [], given[table] ?? [])]));
  const valuesOf = ({ rows }: UsageSession, table: Table, wanted: readonly string[]) => {
    const at = wanted.map((column) => given[table]?.indexOf(column) ?? -1);
    return (rows[table] ?? []).map((row) => at.map((index) => row[index] ?? null));
  };
  const untitle = store.prepare(`UPDATE sessions SET title = '' WHERE session_id = ?`);
  const knownOf = knownUsage(store);
  const cwdOf = (session: UsageSession) => valuesOf(session, 'sessions', ['cwd'])[0]?.[0] as string | null;
  return {
    columns: own,
    *all() {
      for (const id of ids.all())
        yield { id, rows: Object.fromEntries([...select].map(([table, rows]) => [table, rows.all(id)])) };
    },
    count: () => ids.all().length,
    knownAs: (sessionId) => depthOf.get(sessionId) ?? 'nothing',
    write(session) {
      for (const [table, insert] of put) for (const row of session.rows[table] ?? []) insert(row);
      if (labels === 'none') untitle.run(session.id);
      return keysOf.all(session.id);
    },
    lacking(session) {
      const [times = []] = valuesOf(session, 'sessions', ['cwd', 'first_at', 'ended_at']);
      const origins = valuesOf(session, 'session_origins', ['copy_session_id', 'origin_session_id']);
      const there = {
        ...{ cwd: times[0], firstAt: times[1], endedAt: times[2] },
        origins: origins.map(([copySessionId, originSessionId]) => ({ copySessionId, originSessionId })),
        responses: valuesOf(session, 'responses', ANSWER_COLUMNS) as unknown as AnswerRow[],
      } as KnownUsage;
      const here = knownOf(session.id);
      const keys = new Set(here.responses.map(([, key]) => key));
      return [...lostEvidence(there, { ...here, keys }), ...lostRecords(there, keys)];
    },
    cwdOf,
  };
}

/** Columns that are written: generated ones are not listed. */
function columnsOf(store: Store, table: Table): string[] {
  return store.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
}

function inserter(
  store: Store,
  table: Table,
  own: readonly string[],
  given: readonly string[],
): (row: readonly Cell[]) => void {
  const known = given.flatMap((column, at) => (own.includes(column) ? [{ column, at }] : []));
  const names = known.map(({ column }) => column);
  const insert = store.prepare<Cell[]>(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  return (row) => insert.run(...known.map(({ at }) => row[at] ?? null));
}
