/** What prompts are made of, and sums over responses. */
export const CONTEXTS = `
  ALTER TABLE responses ADD COLUMN rebuilt_5m_tokens INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE responses ADD COLUMN rebuilt_1h_tokens INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE responses ADD COLUMN rebuilt_input_tokens INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE responses ADD COLUMN rebuild_cause TEXT;
  ALTER TABLE responses ADD COLUMN rebuild_inferred INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE responses ADD COLUMN rebuild_gap_ms INTEGER;
  CREATE INDEX responses_by_time ON responses (at, session_id, agent_id, attempt);
  CREATE INDEX responses_rebuilding ON responses (
      session_id, agent_id, at, rebuild_cause, rebuild_inferred, rebuild_gap_ms, model, fast, geo, tier, prompt_tokens,
      rebuilt_input_tokens, rebuilt_5m_tokens, rebuilt_1h_tokens
    )
    WHERE rebuilt_5m_tokens + rebuilt_1h_tokens + rebuilt_input_tokens >= 1000;

  -- What the prompts of a thread are made of: see model/packed-context.ts. Labels stand last, since they are read last.
  CREATE TABLE contexts (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    tools TEXT NOT NULL,
    rates TEXT NOT NULL,
    numbers BLOB NOT NULL,
    labels TEXT NOT NULL,
    UNIQUE (session_id, agent_id)
  ) STRICT;

  -- Sums over the rows of responses, written with them: what a year of answers is summed from.
  CREATE TABLE usage_sums (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    quarter INTEGER,
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
    newest_at INTEGER
  ) STRICT;
  CREATE INDEX usage_sums_by_session ON usage_sums (session_id);
  INSERT INTO usage_sums
  SELECT session_id, agent_id, at / 900000, model, fast, geo, tier, max(0, prompt_tokens - 1) / 100000,
    sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
    sum(cache_write_1h_tokens), 0, 0, 0, sum(web_searches), sum(attempt = 0), sum(attempt = 0 AND NOT finished),
    sum(attempt = 0 AND recovered), sum(records), sum(copies), sum(tool_calls), sum(tool_errors), max(at)
  FROM responses GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

  -- The same by turn; places and sizes of first and last responses share one number (see store/usage-sums.ts).
  CREATE TABLE turn_sums (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL,
    quarter INTEGER,
    model TEXT NOT NULL,
    fast INTEGER NOT NULL,
    geo TEXT NOT NULL,
    tier TEXT NOT NULL,
    prompt_step INTEGER NOT NULL,
    turn_id TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    web_searches INTEGER NOT NULL,
    responses INTEGER NOT NULL,
    unfinished INTEGER NOT NULL,
    tool_calls INTEGER NOT NULL,
    thinking_tokens INTEGER NOT NULL,
    thinking_unknown INTEGER NOT NULL,
    effort_rank INTEGER,
    first_context INTEGER,
    first_read INTEGER,
    last_context INTEGER
  ) STRICT;
  CREATE INDEX turn_sums_by_session ON turn_sums (session_id);
  INSERT INTO turn_sums
  SELECT session_id, agent_id, at / 900000, model, fast, geo, tier, max(0, prompt_tokens - 1) / 100000,
    coalesce(turn_id, ''), sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
    sum(cache_write_1h_tokens), sum(web_searches), sum(attempt = 0), sum(attempt = 0 AND NOT finished), sum(tool_calls),
    sum(coalesce(thinking_tokens, 0)), sum(attempt = 0 AND thinking_tokens IS NULL),
    max(CASE effort WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 WHEN 'xhigh' THEN 4 WHEN 'max' THEN 5 END),
    min(iif(attempt = 0, ordinal << 32 | context_tokens, NULL)),
    min(iif(attempt = 0, ordinal << 32 | cache_read_tokens, NULL)),
    max(iif(attempt = 0, ordinal << 32 | context_tokens, NULL))
  FROM responses GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
`;
