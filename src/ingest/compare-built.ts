import { millis } from '../model/time.ts';
import { fileStates } from '../store/file-states.ts';
import { IN_MEMORY, openStore, type Store } from '../store/open-store.ts';
import { PARSER_VERSION } from '../store/parser-version.ts';
import { sessionsWriter } from './batch-writer.ts';

/** A session whose rows are not what its journal makes of them. */
export interface DifferingSession {
  readonly sessionId: string;
  readonly tables: readonly string[];
}

/** What is built of a session, each table with an order of its own and the columns that depend on other sessions. */
const BUILT: Readonly<Record<string, { readonly order: string; readonly besides?: readonly string[] }>> = {
  sessions: { order: 'session_id', besides: ['project'] },
  turns: { order: 'ordinal' },
  agents: { order: 'agent_id' },
  tools: { order: 'ordinal' },
  events: { order: 'ordinal' },
  ledgers: { order: 'ordinal' },
  claude_contexts: { order: 'ordinal' },
  responses: { order: 'ordinal, attempt' },
  usage: { order: 'agent_id, turn_id, bucket, model, fast, geo, tier, prompt_step' },
  contexts: { order: 'agent_id' },
};

/** What sessions are built of. */
const SOURCES = ['files', 'journal', 'gone_records'];

/**
 * The sessions that can be built again: read whole, by this parser, with a journal of every transcript; those that share responses,
 * in however many steps, all together or not at all. Where `alone`, only those that share none, newest first.
 */
export function comparableSessions(store: Store, alone: boolean): string[] {
  const whole = store
    .prepare<[number], string>(`
      SELECT session_id FROM sessions
      WHERE depth = 'spans' AND session_id NOT IN (SELECT session_id FROM files JOIN issues USING (file_id) WHERE issues.kind = 'not-built')
        AND session_id NOT IN (SELECT session_id FROM files WHERE parser_version <> ?)
      ORDER BY ended_at DESC, session_id`)
    .pluck()
    .all(PARSER_VERSION);
  const sharing = store
    .prepare<[], [string, string]>(`
      SELECT DISTINCT own.session_id, other.session_id
      FROM responses AS own JOIN responses AS other USING (key)
      WHERE own.session_id <> other.session_id`)
    .raw()
    .all();
  const left = new Set(whole);
  if (alone) for (const [one] of sharing) left.delete(one);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [one, other] of sharing) if (!left.has(other)) left.delete(one);
  }
  return whole.filter((id) => left.has(id));
}

/** Builds sessions again in memory, from what the store has of their transcripts, and returns those whose rows differ. */
export function differingSessions(store: Store, sessionIds: readonly string[]): DifferingSession[] {
  const anew = openStore(IN_MEMORY);
  try {
    anew.transaction(() => {
      copySources(store, anew, sessionIds);
      const write = sessionsWriter(anew, fileStates(anew), () => null, millis(0));
      write(new Map(sessionIds.map((id) => [id, null])), new Map());
    })();
    const [kept, built] = [rowReader(store), rowReader(anew)];
    return sessionIds.flatMap((sessionId) => {
      const tables = Object.keys(BUILT).filter((table) => kept(table, sessionId) !== built(table, sessionId));
      return tables.length === 0 ? [] : [{ sessionId, tables }];
    });
  } finally {
    anew.close();
  }
}

function copySources(from: Store, into: Store, sessionIds: readonly string[]): void {
  const ids = JSON.stringify(sessionIds);
  const ofSessions = 'SELECT file_id FROM files WHERE session_id IN (SELECT value FROM json_each(?))';
  const files = `${ofSessions} UNION SELECT file_id FROM gone_records WHERE session_id IN (SELECT value FROM json_each(?))`;
  for (const table of SOURCES) {
    const columns = columnsOf(from, table);
    const put = into.prepare<unknown[]>(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    const rows = from
      .prepare<[string, string], unknown[]>(`SELECT ${columns.join(', ')} FROM ${table} WHERE file_id IN (${files})`)
      .raw();
    for (const row of rows.iterate(ids, ids)) put.run(...row);
  }
}

/** Columns that are written: generated ones are not listed. */
function columnsOf(store: Store, table: string): string[] {
  return store.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
}

function rowReader(store: Store): (table: string, sessionId: string) => string {
  const statements = new Map(
    Object.entries(BUILT).map(([table, { order, besides = [] }]) => {
      const columns = columnsOf(store, table).filter((column) => !besides.includes(column));
      const select = `SELECT ${columns.join(', ')} FROM ${table} WHERE session_id = ? ORDER BY ${order}`;
      return [table, store.prepare<[string], unknown[]>(select).raw()] as const;
    }),
  );
  return (table, sessionId) =>
    JSON.stringify(statements.get(table)?.all(sessionId), (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    );
}
