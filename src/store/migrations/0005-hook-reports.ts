/**
 * What is told of a session from outside its transcript: by hooks, by the user, by Claude Code's status line. None of it
 * refers to `sessions`, because it may come first and stays when a session is built anew.
 */
export const HOOK_REPORTS = `
  -- reason: '' where the session began.
  CREATE TABLE hook_reports (
    session_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    run_id TEXT,
    parent_session_id TEXT,
    instance TEXT,
    project TEXT,
    PRIMARY KEY (session_id, at, reason)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE labels (
    session_id TEXT PRIMARY KEY,
    label TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- quota: 'five_hour' or 'seven_day', as Claude Code calls them.
  CREATE TABLE quota_samples (
    quota TEXT NOT NULL,
    at INTEGER NOT NULL,
    used_percentage REAL NOT NULL,
    resets_at INTEGER,
    PRIMARY KEY (quota, at)
  ) STRICT, WITHOUT ROWID;

  -- The last end of each session, and the last thing said of its run.
  CREATE VIEW last_ends AS
    SELECT session_id, at, reason
    FROM (
      SELECT *, row_number() OVER (PARTITION BY session_id ORDER BY at DESC, reason) AS place
      FROM hook_reports WHERE reason <> ''
    ) WHERE place = 1;
  CREATE VIEW last_runs AS
    SELECT session_id, run_id, parent_session_id, instance, project
    FROM (
      SELECT *, row_number() OVER (PARTITION BY session_id ORDER BY at DESC, reason) AS place
      FROM hook_reports WHERE coalesce(run_id, parent_session_id, instance, project) IS NOT NULL
    ) WHERE place = 1;

  -- Sessions with all that is known of them. label: NULL where neither the user nor a hook gave one.
  CREATE VIEW known_sessions AS
    SELECT session_id, title, coalesce(labels.label, last_runs.instance) AS label,
      coalesce(last_runs.project, sessions.project, cwd) AS project, cwd, version, started_at, ended_at, active_ms,
      run_id, parent_session_id, last_ends.at AS closed_at, last_ends.reason AS closed_by
    FROM sessions LEFT JOIN labels USING (session_id) LEFT JOIN last_runs USING (session_id)
      LEFT JOIN last_ends USING (session_id);
`;
