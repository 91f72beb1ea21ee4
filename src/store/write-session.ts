import { endsBeforePauses } from '../build/summarize-session.ts';
import { groupBy } from '../model/group-by.ts';
import type { SessionId } from '../model/ids.ts';
import type { SessionRows, Sighting } from '../model/session-rows.ts';
import type { Store } from './open-store.ts';
import { responseInserter } from './resolve-ownership.ts';
import { keptOf, rowsOf, SHOWN_COLUMNS } from './response-rows.ts';
import { treeWriter } from './write-tree.ts';

/**
 * Response keys whose ownership may have to be decided again: each with the session that shows it for the first time,
 * whose it is unless another session shows it as well; null where more has changed.
 */
export type TouchedKeys = Map<string, SessionId | null>;

/** Writes the rows of one session in place of those it had, its project apart, and adds to `touched`; tells whether it had any. */
export type SessionWriter = (rows: Omit<SessionRows, 'contexts'>, touched: TouchedKeys) => 'new' | 'rewritten';

/** Prepares the statements on a session's own tables. To be used within a transaction. */
export function sessionWriter(store: Store): SessionWriter {
  const upsert = store.prepare(`
    INSERT INTO sessions (session_id, title, cwd, version, started_at, first_at, ended_at, active_ms, earlier_ends)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (session_id) DO UPDATE SET
      title = excluded.title, project = iif(cwd IS excluded.cwd, project, NULL), cwd = excluded.cwd,
      version = excluded.version, started_at = excluded.started_at, ended_at = excluded.ended_at,
      active_ms = excluded.active_ms, first_at = excluded.first_at,
      earlier_ends = excluded.earlier_ends, depth = 'spans'`);
  const started = store.prepare<[string], number | null>('SELECT first_at FROM sessions WHERE session_id = ?').pluck();
  const twin = store.prepare<[number | null, string], 1>(
    'SELECT 1 FROM sessions WHERE first_at IS ? AND session_id <> ?',
  );
  const tree = treeWriter(store);
  const responses = responseWriter(store);
  const origins = originWriter(store);

  return (rows, touched) => {
    const { session, sightings: seen, origins: stated } = rows;
    const { sessionId, title, cwd, version, startedAt, endedAt, activeMs } = session;
    const startedBefore = started.get(sessionId);
    const pauses = endsBeforePauses(session.times);
    const earlierEnds = pauses.length === 0 ? null : JSON.stringify(pauses);
    upsert.run(sessionId, title, cwd, version, startedAt, startedAt, endedAt, activeMs, earlierEnds);
    tree(rows, startedBefore !== undefined);
    const restated = origins(sessionId, stated);
    const weighsAnew = restated || (startedBefore !== undefined && startedBefore !== startedAt);
    const hasTwin = twin.get(startedAt, sessionId) !== undefined;
    responses(sessionId, seen, { weighsAnew, hasTwin }, touched);
    return startedBefore === undefined ? 'new' : 'rewritten';
  };
}

/** Removes a session that no file is of any more, once it owns no response: a flat agent was read before it named its session. */
export function sessionDropper(store: Store): (sessionId: string) => void {
  const drop = store.prepare('DELETE FROM sessions WHERE session_id = ?');
  return (sessionId) => {
    drop.run(sessionId);
  };
}

/** Why all responses of a session are weighed anew: at once, or as soon as there is a change in any. */
interface Weighing {
  readonly weighsAnew: boolean;
  /** Another session began at the same time: whose what both show is depends on what else they do. */
  readonly hasTwin: boolean;
}

/** Writes what changed among the responses that a session shows, and touches the keys of these, or of all of them. */
function responseWriter(store: Store) {
  const before = shownBefore(store);
  const put = responseInserter(store);
  const drop = store.prepare('DELETE FROM responses WHERE session_id = ? AND ordinal = ?');

  return (sessionId: SessionId, responses: readonly Sighting[], why: Weighing, touched: TouchedKeys): void => {
    const gone = before(sessionId);
    const isNew = gone.size === 0;
    const changed = isNew
      ? responses
      : responses.filter((shown) => !gone.delete(textOf(rowsOf(keptOf(shown, sessionId), shown))));
    for (const { key, ordinal } of gone.values()) {
      drop.run(sessionId, ordinal);
      touched.set(key, null);
    }
    for (const shown of changed) {
      const isFirst = isNew && !touched.has(shown.key);
      const variant = isFirst ? '' : shown.variant;
      put(keptOf(shown, sessionId), shown, { owned: true, variant, copies: 0, shown: null });
      touched.set(shown.key, isFirst ? sessionId : null);
    }
    const isDoubtful = why.hasTwin && changed.length + gone.size > 0;
    if (!isNew && (why.weighsAnew || isDoubtful)) for (const { key } of responses) touched.set(key, null);
  };
}

type Row = readonly [key: string, ordinal: number, shown: string | null, ...unknown[]];

interface WrittenResponse {
  readonly key: string;
  readonly ordinal: number;
}

/** What a session showed so far, by all of its text. What counts otherwise than it is shown is always written anew. */
function shownBefore(store: Store): (sessionId: string) => Map<string, WrittenResponse> {
  const columns = ['key', 'ordinal', 'shown', ...SHOWN_COLUMNS];
  const rows = store
    .prepare<[string], Row>(
      `SELECT ${columns.join(', ')} FROM responses WHERE session_id = ? ORDER BY ordinal, attempt`,
    )
    .raw();
  return (sessionId) => {
    const written = new Map<string, WrittenResponse>();
    const byOrdinal = groupBy(rows.all(sessionId), ([, ordinal]) => String(ordinal));
    for (const [place, attempts] of byOrdinal) {
      const [key, ordinal, shown] = attempts[0] as Row;
      written.set(shown === null ? textOf(attempts.map(([, , , ...row]) => row)) : place, { key, ordinal });
    }
    return written;
  };
}

/** One text for all rows of a response. */
function textOf(rows: readonly (readonly unknown[])[]): string {
  return JSON.stringify(rows);
}

/** Writes a session's statements of origin; true when they differ from those it had. */
function originWriter(store: Store) {
  const old = store.prepare<[string], string>(
    `SELECT copy_session_id || ' ' || origin_session_id FROM session_origins WHERE stated_in = ? ORDER BY 1`,
  );
  const drop = store.prepare('DELETE FROM session_origins WHERE stated_in = ?');
  const put = store.prepare(
    'INSERT INTO session_origins (stated_in, copy_session_id, origin_session_id) VALUES (?, ?, ?)',
  );

  return (sessionId: SessionId, origins: SessionRows['origins']): boolean => {
    const before = old.pluck().all(sessionId).join('\n');
    const now = origins
      .map((origin) => `${origin.copySessionId} ${origin.originSessionId}`)
      .sort()
      .join('\n');
    if (before === now) return false;
    drop.run(sessionId);
    for (const origin of origins) put.run(sessionId, origin.copySessionId, origin.originSessionId);
    return true;
  };
}
