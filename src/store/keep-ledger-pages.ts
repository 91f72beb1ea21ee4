import { ledgerPage } from '../build/ledger-page.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { KeptThread } from '../model/ledger-page.ts';
import type { RateKey } from '../model/packed-context.ts';
import { bytesOf, numbersIn } from './number-codec.ts';
import type { Store } from './open-store.ts';
import { REREAD, REREADS_MUCH } from './rereads.ts';
import { pageSummer } from './usage-sums.ts';

/** What is worth a page. */
export interface PageLimits {
  /** Sessions that are left alone, the newest: they are the likeliest to go on. */
  readonly newest: number;
  /** Bytes of contexts from which on a page is full. */
  readonly full: number;
}

const LIMITS: PageLimits = { newest: 64, full: 256 * 1024 };

/**
 * Sums the contexts of sessions that have come to rest page by page, so that answers over all of them read few rows.
 * A page goes when one of its sessions changes; the next call sums the others anew. Stops when `isOver`; the next call
 * goes on.
 */
export function keepLedgerPages(store: Store, isOver: () => boolean, limits = LIMITS): void {
  const loose = looseSessions(store);
  if (loose.length < 2 * limits.newest) return;
  const fill = store.transaction(pageFiller(store, limits.full, limits.newest));
  let rest = loose.slice(0, loose.length - limits.newest);
  while (rest.length > 0 && !isOver()) rest = rest.slice(fill.immediate(rest));
}

/** Sessions on no page, in order of time. */
function looseSessions(store: Store): string[] {
  return store
    .prepare<[], string>(
      `SELECT session_id FROM paged_sessions JOIN sessions USING (session_id)
      WHERE page IS NULL ORDER BY ended_at, session_id`,
    )
    .pluck()
    .all();
}

/** Fills a page with the first of these sessions, unless they are few and small; tells how many it has seen to. */
function pageFiller(store: Store, full: number, least: number): (sessionIds: readonly string[]) => number {
  const isLoose = store.prepare<[string]>('SELECT 1 FROM paged_sessions WHERE session_id = ? AND page IS NULL');
  const select = store
    .prepare<[string], Row>(
      'SELECT session_id, agent_id, tools, rates, passengers FROM contexts WHERE session_id = ? ORDER BY agent_id',
    )
    .raw();
  const put = pageWriter(store);
  return (sessionIds) => {
    const threads: KeptThread[] = [];
    const paged: string[] = [];
    let [seen, bytes] = [0, 0];
    for (const id of sessionIds) {
      if (bytes >= full) break;
      seen++;
      // Another tj may have been here since.
      if (isLoose.get(id) === undefined) continue;
      const own = select.all(id).map(threadOf);
      threads.push(...own);
      paged.push(id);
      bytes += own.reduce((sum, { passengers }) => sum + passengers.byteLength, 0);
    }
    if (bytes >= full || paged.length >= least) put(paged, threads);
    return seen;
  };
}

function pageWriter(store: Store): (sessionIds: readonly string[], threads: readonly KeptThread[]) => void {
  const put = store.prepare(`
    INSERT INTO ledger_pages
      (sessions, tools, rates, classes, first_day, last_day, agents, items, keys, threads, entries)
    VALUES ((SELECT count(DISTINCT session_id) FROM usage_sums WHERE session_id IN (SELECT value FROM json_each(?))),
      ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const place = store.prepare(
    `UPDATE paged_sessions SET page = ?, reread = (
      SELECT ${REREAD} FROM usage_sums AS u
      WHERE u.session_id = paged_sessions.session_id AND agent_id = '${MAIN_THREAD}' HAVING ${REREADS_MUCH}) WHERE session_id = ?`,
  );
  const sum = pageSummer(store);
  return (sessionIds, threads) => {
    const page = ledgerPage(threads);
    const { lastInsertRowid } = put.run(
      ...[JSON.stringify(sessionIds), JSON.stringify(page.tools), JSON.stringify(page.rates)],
      ...[JSON.stringify(page.classes), page.days?.[0] ?? null, page.days?.[1] ?? null, JSON.stringify(page.agents)],
      ...[bytesOf(page.items), bytesOf(page.keys), JSON.stringify(page.threads), bytesOf(page.entries)],
    );
    for (const id of sessionIds) place.run(lastInsertRowid, id);
    sum(lastInsertRowid, sessionIds);
  };
}

type Row = readonly [sessionId: string, agentId: string, tools: string, rates: string, passengers: Buffer];

function threadOf([sessionId, agentId, tools, rates, passengers]: Row): KeptThread {
  return {
    ...{ sessionId, agentId, tools: JSON.parse(tools) as string[] },
    ...{ rates: JSON.parse(rates) as RateKey[], passengers: numbersIn(passengers) },
  };
}
