/**
 * One row for every response that a session shows, one table of sums, and what the calls of turns and agents say of
 * their work as columns of these. All of it is built anew, from the files and from the journal of those that are gone.
 */
export const ONE_USAGE_TABLE = `
  DROP TABLE sightings;
  DROP TABLE responses;
  DROP TABLE usage_sums;
  DROP TABLE turn_sums;
  DROP TABLE unkept_units;
  DROP TABLE units;
  DELETE FROM sessions;
  -- No version reads the journal so: all files on disk are read anew, and sessions of others built anew from it.
  UPDATE files SET parser_version = 0 WHERE parser_version > 1;

  -- owned: 0 where another session owns the response and this one only shows it (C4). variant: of an owned one what tells
  -- it from other responses of its key (C3), '' where it is the only one. shown: what the session itself shows, as JSON,
  -- where an owned one counts otherwise because another session shows it better (store/response-rows.ts).
  -- branch: '' where the folder is of no repository; it, version and pull_request are null where no record names them.
  CREATE TABLE responses (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    key TEXT NOT NULL,
    variant TEXT NOT NULL DEFAULT '',
    attempt INTEGER NOT NULL DEFAULT 0,
    attempt_kind TEXT NOT NULL DEFAULT 'response',
    owned INTEGER NOT NULL DEFAULT 1,
    copies INTEGER NOT NULL DEFAULT 0,
    agent_id TEXT NOT NULL,
    turn_id TEXT,
    ordinal INTEGER NOT NULL,
    at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    model TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    prompt_tokens INTEGER GENERATED ALWAYS AS
      (input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens) STORED,
    context_tokens INTEGER NOT NULL DEFAULT 0,
    thinking_tokens INTEGER,
    fast INTEGER NOT NULL DEFAULT 0,
    geo TEXT NOT NULL DEFAULT '',
    tier TEXT NOT NULL DEFAULT '',
    web_searches INTEGER NOT NULL DEFAULT 0,
    rebuilt_5m_tokens INTEGER NOT NULL DEFAULT 0,
    rebuilt_1h_tokens INTEGER NOT NULL DEFAULT 0,
    rebuilt_input_tokens INTEGER NOT NULL DEFAULT 0,
    rebuild_cause TEXT,
    rebuild_inferred INTEGER NOT NULL DEFAULT 0,
    rebuild_gap_ms INTEGER,
    finished INTEGER NOT NULL DEFAULT 1,
    recovered INTEGER NOT NULL DEFAULT 0,
    background INTEGER NOT NULL DEFAULT 0,
    stop_reason TEXT,
    records INTEGER NOT NULL DEFAULT 1,
    visible_chars INTEGER NOT NULL DEFAULT 0,
    tool_calls INTEGER NOT NULL DEFAULT 0,
    tool_errors INTEGER NOT NULL DEFAULT 0,
    label TEXT NOT NULL DEFAULT '',
    effort TEXT,
    cache_miss TEXT,
    cache_missed_tokens INTEGER,
    attributed_agent TEXT,
    attributed_skill TEXT,
    attributed_plugin TEXT,
    attributed_mcp_server TEXT,
    attributed_mcp_tool TEXT,
    branch TEXT,
    version TEXT,
    pull_request TEXT,
    shown TEXT,
    UNIQUE (session_id, ordinal, attempt)
  ) STRICT;
  CREATE INDEX responses_by_key ON responses (key);
  CREATE INDEX responses_by_time ON responses (at, session_id, agent_id, attempt) WHERE owned = 1;
  CREATE INDEX responses_by_model ON responses (model, prompt_tokens) WHERE owned = 1;
  CREATE INDEX responses_rebuilding ON responses (
      session_id, agent_id, at, rebuild_cause, rebuild_inferred, rebuild_gap_ms, model, fast, geo, tier, prompt_tokens,
      rebuilt_input_tokens, rebuilt_5m_tokens, rebuilt_1h_tokens
    )
    WHERE owned = 1 AND rebuilt_5m_tokens + rebuilt_1h_tokens + rebuilt_input_tokens >= 1000;

  -- The rows that count: every number is a sum of these.
  CREATE VIEW own_responses AS SELECT * FROM responses WHERE owned = 1;

  -- Sums over them by thread, turn, price and bucket of 15 minutes, written with them: what nearly every answer is
  -- summed from (the year rows of the benchmark). Of the first and the last response: its place in the session, times 2^32,
  -- plus tokens; null where only attempts were charged. context_before: prompt size of the main thread's last response
  -- before the first; null where there is none, and for agents.
  CREATE TABLE usage (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    bucket INTEGER,
    model TEXT NOT NULL,
    fast INTEGER NOT NULL,
    geo TEXT NOT NULL,
    tier TEXT NOT NULL,
    prompt_step INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    rebuilt_5m_tokens INTEGER NOT NULL,
    rebuilt_1h_tokens INTEGER NOT NULL,
    rebuilt_input_tokens INTEGER NOT NULL,
    web_searches INTEGER NOT NULL,
    responses INTEGER NOT NULL,
    unfinished INTEGER NOT NULL,
    recovered INTEGER NOT NULL,
    records INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    tool_calls INTEGER NOT NULL,
    tool_errors INTEGER NOT NULL,
    newest_at INTEGER,
    thinking_tokens INTEGER NOT NULL,
    thinking_unknown INTEGER NOT NULL,
    effort_rank INTEGER,
    first_context INTEGER,
    first_read INTEGER,
    last_context INTEGER,
    context_before INTEGER
  ) STRICT;
  CREATE INDEX usage_by_session ON usage (session_id, turn_id);

${['turns', 'agents']
  .map((table) =>
    ['plan_calls', 'agents_started', 'files_edited', 'lines_changed', 'edits_without_lines', 'retries', 'edited_again']
      .map((column) => `  ALTER TABLE ${table} ADD COLUMN ${column} INTEGER NOT NULL DEFAULT 0;`)
      .join('\n'),
  )
  .join('\n')}
`;
