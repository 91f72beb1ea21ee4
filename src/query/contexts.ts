import type { KeptThread } from '../model/ledger-page.ts';
import type { RateKey } from '../model/packed-context.ts';
import { numbersIn } from '../store/number-codec.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** What the prompts of one thread were made of, without labels. */
export interface ContextRow extends KeptThread {
  /** Looks them up: few answers need them. */
  readonly stretches: () => Int32Array;
}

/** What were the prompts made of, in every thread that `where` lets through? */
export function* contextRows(store: Store, where: Where): Generator<ContextRow> {
  const rows = store
    .prepare<unknown[], Row>(`
      SELECT rowid, session_id, agent_id, tools, rates, passengers FROM contexts
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
