/** The tables of the first store: see `schema.ts`. Never edit them. */
export const FIRST_SCHEMA = `
  CREATE TABLE files (
    file_id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    session_id TEXT NOT NULL,
    agent_id TEXT,
    size INTEGER NOT NULL,
    mtime_ms INTEGER NOT NULL,
    ino INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    position INTEGER NOT NULL,
    next_line INTEGER NOT NULL,
    parser_version INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX files_by_session ON files (session_id);

  CREATE TABLE journal (
    file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    from_line INTEGER NOT NULL,
    records TEXT NOT NULL,
    PRIMARY KEY (file_id, from_line)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE issues (
    file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    line INTEGER NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (file_id, line, kind)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    project TEXT,
    cwd TEXT,
    version TEXT,
    started_at INTEGER,
    ended_at INTEGER,
    active_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE session_origins (
    stated_in TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    copy_session_id TEXT NOT NULL,
    origin_session_id TEXT NOT NULL,
    PRIMARY KEY (stated_in, copy_session_id, origin_session_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE turns (
    turn_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    started_at INTEGER,
    answered INTEGER NOT NULL,
    responses INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX turns_by_session ON turns (session_id);

  CREATE TABLE agents (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    agent_type TEXT,
    PRIMARY KEY (session_id, agent_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sightings (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    key TEXT NOT NULL,
    variant TEXT NOT NULL,
    sighting TEXT NOT NULL,
    PRIMARY KEY (session_id, key, variant)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sightings_by_key ON sightings (key);

  CREATE TABLE responses (
    key TEXT NOT NULL,
    variant TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    attempt_kind TEXT NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions,
    agent_id TEXT NOT NULL,
    turn_id TEXT,
    at INTEGER,
    model TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    context_tokens INTEGER NOT NULL,
    thinking_tokens INTEGER,
    fast INTEGER NOT NULL,
    geo TEXT NOT NULL,
    tier TEXT NOT NULL,
    web_searches INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    recovered INTEGER NOT NULL,
    stop_reason TEXT,
    records INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    visible_chars INTEGER NOT NULL,
    tool_calls INTEGER NOT NULL,
    tool_errors INTEGER NOT NULL,
    UNIQUE (key, variant, attempt)
  ) STRICT;
  CREATE INDEX responses_by_session ON responses (session_id);
`;
