import type { PackedContext, RateKey } from '../model/packed-context.ts';
import { inflated } from '../store/deflated.ts';
import { numbersIn } from '../store/number-codec.ts';
import type { Store } from '../store/open-store.ts';
import { oneOf, type ResponseWhere, type Where } from './response-filter.ts';
import { sessionFamilies } from './session-families.ts';

/** What the prompts of one thread were made of, without labels. */
export interface ContextRow extends Pick<PackedContext, 'logged' | 'tools' | 'rates' | 'items'> {
  readonly sessionId: string;
  readonly agentId: string;
  /** The same for all sessions that show responses of one another; null where no other session does, or nobody asked. */
  readonly family: number | null;
  /** Looks them up: few answers need them. */
  readonly stretches: () => Int32Array;
}

/**
 * What were the prompts made of that `where` lets through? Every thread, whole, of sessions that went on within the window
 * or, before its end, since the first of these began: what they carry into the window may be a file that others edited
 * between two readings of it. Sessions that show responses of one another come last, an origin before its copies.
 */
export function* contextsWithin(store: Store, window: ResponseWhere): Generator<ContextRow> {
  const near = new Set(nearSessions(store, window));
  const { familyOf, inOrder } = sessionFamilies(store, (sessionId) => near.has(sessionId));
  yield* contextRows(store, oneOf([...near].filter((sessionId) => !familyOf.has(sessionId))));
  const rowsOf = contextReader(store, 'session_id = ?');
  for (const sessionId of inOrder) {
    for (const row of rowsOf([sessionId])) yield { ...row, family: familyOf.get(sessionId) ?? null };
  }
}

/** The sessions whose contexts can tell of a window, in order. */
function nearSessions(store: Store, window: ResponseWhere): string[] {
  const { sql, values } = near(window);
  return store
    .prepare<unknown[], string>(`SELECT session_id FROM sessions WHERE ${sql} ORDER BY session_id`)
    .pluck()
    .all(...values);
}

/** Lets sessions through that can tell of a window. */
function near({ since, until, sessions }: ResponseWhere): Where {
  if (since === null && until === null) return sessions;
  const [from, to] = [since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER];
  const begun = `
    SELECT min(started_at) FROM sessions WHERE ended_at >= ? AND started_at < ? AND ${sessions.sql}`;
  return {
    sql: `ended_at >= (${begun}) AND started_at < ? AND ${sessions.sql}`,
    values: [from, to, ...sessions.values, to, ...sessions.values],
  };
}

/** What were the prompts made of, in every thread that `where` lets through? */
export function contextRows(store: Store, { sql, values }: Where): Iterable<ContextRow> {
  return contextReader(store, sql)(values);
}

/** Reads the threads that a condition lets through, one after the other, with these values and then others. */
export function contextReader(store: Store, sql: string): (values: Where['values']) => Generator<ContextRow> {
  const select = store
    .prepare<unknown[], Row>(`
      SELECT rowid, session_id, agent_id, tools, rates, items, logged FROM contexts
      WHERE ${sql}
      ORDER BY session_id, agent_id`)
    .raw();
  const stretches = store.prepare<[number], Buffer>('SELECT stretches FROM contexts WHERE rowid = ?').pluck();
  const toolLists = remembered<string[]>();
  const rateLists = remembered<RateKey[]>();
  return function* read(values) {
    for (const row of select.iterate(...values)) {
      yield {
        sessionId: row[1],
        agentId: row[2],
        family: null,
        logged: row[6] === 1,
        tools: toolLists(row[3]),
        rates: rateLists(row[4]),
        items: numbersIn(row[5]),
        stretches: () => numbersIn(inflated(stretches.get(row[0]) ?? Buffer.alloc(0))),
      };
    }
  };
}

type Row = readonly [
  rowid: number,
  sessionId: string,
  agentId: string,
  tools: string,
  rates: string,
  items: Buffer,
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

/** Labels that are remembered at once. */
const MOST_LABELS = 100_000;

/** What are the items of a thread called? In their order, each as `keptLabel` made it. */
export function contextLabels(store: Store): (sessionId: string, agentId: string) => readonly string[] {
  const labels = store
    .prepare<[string, string], Uint8Array>('SELECT labels FROM contexts WHERE session_id = ? AND agent_id = ?')
    .pluck();
  const known = new Map<string, readonly string[]>();
  let held = 0;
  return (sessionId, agentId) => {
    const thread = `${sessionId}/${agentId}`;
    const before = known.get(thread);
    if (before !== undefined) return before;
    const kept = labels.get(sessionId, agentId);
    const list = kept === undefined ? [] : (JSON.parse(inflated(kept).toString()) as string[]);
    if (held > MOST_LABELS) {
      known.clear();
      held = 0;
    }
    known.set(thread, list);
    held += list.length;
    return list;
  };
}
