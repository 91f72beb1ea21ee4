import type { SessionUsage } from '../build/build-usage.ts';
import { groupBy } from '../model/group-by.ts';
import type { Issue } from '../model/issue.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { issueWriter } from './issues.ts';
import type { Store } from './open-store.ts';
import { PARSER_VERSION } from './parser-version.ts';
import { keyOf, USAGE_COLUMNS, type UsageRow, usageRowSum } from './usage-rows.ts';

/** What was read of a session at depth 1: its responses, the files they stand in, and what is wrong with these. */
export interface UsageRows extends Pick<SessionUsage, 'session' | 'origins'> {
  /** See `usageRows`. */
  readonly responses: readonly UsageRow[];
  readonly files: readonly TranscriptFile[];
  readonly oddities: readonly Issue[];
}

/** Access to sessions that were read for their usage alone. To be used within a transaction. */
export interface UsageWriter {
  /** The other sessions that show the response, as far as the store knows. */
  elsewhere(key: string, sessionId: string): string[];
  /** Whether the store has the session, however far it was read. */
  isKnown(sessionId: string): boolean;
  /** Whether the store has responses of the session that these rows do not show: they vanished from its transcripts. */
  hasLost(sessionId: string, responses: readonly UsageRow[]): boolean;
  /** Writes the rows of a session, as its own (C4), in place of those it had where it is known. */
  write(rows: UsageRows, isKnown: boolean): void;
}

/** Prepares the statements. */
export function usageWriter(store: Store): UsageWriter {
  const elsewhere = store
    .prepare<[string, string], string>('SELECT DISTINCT session_id FROM responses WHERE key = ? AND session_id <> ?')
    .pluck();
  const writeSession = sessionWriter(store);
  const isKnown = store.prepare<[string], 1>('SELECT 1 FROM sessions WHERE session_id = ?').pluck();
  const known = store.prepare<[string], string>('SELECT DISTINCT key FROM responses WHERE session_id = ?').pluck();
  const clear = store.prepare('DELETE FROM responses WHERE session_id = ?');
  const put = store.prepare<unknown[]>(
    `INSERT INTO responses (row_sum, session_id, ${USAGE_COLUMNS.join(', ')}) VALUES (?, ?, ${USAGE_COLUMNS.map(() => '?').join(', ')})`,
  );
  const putOrigin = store.prepare(`
    INSERT OR IGNORE INTO session_origins (stated_in, copy_session_id, origin_session_id) VALUES (?, ?, ?)`);
  return {
    elsewhere: (key, sessionId) => elsewhere.all(key, sessionId),
    isKnown: (sessionId) => isKnown.get(sessionId) === 1,
    hasLost(sessionId, responses) {
      const before = known.all(sessionId);
      if (before.length === 0) return false;
      const shown = new Set(responses.map(keyOf));
      return before.some((key) => !shown.has(key));
    },
    write(rows, isKnown) {
      const { session, origins, responses } = rows;
      writeSession(rows);
      const { sessionId } = session;
      if (isKnown) clear.run(sessionId);
      for (const row of responses) put.run(usageRowSum(sessionId, row), sessionId, ...row);
      for (const origin of origins) putOrigin.run(sessionId, origin.copySessionId, origin.originSessionId);
    },
  };
}

/** Writes the row of a session, with the project that its folder has so far, and those of its files. */
function sessionWriter(store: Store) {
  const writeFile = fileWriter(store);
  const putSession = store.prepare(`
    INSERT INTO sessions (session_id, depth, title, cwd, version, started_at, first_at, ended_at, earlier_ends, active_ms, project)
    VALUES (?, 'usage', '', ?, ?, ?, ?, ?, ?, 0, (SELECT project FROM sessions WHERE cwd = ? LIMIT 1))
    ON CONFLICT (session_id) DO UPDATE SET
      project = iif(cwd IS excluded.cwd, project, NULL), cwd = excluded.cwd, version = excluded.version,
      started_at = excluded.started_at, first_at = excluded.first_at, ended_at = excluded.ended_at,
      earlier_ends = excluded.earlier_ends`);
  return ({ session, files, oddities }: UsageRows): void => {
    const { sessionId, cwd, version, startedAt, endedAt, earlierEnds } = session;
    const earlier = earlierEnds.length === 0 ? null : JSON.stringify(earlierEnds);
    writeFile(sessionId, files, oddities);
    putSession.run(sessionId, cwd, version, startedAt, startedAt, endedAt, earlier, cwd);
  };
}

/** Writes what is known of a session's files: not how far they were read, since no reading goes on from this one. */
function fileWriter(store: Store) {
  const put = store.prepare<unknown[]>(`
    INSERT INTO files (path, kind, session_id, agent_id, size, mtime_ms, ino, head_hash, position, next_line, parser_version)
    VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, 1, ${PARSER_VERSION})
    ON CONFLICT (path) DO NOTHING`);
  const update = store.prepare<unknown[]>(`
    UPDATE files SET session_id = ?, size = ?, mtime_ms = ?, ino = ?, parser_version = ${PARSER_VERSION} WHERE file_id = ?`);
  const known = store.prepare<[string], { readonly fileId: number; readonly before: string }>(
    'SELECT file_id AS fileId, session_id AS before FROM files WHERE path = ?',
  );
  const dropEmpty = store.prepare(`
    DELETE FROM sessions WHERE session_id = ? AND session_id NOT IN (SELECT session_id FROM files)`);
  const clear = store.prepare('DELETE FROM issues WHERE file_id = ?');
  const putIssues = issueWriter(store);
  const write = (sessionId: string, { path, kind, agentId, size, mtimeMs, ino }: TranscriptFile): number => {
    const { changes, lastInsertRowid } = put.run(path, kind, sessionId, agentId, size, mtimeMs, ino);
    if (changes > 0) return Number(lastInsertRowid);
    const { fileId, before } = known.get(path) ?? { fileId: 0, before: sessionId };
    update.run(sessionId, size, mtimeMs, ino, fileId);
    // It was read before it named its session.
    if (kind === 'flat-agent' && before !== sessionId) dropEmpty.run(before);
    clear.run(fileId);
    return fileId;
  };
  return (sessionId: string, files: readonly TranscriptFile[], oddities: readonly Issue[]): void => {
    const ids = files.map((file) => write(sessionId, file));
    if (oddities.length === 0) return;
    for (const [path, own] of groupBy(oddities, ({ path }) => path))
      putIssues(ids[files.findIndex((file) => file.path === path)] ?? 0, own);
  };
}
