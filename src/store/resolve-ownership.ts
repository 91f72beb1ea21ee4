import { isSameUsage } from '../build/is-better-record.ts';
import { type GoesBeyond, type Resolved, resolveResponses } from '../build/resolve-responses.ts';
import { inputSide } from '../build/sight-responses.ts';
import { groupBy } from '../model/group-by.ts';
import { type AgentId, MAIN_THREAD, type SessionId } from '../model/ids.ts';
import type { ResponseClaim, SessionOrigin, ShownUsage } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';
import { COUNTED_COLUMNS, type CountedRow, countsOf, KEPT_COLUMNS, rowsOf, SHOWN_COLUMNS } from './response-rows.ts';
import type { TouchedKeys } from './write-session.ts';

/**
 * Decides whose the responses of the given keys are, and marks the tool calls that other sessions own. `rewritten`:
 * sessions whose rows were there before and have been written anew. Returns these and all others that show one of the
 * keys that several sessions show: what they own may have changed.
 */
export type OwnershipResolver = (touched: TouchedKeys, rewritten: ReadonlySet<string>) => ReadonlySet<string>;

/** Prepares the statements on `responses`. To be used within a transaction, after all its sessions are written. */
export function ownershipResolver(store: Store): OwnershipResolver {
  const shownOf = shownRows(store);
  const origins = store.prepare<[], SessionOrigin>(`
    SELECT copy_session_id AS copySessionId, origin_session_id AS originSessionId
    FROM session_origins
    ORDER BY copy_session_id, origin_session_id`);
  const shared = store
    .prepare<[string], string>(`
      SELECT DISTINCT key FROM responses AS own
      WHERE session_id = ?
        AND EXISTS (SELECT 1 FROM responses AS other WHERE other.key = own.key AND other.session_id <> own.session_id)`)
    .pluck();
  const beyond = comparer(store);
  const apply = stateWriter(store);
  const own = store.prepare(`
    UPDATE tools SET owned = 1 - owned
    WHERE session_id = ? AND owned <> (
      EXISTS (SELECT 1 FROM own_responses AS r WHERE r.key = tools.key AND +r.session_id = tools.session_id)
      OR NOT EXISTS (
        SELECT 1 FROM own_responses AS r JOIN tools AS original USING (session_id)
        WHERE r.key = tools.key AND original.tool_use_id = tools.tool_use_id
          AND original.session_id <> tools.session_id
      )
    )`);

  return (touched, rewritten) => {
    const evidence = origins.all();
    const goesBeyond = beyond();
    const changed = new Set(rewritten);
    const sharedKeys = new Map<SessionId, ReadonlySet<string>>();
    const keysSharedBy = (sessionId: SessionId) => {
      const keys = sharedKeys.get(sessionId) ?? new Set(shared.all(sessionId));
      sharedKeys.set(sessionId, keys);
      return keys;
    };
    for (const [key, shownBy] of touched) {
      if (shownBy !== null && !keysSharedBy(shownBy).has(key)) continue;
      const rows = shownOf(key);
      const resolved = resolveResponses(rows, evidence, goesBeyond);
      for (const row of rows) {
        changed.add(row.sessionId);
        apply(row, resolved.find(({ owner }) => owner === row) ?? null);
      }
    }
    for (const sessionId of changed) own.run(sessionId);
    return changed;
  };
}

/** What is decided of a response that a session shows. */
interface OwnedState {
  readonly owned: boolean;
  /** Of an owned one as C3 has it, else as its session shows it. */
  readonly variant: string;
  /** Sessions that show it and do not own it. */
  readonly copies: number;
  /** As JSON what its session shows, where it counts otherwise; else null. */
  readonly shown: string | null;
}

/** A response as a session shows it. */
interface ShownRow extends ResponseClaim {
  readonly ordinal: number;
  readonly state: OwnedState;
}

type Row = readonly [
  ...[sessionId: SessionId, sessionStartedAt: Millis | null, ordinal: number, at: Millis | null],
  ...[recovered: number, background: number, owned: number, variant: string, copies: number, shown: string | null],
  ...CountedRow,
];

/** Where a row has its `COUNTED_COLUMNS`. */
const COUNTED_FROM = 10;

/** Prepares to read what all sessions show of a key, by session and place. */
function shownRows(store: Store): (key: string) => ShownRow[] {
  const rows = store
    .prepare<[string], Row>(`
      SELECT session_id, (SELECT first_at FROM sessions AS s WHERE s.session_id = r.session_id), ordinal, at, recovered, background, owned, variant, copies, shown,
        ${COUNTED_COLUMNS.join(', ')}
      FROM responses AS r
      WHERE key = ?
      ORDER BY session_id, ordinal, attempt`)
    .raw();
  return (key) => [...groupBy(rows.all(key), (row) => `${row[0]}\n${row[2]}`).values()].map((group) => shownRow(group));
}

