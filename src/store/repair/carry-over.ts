import { rowSum } from '../check/row-sum.ts';
import type { Store } from '../open-store.ts';
import { SHOWN_COLUMNS } from '../response-rows.ts';
import { SESSION_INTEGERS } from '../schema.ts';
import type { Value } from './store-pages.ts';

/** What is built of a session, with what tells its rows apart and whether that stays when other rows of it are lost. */
const BUILT: Readonly<Record<string, { readonly key: readonly string[]; readonly isOwnKey: boolean }>> = {
  turns: { key: ['turn_id'], isOwnKey: true },
  agents: { key: ['session_id', 'agent_id'], isOwnKey: true },
  tools: { key: ['session_id', 'tool_use_id'], isOwnKey: true },
  contexts: { key: ['session_id', 'agent_id'], isOwnKey: true },
  events: { key: ['session_id', 'ordinal'], isOwnKey: false },
  ledgers: { key: ['session_id', 'ordinal'], isOwnKey: false },
  claude_contexts: { key: ['session_id', 'ordinal'], isOwnKey: false },
};

/** What else of a session is put back as it was; `gone_records`: without what rebuilding took for gone. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  own_parts: ['session_id'],
  copied_from: ['session_id', 'origin_session_id'],
  session_origins: ['stated_in', 'copy_session_id', 'origin_session_id'],
  gone_records: ['file_id', 'ordinal'],
};

const KEYS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(BUILT).map(([table, { key }]) => [table, key])),
  ...BESIDE,
  sessions: ['session_id'],
  responses: ['session_id', 'ordinal', 'attempt'],
};

/** Tables that are put aside as they were. */
export const ASIDE: readonly string[] = Object.keys(KEYS);

/** Where the rows of a table are put aside: in tables that are gone when the store is closed. */
const aside = (table: string) => `temp.was_${table}`;

