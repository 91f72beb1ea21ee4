import { type GoesBeyond, type Resolved, resolveResponses } from '../build/resolve-responses.ts';
import type { SessionId } from '../model/ids.ts';
import type { SessionOrigin, ShownUsage } from '../model/session-rows.ts';
import type { Store } from './open-store.ts';
import { COLUMNS, encodeShown, KEPT_COLUMNS, type OwnedState, rowsOf } from './response-rows.ts';
import { type ShownRow, shownRows } from './shown-rows.ts';
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

/** Writes what was decided of a response that a session shows, where it is not so already; null: others own it. */
function stateWriter(store: Store): (row: ShownRow, resolved: Resolved<ShownRow> | null) => void {
  const mark = store.prepare(`
    UPDATE responses SET owned = ?, variant = ?, copies = iif(attempt = 0, ?, 0)
    WHERE session_id = ? AND ordinal = ?`);
  const kept = store
    .prepare<[string, number], unknown[]>(
      `SELECT ${KEPT_COLUMNS.join(', ')} FROM responses
      WHERE session_id = ? AND ordinal = ? AND attempt = 0`,
    )
    .raw();
  const drop = store.prepare('DELETE FROM responses WHERE session_id = ? AND ordinal = ?');
  const put = responseInserter(store);
  return (row, resolved) => {
    const { sessionId, ordinal, state } = row;
    const before = encodeShown(row);
    const counts = resolved?.counts ?? row;
    const shown = encodeShown(counts) === before ? null : before;
    const { variant, copies } = resolved ?? { variant: row.variant, copies: 0 };
    const owned = resolved !== null;
    if (shown !== null || state.shown !== null) {
      const columns = kept.get(sessionId, ordinal);
      if (columns === undefined) throw new Error(`session ${sessionId} has no response ${ordinal}`);
      drop.run(sessionId, ordinal);
      put(columns, counts, { owned, variant, copies, shown });
    } else if (state.owned !== owned || state.variant !== variant || state.copies !== copies)
      mark.run(owned ? 1 : 0, variant, copies, sessionId, ordinal);
  };
}

/** Inserts the rows of a response: what stays of it whoever owns it, and what counts of it. */
export function responseInserter(
  store: Store,
): (kept: readonly unknown[], counts: ShownUsage, state: OwnedState) => void {
  const put = store.prepare<unknown[]>(
    `INSERT INTO responses (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
  );
  return (kept, counts, { owned, variant, copies, shown }) => {
    for (const [attempt, row] of rowsOf(kept, counts).entries())
      put.run(owned ? 1 : 0, variant, attempt === 0 ? copies : 0, attempt === 0 ? shown : null, ...row);
  };
}

/** Compares what sessions show, each two of them once. */
function comparer(store: Store): () => GoesBeyond {
  const lacks = store
    .prepare<[string, string], 0 | 1>(`
      SELECT EXISTS (
        SELECT 1 FROM responses AS one
        WHERE one.session_id = ? AND one.agent_id = '' AND NOT EXISTS (
          SELECT 1 FROM responses AS other WHERE +other.session_id = ? AND other.key = one.key
        )
      )`)
    .pluck();
  return () => {
    const known = new Map<string, boolean>();
    return (sessionId, other) => {
      const pair = `${sessionId}\n${other}`;
      const before = known.get(pair);
      const is =
        before ?? (sessionId !== other && lacks.get(other, sessionId) === 0 && lacks.get(sessionId, other) === 1);
      if (before === undefined) known.set(pair, is);
      return is;
    };
  };
}