function shownRow(rows: readonly Row[]): ShownRow {
  const [sessionId, sessionStartedAt, ordinal, at, recovered, background, owned, variant, copies, shown] =
    rows[0] as Row;
  const [own, ...attempts] = rows.map((row) => row.slice(COUNTED_FROM) as unknown as CountedRow);
  const counts = shown === null ? countsOf(own as CountedRow, attempts) : (JSON.parse(shown) as ShownUsage);
  return {
    ...counts,
    ...{ sessionId, sessionStartedAt, ordinal, at, recovered: recovered === 1, background: background === 1 || null },
    variant: counts.finished ? inputSide(counts.usage.tokens) : '',
    state: { owned: owned === 1, variant, copies, shown },
  };
}

/** Writes what was decided of a response that a session shows, where it is not so already; null: others own it. */
function stateWriter(store: Store): (row: ShownRow, resolved: Resolved<ShownRow> | null) => void {
  const mark = store.prepare(`
    UPDATE responses SET owned = ?, variant = ?, copies = iif(attempt = 0, ?, 0)
    WHERE session_id = ? AND ordinal = ?`);
  const keptOf = store
    .prepare<[string, number], unknown[]>(
      `SELECT ${KEPT_COLUMNS.join(', ')} FROM responses WHERE session_id = ? AND ordinal = ? AND attempt = 0`,
    )
    .raw();
  const drop = store.prepare('DELETE FROM responses WHERE session_id = ? AND ordinal = ?');
  const put = responseInserter(store);
  return (row, resolved) => {
    const { sessionId, ordinal, state } = row;
    const shown = resolved === null || isShownBy(row, resolved.counts) ? null : shownBy(row);
    const { variant, copies } = resolved ?? { variant: row.variant, copies: 0 };
    const owned = resolved !== null;
    if (shown !== null || state.shown !== null) {
      const kept = keptOf.get(sessionId, ordinal) ?? [];
      drop.run(sessionId, ordinal);
      put(kept, resolved?.counts ?? row, { owned, variant, copies, shown });
    } else if (state.owned !== owned || state.variant !== variant || state.copies !== copies)
      mark.run(owned ? 1 : 0, variant, copies, sessionId, ordinal);
  };
}

/** Whether what counts is what the session shows, as it mostly is. */
function isShownBy(row: ShownRow, { model, usage, finished, stopReason, rebuild }: ShownUsage): boolean {
  if (model !== row.model || finished !== row.finished || stopReason !== row.stopReason) return false;
  const isSame = isSameUsage(usage, row.usage) || JSON.stringify(usage) === JSON.stringify(row.usage);
  return isSame && (rebuild === row.rebuild || JSON.stringify(rebuild) === JSON.stringify(row.rebuild));
}

/** What a session shows of what can count otherwise, as JSON. */
function shownBy({ model, usage, finished, stopReason, rebuild }: ShownUsage): string {
  return JSON.stringify({ model, usage, finished, stopReason, rebuild });
}

/** Inserts the rows of a response: what stays of it whoever owns it, and what counts of it. */
export function responseInserter(
  store: Store,
): (kept: readonly unknown[], counts: ShownUsage, state: OwnedState) => void {
  const columns = ['row_sum', 'owned', 'variant', 'copies', 'shown', ...SHOWN_COLUMNS];
  const put = store.prepare<unknown[]>(
    `INSERT INTO responses (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return (kept, counts, { owned, variant, copies, shown }) => {
    for (const [attempt, row] of rowsOf(kept, counts).entries())
      put.run(rowSum(row), owned ? 1 : 0, variant, attempt === 0 ? copies : 0, attempt === 0 ? shown : null, ...row);
  };
}

/** The keys of what a session shows: all, and those of its main thread. */
interface ShownKeys {
  readonly all: ReadonlySet<string>;
  readonly main: ReadonlySet<string>;
}

/** Compares what sessions show, of each of which the keys are read once. */
function comparer(store: Store): () => GoesBeyond {
  const keysOf = store
    .prepare<[string], readonly [string, AgentId]>('SELECT key, agent_id FROM responses WHERE session_id = ?')
    .raw();
  const shownBy = (sessionId: string): ShownKeys => {
    const rows = keysOf.all(sessionId);
    const main = rows.filter(([, agentId]) => agentId === MAIN_THREAD);
    return { all: new Set(rows.map(([key]) => key)), main: new Set(main.map(([key]) => key)) };
  };
  return () => {
    const known = new Map<string, ShownKeys>();
    const keys = (sessionId: string) => {
      const shown = known.get(sessionId) ?? shownBy(sessionId);
      known.set(sessionId, shown);
      return shown;
    };
    const holds = ({ all }: ShownKeys, { main }: ShownKeys) => {
      for (const key of main) if (!all.has(key)) return false;
      return true;
    };
    const pairs = new Map<string, boolean>();
    return (sessionId, other) => {
      if (sessionId === other) return false;
      const pair = `${sessionId}\n${other}`;
      const [own, others] = [keys(sessionId), keys(other)];
      const is = pairs.get(pair) ?? (holds(own, others) && !holds(others, own));
      pairs.set(pair, is);
      return is;
    };
  };
}