/** Makes room for the rows of a table beside the store; returns what puts one there, with all its columns. */
export function asidePutter(
  store: Store,
  table: string,
  columns: readonly { readonly name: string }[],
): (values: readonly Value[]) => void {
  const names = columns.map(({ name }) => name).join(', ');
  store.exec(`CREATE TABLE ${aside(table)} (${names}, UNIQUE (${KEYS[table]?.join(', ')}))`);
  const put = store.prepare<Value[]>(
    `INSERT OR IGNORE INTO ${aside(table)} VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return (values) => {
    put.run(...values);
  };
}

/** What is known of the damage. */
export interface DamagedTables {
  /** Whether what was read of transcripts may have gaps. */
  readonly isSourceDamaged: boolean;
  /** Whether rows of a table may be lost. */
  readonly isDamaged: (table: string) => boolean;
}

/**
 * Puts back the rows that sessions had, as far as they were put aside, where something among them is not what their journal makes of them
 * any more, and no transcript gave it back. They have depth `kept` from now on: nothing builds them again. Returns their ids. To be used within a
 * transaction; whose their responses are, and the sums of these, are to be found out after it.
 */
export function carryOver(store: Store, damage: DamagedTables): string[] {
  const ids = lesserSessions(store, damage.isSourceDamaged);
  const put = [...Object.keys(BUILT), ...Object.keys(BESIDE)].map((table) => {
    return putBack(store, table, damage.isDamaged(table));
  });
  const putSession = sessionPutter(store);
  const putResponses = responsePutter(store);
  for (const id of ids) {
    for (const each of put) each(id);
    putResponses(id);
    putSession(id);
  }
  return ids;
}

/** Whether a transcript that was to be read again was not found. */
export function hasUnread(store: Store): boolean {
  return store.prepare('SELECT 1 FROM files WHERE size < 0 LIMIT 1').get() !== undefined;
}

/** Sessions of which rows were put aside that are not there now, and of which not all transcripts were read again. */
function lesserSessions(store: Store, isSourceDamaged: boolean): string[] {
  const sums: readonly (readonly [table: string, sums: readonly string[]])[] = [
    ...Object.keys(BUILT).map((table) => [table, sumsOf(store, table)] as const),
    ['responses', ['key', 'row_sum']],
    ...(isSourceDamaged ? [['sessions', ['title', 'cwd', 'version', ...SESSION_INTEGERS]] as const] : []),
  ];
  const lesser = sums.map(([table, columns]) => {
    const same = [...(KEYS[table] ?? []), ...columns].map((column) => `now.${column} IS was.${column}`).join(' AND ');
    return `SELECT session_id FROM ${aside(table)} AS was WHERE NOT EXISTS (SELECT 1 FROM main.${table} AS now WHERE ${same})`;
  });
  return store
    .prepare<[], string>(`
      SELECT session_id FROM main.sessions
      WHERE session_id NOT IN (SELECT session_id FROM ${aside('sessions')} WHERE depth = 'usage')
        AND (session_id NOT IN (SELECT session_id FROM files) OR session_id IN (SELECT session_id FROM files WHERE size < 0))
        AND session_id IN (
          SELECT session_id FROM ${aside('sessions')} WHERE depth = 'kept'
          UNION ${lesser.join(' UNION ')})
      ORDER BY session_id`)
    .pluck()
    .all();
}

function sumsOf(store: Store, table: string): string[] {
  return store
    .prepare<[string], string>(`SELECT name FROM pragma_table_xinfo(?) WHERE name IN ('row_sum', 'integers_sum')`)
    .pluck()
    .all(table);
}

/** Columns that are written: generated ones are not listed. */
function columnsOf(store: Store, table: string): string[] {
  return store.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
}

/**
 * Prepares to put the rows of a session back in place of those built now. Where rows of the table are lost, what was built stays beside
 * them; of rows that are told apart by their place alone, whichever are more.
 */
function putBack(store: Store, table: string, isDamaged: boolean): (sessionId: string) => void {
  const columns = columnsOf(store, table).join(', ');
  const session = table === 'session_origins' ? 'stated_in' : 'session_id';
  const put = store.prepare(
    `INSERT OR REPLACE INTO main.${table} (${columns}) SELECT ${columns} FROM ${aside(table)} WHERE ${session} = ?`,
  );
  const clear = store.prepare(`DELETE FROM main.${table} WHERE ${session} = ?`);
  const isLess = store
    .prepare<[string, string], 0 | 1>(`
      SELECT (SELECT count(*) FROM ${aside(table)} WHERE ${session} = ?) < (SELECT count(*) FROM main.${table} WHERE ${session} = ?)`)
    .pluck();
  const isOwnKey = BUILT[table]?.isOwnKey ?? false;
  return (sessionId) => {
    if (isDamaged && !isOwnKey && isLess.get(sessionId, sessionId) === 1) return;
    if (!isDamaged || !isOwnKey) clear.run(sessionId);
    put.run(sessionId);
  };
}

function sessionPutter(store: Store): (sessionId: string) => void {
  const columns = columnsOf(store, 'sessions').filter((column) => !['session_id', 'depth'].includes(column));
  const put = store.prepare(`
    UPDATE main.sessions SET ${columns.map((column) => `${column} = was.${column}`).join(', ')}
    FROM ${aside('sessions')} AS was WHERE was.session_id = sessions.session_id AND sessions.session_id = ?`);
  const mark = store.prepare("UPDATE main.sessions SET depth = 'kept' WHERE session_id = ?");
  return (sessionId) => {
    put.run(sessionId);
    mark.run(sessionId);
  };
}

/** Prepares to put the responses of a session back, before those that the journal alone still has. Each is its own until that is decided. */
function responsePutter(store: Store): (sessionId: string) => void {
  const columns = columnsOf(store, 'responses').filter((column) => !(column in UNDECIDED));
  const undecided = Object.keys(UNDECIDED);
  const put = store.prepare(`
    INSERT INTO main.responses (${[...columns, ...undecided].join(', ')})
    SELECT ${[...columns, ...Object.values(UNDECIDED)].join(', ')} FROM ${aside('responses')} WHERE session_id = ?
    ORDER BY ordinal, attempt`);
  const drop = store.prepare(`
    DELETE FROM main.responses
    WHERE session_id = ? AND key IN (SELECT key FROM ${aside('responses')} AS was WHERE was.session_id = responses.session_id)`);
  const left = store.prepare<[string], Record<string, Value>>(`
    SELECT responses.*, (SELECT max(ordinal) + 1 FROM ${aside('responses')} AS was WHERE was.session_id = responses.session_id) AS after
    FROM main.responses WHERE session_id = ? AND EXISTS (SELECT 1 FROM ${aside('responses')} AS was WHERE was.session_id = responses.session_id)
    ORDER BY ordinal DESC, attempt`);
  const place = store.prepare(
    'UPDATE main.responses SET ordinal = ?, row_sum = ? WHERE session_id = ? AND ordinal = ? AND attempt = ?',
  );
  return (sessionId) => {
    drop.run(sessionId);
    for (const row of left.all(sessionId)) {
      const ordinal = Number(row.ordinal) + Number(row.after);
      const sum = rowSum(SHOWN_COLUMNS.map((column) => (column === 'ordinal' ? ordinal : row[column])));
      place.run(ordinal, sum, sessionId, row.ordinal, row.attempt);
    }
    put.run(sessionId);
  };
}

/** What is not decided of a response, in SQL. */
const UNDECIDED: Readonly<Record<string, string>> = { owned: '1', variant: "''", copies: '0' };
