/** What is known of working folders, also when they are gone, and what sessions that copied others did by themselves. */
export const EDGES = `
  -- See model/folder-facts.ts.
  CREATE TABLE folders (
    folder TEXT NOT NULL,
    known_by TEXT NOT NULL,
    project TEXT NOT NULL,
    PRIMARY KEY (folder, known_by)
  ) STRICT, WITHOUT ROWID;
  -- What an earlier tj found, on a disk that may have changed since.
  INSERT OR IGNORE INTO folders
  SELECT cwd, 'repository', min(project) FROM sessions WHERE project <> cwd GROUP BY cwd;
  CREATE INDEX sessions_by_cwd ON sessions (cwd, project);

  -- The earliest record of all, copied or not: what sessions are told apart by. started_at is of what it did itself.
  -- Ends of what lies before pauses of more than a day, as a JSON list: where the last record bears a wrong date.
  ALTER TABLE sessions ADD COLUMN earlier_ends TEXT;

  ALTER TABLE sessions ADD COLUMN first_at INTEGER;
  UPDATE sessions SET first_at = started_at;
  CREATE INDEX sessions_by_first_at ON sessions (first_at);

  -- What a session did by itself that also shows responses of others. told_title: what its records call it; NULL where
  -- they do not, so that it is called by its first prompt.
  CREATE TABLE own_parts (
    session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    started_at INTEGER,
    active_ms INTEGER NOT NULL,
    title TEXT NOT NULL,
    told_title TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE copied_from (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    origin_session_id TEXT NOT NULL,
    PRIMARY KEY (session_id, origin_session_id)
  ) STRICT, WITHOUT ROWID;
`;
