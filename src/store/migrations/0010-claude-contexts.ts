/** Which contexts are known from logged requests, and Claude Code's own measures of a context. */
export const CLAUDE_CONTEXTS = `
  ALTER TABLE contexts ADD COLUMN logged INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE claude_contexts (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    at INTEGER,
    total_tokens INTEGER NOT NULL,
    ours_tokens INTEGER,
    categories TEXT NOT NULL,
    PRIMARY KEY (session_id, ordinal)
  ) STRICT, WITHOUT ROWID;
`;
