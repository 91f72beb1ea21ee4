import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** A session as an export names where its spans come from. */
export interface ExportedSession {
  readonly sessionId: string;
  readonly title: string;
  readonly project: string | null;
  readonly cwd: string | null;
  /** Claude Code's version. */
  readonly version: string | null;
  /** `owner/name` of the last pull request that it was linked to; null where its transcript names none. */
  readonly repository: string | null;
  readonly endedAt: Millis | null;
  /** The same as long as its spans are the same: what was read of it, and what of that counts as its own. */
  readonly state: string;
}

/** Which sessions are there, and in what state is each? By id; those that were read for their responses alone are not there. */
export function sessionStates(store: Store): ExportedSession[] {
  return store
    .prepare<[], ExportedSession>(`
      SELECT session_id AS sessionId, title, project, cwd, version, ended_at AS endedAt,
        (
          SELECT substr(pull_request, 1, instr(pull_request, '#') - 1) FROM responses
          WHERE responses.session_id = known_sessions.session_id AND pull_request IS NOT NULL
          ORDER BY ordinal DESC, attempt LIMIT 1
        ) AS repository,
        concat_ws(' ', coalesce(ended_at, ''), coalesce(project, ''), coalesce(version, ''), title,
          (
            SELECT concat_ws(' ', count(*), sum(position), sum(next_line), max(parser_version)) FROM files
            WHERE files.session_id = known_sessions.session_id
          ),
          (
            SELECT concat_ws(' ', sum(responses), sum(records), sum(output_tokens),
              sum(input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)) FROM usage
            WHERE usage.session_id = known_sessions.session_id
          )
        ) AS state
      FROM known_sessions
      WHERE session_id IN (SELECT session_id FROM sessions WHERE depth = 'spans')
      ORDER BY session_id`)
    .all();
}
