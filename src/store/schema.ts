/**
 * Forward-only migrations: entry n brings a store from `user_version` n to n + 1. Never edit one that was released.
 *
 * `files` and `journal` are what was read; everything below them is built from the journal of a session's files and is
 * replaced whenever one of them changes. `responses` is the one table that every number is a sum of: `attempt` 0 is the
 * response itself, a further one an attempt charged on top of it (advisor, compaction, declined before a fallback).
 * It is wide and its keys are random, so its rows are kept in order of arrival: a key order would touch every page of it
 * in every commit.
 */
export const MIGRATIONS: readonly string[] = [
  `
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
  `,
  `
  ALTER TABLE turns ADD COLUMN ended_at INTEGER;
  ALTER TABLE turns ADD COLUMN status TEXT NOT NULL DEFAULT 'ok';
  ALTER TABLE turns ADD COLUMN error TEXT NOT NULL DEFAULT '';
  ALTER TABLE turns ADD COLUMN prompt_chars INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE turns ADD COLUMN permission_mode TEXT;

  ALTER TABLE agents ADD COLUMN label TEXT NOT NULL DEFAULT '';
  ALTER TABLE agents ADD COLUMN link TEXT NOT NULL DEFAULT 'unlinked';
  ALTER TABLE agents ADD COLUMN tool_use_id TEXT;
  ALTER TABLE agents ADD COLUMN parent_agent_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE agents ADD COLUMN turn_id TEXT;
  ALTER TABLE agents ADD COLUMN started_at INTEGER;
  ALTER TABLE agents ADD COLUMN ended_at INTEGER;
  ALTER TABLE agents ADD COLUMN status TEXT NOT NULL DEFAULT 'ok';

  ALTER TABLE responses ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE responses ADD COLUMN started_at INTEGER;
  ALTER TABLE responses ADD COLUMN ended_at INTEGER;
  ALTER TABLE responses ADD COLUMN label TEXT NOT NULL DEFAULT '';
  ALTER TABLE responses ADD COLUMN effort TEXT;
  ALTER TABLE responses ADD COLUMN cache_miss TEXT;
  ALTER TABLE responses ADD COLUMN cache_missed_tokens INTEGER;
  ALTER TABLE responses ADD COLUMN attributed_agent TEXT;
  ALTER TABLE responses ADD COLUMN attributed_skill TEXT;
  ALTER TABLE responses ADD COLUMN attributed_plugin TEXT;
  ALTER TABLE responses ADD COLUMN attributed_mcp_server TEXT;
  ALTER TABLE responses ADD COLUMN attributed_mcp_tool TEXT;

  -- owned: 0 where another session produced the call and this one only shows it (C4).
  CREATE TABLE tools (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    tool_use_id TEXT NOT NULL,
    key TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    agent_id TEXT NOT NULL,
    turn_id TEXT,
    name TEXT NOT NULL,
    target TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    input_chars INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    status TEXT NOT NULL,
    result_chars INTEGER,
    result_hash TEXT NOT NULL,
    error TEXT NOT NULL,
    lines_added INTEGER,
    lines_removed INTEGER,
    is_agent INTEGER NOT NULL,
    owned INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (session_id, tool_use_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE events (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER,
    agent_id TEXT NOT NULL,
    turn_id TEXT,
    label TEXT NOT NULL,
    tokens_before INTEGER,
    tokens_after INTEGER,
    PRIMARY KEY (session_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE ledgers (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    begun_at INTEGER,
    usd REAL,
    models TEXT NOT NULL,
    PRIMARY KEY (session_id, ordinal)
  ) STRICT, WITHOUT ROWID;
  `,
];
