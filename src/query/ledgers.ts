import type { Ledger, LedgerSnapshot } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** What did Claude Code's own ledgers of a session say last (C10), and before? In order of their beginning. */
export function ledgersOf(store: Store, sessionId: string): Ledger[] {
  return store
    .prepare<[string], Omit<Ledger, 'models' | 'snapshots'> & { models: string; snapshots: string }>(
      'SELECT begun_at AS begunAt, usd, models, snapshots FROM ledgers WHERE session_id = ? ORDER BY ordinal',
    )
    .all(sessionId)
    .map((row) => ({
      ...row,
      models: JSON.parse(row.models) as Ledger['models'],
      snapshots: JSON.parse(row.snapshots) as LedgerSnapshot[],
    }));
}

/** A ledger of another session that began at the same moment as one of this one: the same ledger, which a copy takes along. */
export interface SameLedger {
  readonly sessionId: string;
  readonly begunAt: Millis;
  readonly snapshots: readonly LedgerSnapshot[];
  /** Whether this session is said to be a copy of it, and whether a session that this one is a copy of is. */
  readonly isOrigin: boolean;
  readonly isOriginOfOrigin: boolean;
}

/**
 * Which ledgers of other sessions are the same as one of this session's, by the moment of their beginning? By session
 * id. Those of its copies begin there too, and are left out.
 */
export function sameLedgers(store: Store, sessionId: string): SameLedger[] {
  const origins = 'SELECT origin_session_id FROM session_origins WHERE copy_session_id';
  return store
    .prepare<string[], Row>(`
      SELECT other.session_id AS sessionId, other.begun_at AS begunAt, other.snapshots,
        other.session_id IN (${origins} = ?) AS isOrigin,
        other.session_id IN (${origins} IN (${origins} = ?)) AS isOriginOfOrigin
      FROM ledgers AS own JOIN ledgers AS other ON other.begun_at = own.begun_at AND other.session_id <> own.session_id
      WHERE own.session_id = ?
        AND other.session_id NOT IN (SELECT copy_session_id FROM session_origins WHERE origin_session_id = ?)
      ORDER BY other.session_id`)
    .all(sessionId, sessionId, sessionId, sessionId)
    .map(({ snapshots, isOrigin, isOriginOfOrigin, ...row }) => ({
      ...row,
      snapshots: JSON.parse(snapshots) as LedgerSnapshot[],
      isOrigin: isOrigin === 1,
      isOriginOfOrigin: isOriginOfOrigin === 1,
    }));
}

interface Row extends Omit<SameLedger, 'snapshots' | 'isOrigin' | 'isOriginOfOrigin'> {
  readonly snapshots: string;
  readonly isOrigin: number;
  readonly isOriginOfOrigin: number;
}

/** Where a session's own part begins. */
export interface OwnBeginning {
  /** When its first own response began; null where it has none. */
  readonly begunAt: Millis | null;
  /** Whether it is said to be a copy of another one. */
  readonly hasOrigin: boolean;
}

/** When does what a session did by itself begin? */
export function ownBeginning(store: Store, sessionId: string): OwnBeginning {
  const row = store
    .prepare<[string, string], { begunAt: Millis | null; hasOrigin: number }>(`
      SELECT (SELECT min(coalesce(started_at, at)) FROM own_responses WHERE session_id = ?) AS begunAt,
        EXISTS (SELECT 1 FROM session_origins WHERE copy_session_id = ?) AS hasOrigin`)
    .get(sessionId, sessionId);
  return { begunAt: row?.begunAt ?? null, hasOrigin: row?.hasOrigin === 1 };
}
