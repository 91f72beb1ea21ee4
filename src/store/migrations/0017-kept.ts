/** What is gone from transcripts and kept all the same, and what was taken out and stays out. */
export const KEPT = `
  -- See model/gone-records.ts. session_id: of the file when the records stood in it. responses: those of which no record
  -- was left in the file, each counted once.
  CREATE TABLE gone_records (
    file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    session_id TEXT NOT NULL,
    after_line INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    why TEXT NOT NULL,
    responses INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    records TEXT NOT NULL,
    PRIMARY KEY (file_id, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_records_by_session ON gone_records (session_id, file_id);

  -- Transcripts that were on disk when tj prune took their session out, with the size they had then.
  CREATE TABLE pruned (
    path TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    size INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
