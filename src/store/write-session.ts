import { endsBeforePauses } from '../build/summarize-session.ts';
import type { SessionId } from '../model/ids.ts';
import type { SessionRows, Sighting } from '../model/session-rows.ts';
import type { Store } from './open-store.ts';
import { encodeSighting } from './sighting-codec.ts';
import { treeWriter } from './write-tree.ts';

/**
 * Response keys that have to be settled again. With the sighting where it is the first one ever written of its key, so
 * that the usual case need not read back what was just written; else null.
 */
export type TouchedKeys = Map<string, FirstSighting | null>;

interface FirstSighting {
  readonly sighting: Sighting;
  readonly sessionId: SessionId;
}

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
      earlier_ends = excluded.earlier_ends`);
  const started = store.prepare<[string], number | null>('SELECT first_at FROM sessions WHERE session_id = ?').pluck();
  const twin = store.prepare<[number | null, string], 1>(
    'SELECT 1 FROM sessions WHERE first_at IS ? AND session_id <> ?',
  );
  const tree = treeWriter(store);
  const sightings = sightingWriter(store);
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
    sightings(sessionId, seen, { weighsAnew, hasTwin }, touched);
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

/** Writes what changed among a session's sightings; tells keys of these, or of all of them. */
function sightingWriter(store: Store) {
  const old = store.prepare<[string], { key: string; variant: string; sighting: string }>(
    'SELECT key, variant, sighting FROM sightings WHERE session_id = ?',
  );
  const drop = store.prepare('DELETE FROM sightings WHERE session_id = ? AND key = ? AND variant = ?');
  const put = store.prepare(
    'INSERT OR REPLACE INTO sightings (session_id, key, variant, sighting) VALUES (?, ?, ?, ?)',
  );

  return (sessionId: SessionId, sightings: readonly Sighting[], why: Weighing, touched: TouchedKeys): void => {
    const before = new Map(old.all(sessionId).map((row) => [`${row.key}\n${row.variant}`, row]));
    const isNew = before.size === 0;
    let changes = 0;
    for (const sighting of sightings) {
      const { key, variant } = sighting;
      const text = encodeSighting(sighting);
      const same = !isNew && before.get(`${key}\n${variant}`)?.sighting === text;
      if (!isNew) before.delete(`${key}\n${variant}`);
      if (!same) put.run(sessionId, key, variant, text);
      const isFirst = isNew && !touched.has(key);
      if (!same) changes++;
      if (!same || why.weighsAnew) touched.set(key, isFirst ? { sighting, sessionId } : null);
    }
    if (!isNew && why.hasTwin && changes + before.size > 0) for (const { key } of sightings) touched.set(key, null);
    for (const { key, variant } of before.values()) {
      drop.run(sessionId, key, variant);
      touched.set(key, null);
    }
  };
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
