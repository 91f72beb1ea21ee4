import type { PackedContext, RateKey } from '../model/packed-context.ts';
import { numbersIn } from '../store/number-codec.ts';
import type { Store } from '../store/open-store.ts';
import type { ResponseWhere, Where } from './response-filter.ts';

/** What the prompts of one thread were made of, without labels. */
export interface ContextRow extends Pick<PackedContext, 'logged' | 'tools' | 'rates' | 'passengers'> {
  readonly sessionId: string;
  readonly agentId: string;
  /** Looks them up: few answers need them. */
  readonly stretches: () => Int32Array;
}

/**
 * What were the prompts made of that `where` lets through? Every thread, whole, of sessions that went on within the window
 * or, before its end, since the first of these began: what they carry into the window may be a file that others edited
 * between two readings of it.
 */
export function contextsWithin(store: Store, { since, until, sessions }: ResponseWhere): Generator<ContextRow> {
  if (since === null && until === null) return contextRows(store, sessions);
  const [from, to] = [since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER];
  const begun = `
    SELECT min(started_at) FROM sessions WHERE ended_at >= ? AND started_at < ? AND ${sessions.sql}`;
  const near = `SELECT session_id FROM sessions WHERE ended_at >= (${begun}) AND started_at < ?`;
  return contextRows(store, {
    sql: `session_id IN (${near}) AND ${sessions.sql}`,
    values: [from, to, ...sessions.values, to, ...sessions.values],
  });
}

/** What were the prompts made of, in every thread that `where` lets through? */
export function* contextRows(store: Store, where: Where): Generator<ContextRow> {
  const rows = store
    .prepare<unknown[], Row>(`
      SELECT rowid, session_id, agent_id, tools, rates, passengers, logged FROM contexts
      WHERE ${where.sql}
      ORDER BY session_id, agent_id`)
    .raw()
    .iterate(...where.values);
  const stretches = store.prepare<[number], Buffer>('SELECT stretches FROM contexts WHERE rowid = ?').pluck();
  const toolLists = remembered<string[]>();
  const rateLists = remembered<RateKey[]>();
  for (const row of rows) {
    yield {
      sessionId: row[1],
      agentId: row[2],
      logged: row[6] === 1,
      tools: toolLists(row[3]),
      rates: rateLists(row[4]),
      passengers: numbersIn(row[5]),
      stretches: () => numbersIn(stretches.get(row[0]) ?? Buffer.alloc(0)),
    };
  }
}

type Row = readonly [
  rowid: number,
  sessionId: string,
  agentId: string,
  tools: string,
  rates: string,
  passengers: Buffer,
  logged: number,
];

/** Parses a text once, however often it comes: threads have few tools and models among them. */
function remembered<T>(): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) {
      value = JSON.parse(text) as T;
      known.set(text, value);
    }
    return value;
  };
}

/** What are the passengers of a thread called? In their order. */
export function contextLabels(store: Store): (sessionId: string, agentId: string) => readonly string[] {
  const labels = store
    .prepare<[string, string], string>('SELECT labels FROM contexts WHERE session_id = ? AND agent_id = ?')
    .pluck();
  return (sessionId, agentId) => JSON.parse(labels.get(sessionId, agentId) ?? '[]') as string[];
}
