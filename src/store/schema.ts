import { integerSum } from './check/row-sum.ts';
import { SENT_SPANS } from './sent-spans.ts';

/** Integers that are updated one by one, so that their sum is a generated column. */
export const FILE_INTEGERS: readonly string[] = ['size', 'mtime_ms', 'ino', 'position', 'next_line', 'parser_version'];
export const SESSION_INTEGERS: readonly string[] = ['first_at', 'started_at', 'ended_at', 'active_ms'];

/**
 * The tables of a new store. Where a structure serves speed alone its comment names the row of the benchmark
 * (`npm run bench`) that it is for.
 *
 * `files` and `journal` are what was read. What stands below `sessions` is built from the journal of a session's files and
 * is replaced whenever one of them changes. `row_sum` and `integers_sum` are checksums (store/check/row-sum.ts).
 */
const READ = `
  -- Transcripts, also those that are gone: see FileState in store/file-states.ts. machine: the name of the one that read
  -- it, where that is another (tj import); '' for this one.
  CREATE TABLE files (
    file_id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, session_id TEXT NOT NULL, agent_id TEXT,
    size INTEGER NOT NULL, mtime_ms INTEGER NOT NULL, ino INTEGER NOT NULL, head_hash TEXT NOT NULL,
    position INTEGER NOT NULL, next_line INTEGER NOT NULL, parser_version INTEGER NOT NULL,
    machine TEXT NOT NULL DEFAULT '',
    integers_sum INTEGER GENERATED ALWAYS AS (${integerSum(FILE_INTEGERS)}) STORED
  ) STRICT;
  CREATE INDEX files_by_session ON files (session_id); -- index-large

  -- The records of a file (store/journal-codec.ts): a row or more for each time that something was read of it.
  CREATE TABLE journal (
    file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    from_line INTEGER NOT NULL, records BLOB NOT NULL,
    PRIMARY KEY (file_id, from_line)
  ) STRICT, WITHOUT ROWID;

  -- See model/gone-records.ts. session_id: of the file when the records stood in it. responses: those of which no record
  -- was left in the file, each counted once.
  CREATE TABLE gone_records (
    file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, session_id TEXT NOT NULL, after_line INTEGER NOT NULL, seen_at INTEGER NOT NULL,
    why TEXT NOT NULL, responses INTEGER NOT NULL, record_count INTEGER NOT NULL, records BLOB NOT NULL,
    row_sum INTEGER, PRIMARY KEY (file_id, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_records_by_session ON gone_records (session_id, file_id); -- index-large

  -- line: 0 where it concerns the whole file. count: how many of its kind it stands for, see PLACES_KEPT in model/issue.ts.
  CREATE TABLE issues (
    file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    line INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (file_id, line, kind)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX issues_not_built ON issues (file_id) WHERE kind = 'not-built'; -- again-warm

  -- Transcripts that were on disk when tj prune took their session out, with the size they had then.
  CREATE TABLE pruned (
    session_hash TEXT NOT NULL, name_hash TEXT NOT NULL, size INTEGER NOT NULL, row_sum INTEGER, PRIMARY KEY (session_hash, name_hash)
  ) STRICT, WITHOUT ROWID;

  -- What saves the next walk through a root (again-warm, again-huge): as JSON, since it is only ever read as a whole, and
  -- what the store holds of the files that it found as packed numbers. See model/walk.ts.
  CREATE TABLE walks (root TEXT PRIMARY KEY, walk BLOB NOT NULL, known BLOB NOT NULL, row_sum INTEGER) STRICT;

  -- Working folders, also those that are gone: see model/folder-facts.ts.
  CREATE TABLE folders (
    folder TEXT NOT NULL, known_by TEXT NOT NULL, project TEXT NOT NULL, row_sum INTEGER,
    PRIMARY KEY (folder, known_by)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * What comes from outside transcripts: from hooks, the user, Claude Code's status line. None of it refers to `sessions`,
 * because it may come first and stays when a session is built anew.
 */
const BESIDE = `
  -- reason: '' where the session began.
  CREATE TABLE hook_reports (
    session_id TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
    run_id TEXT, parent_session_id TEXT, instance TEXT, project TEXT, row_sum INTEGER,
    PRIMARY KEY (session_id, at, reason)
  ) STRICT, WITHOUT ROWID;

  -- suggested_at: when tj label --suggest gave it; NULL for the user's own.
  CREATE TABLE labels (
    session_id TEXT PRIMARY KEY, label TEXT NOT NULL, suggested_at INTEGER, row_sum INTEGER
  ) STRICT, WITHOUT ROWID;

  -- quota: 'five_hour' or 'seven_day', as Claude Code calls them. session_id: whose status line reported it.
  CREATE TABLE quota_samples (
    quota TEXT NOT NULL, at INTEGER NOT NULL, used_percentage REAL NOT NULL, resets_at INTEGER, session_id TEXT,
    row_sum INTEGER,
    PRIMARY KEY (quota, at)
  ) STRICT, WITHOUT ROWID;
`;

const SESSIONS = `
  -- depth: how far it was read (model/depth.ts), or 'kept': its rows are those of a damaged store, and its journal has gaps
  -- (store/repair/carry-over.ts). first_at: the earliest record of all, copied or not, which sessions are
  -- told apart by; started_at is of what it did itself. earlier_ends: ends of what lies before pauses of more than a day,
  -- as a JSON list: where the last record bears a wrong date.
  CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY, depth TEXT NOT NULL DEFAULT 'spans',
    title TEXT NOT NULL, project TEXT, cwd TEXT, version TEXT,
    first_at INTEGER, started_at INTEGER, ended_at INTEGER, earlier_ends TEXT, active_ms INTEGER NOT NULL,
    integers_sum INTEGER GENERATED ALWAYS AS (${integerSum(SESSION_INTEGERS)}) STORED
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_cwd ON sessions (cwd, project); -- usage-huge
  CREATE INDEX sessions_by_first_at ON sessions (first_at); -- usage-huge

  CREATE TABLE session_origins (
    stated_in TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    copy_session_id TEXT NOT NULL, origin_session_id TEXT NOT NULL,
    PRIMARY KEY (stated_in, copy_session_id, origin_session_id)
  ) STRICT, WITHOUT ROWID;

  -- What a session did by itself that also shows responses of others. told_title: what its records call it; NULL where
  -- they do not, so that it is called by its first prompt.
  CREATE TABLE own_parts (
    session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    started_at INTEGER, active_ms INTEGER NOT NULL, title TEXT NOT NULL, told_title TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE copied_from (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    origin_session_id TEXT NOT NULL,
    PRIMARY KEY (session_id, origin_session_id)
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

/** Tokens by what they cost. */
const TOKENS = `
    input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL, cache_write_1h_tokens INTEGER NOT NULL`;

/**
 * One row for every response that a session shows, and what most answers are summed from. The rows are wide and their keys
 * random, so they are kept in order of arrival: a key order would touch every page in every commit.
 */
const RESPONSES = `
  -- attempt: 0 for the response itself, further ones for attempts charged on top of it (advisor, compaction, declined
  -- before a fallback). owned: 0 where another session owns the response and this one only shows it (C4). variant: of an
  -- owned one what tells it from other responses of its key (C3), '' where it is the only one. shown: what the session
  -- itself shows, as JSON, where an owned one counts otherwise because another session shows it better
  -- (store/response-rows.ts). branch: '' where the folder is of no repository; it, version and pull_request are null where
  -- no record names them.
  CREATE TABLE responses (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    key TEXT NOT NULL, variant TEXT NOT NULL DEFAULT '',
    attempt INTEGER NOT NULL DEFAULT 0, attempt_kind TEXT NOT NULL DEFAULT 'response',
    owned INTEGER NOT NULL DEFAULT 1, copies INTEGER NOT NULL DEFAULT 0,
    agent_id TEXT NOT NULL, turn_id TEXT, ordinal INTEGER NOT NULL,
    at INTEGER, started_at INTEGER, ended_at INTEGER, model TEXT NOT NULL,${TOKENS},
    prompt_tokens INTEGER GENERATED ALWAYS AS
      (input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens) STORED,
    context_tokens INTEGER NOT NULL DEFAULT 0, thinking_tokens INTEGER,
    fast INTEGER NOT NULL DEFAULT 0, geo TEXT NOT NULL DEFAULT '', tier TEXT NOT NULL DEFAULT '',
    web_searches INTEGER NOT NULL DEFAULT 0,
    rebuilt_5m_tokens INTEGER NOT NULL DEFAULT 0, rebuilt_1h_tokens INTEGER NOT NULL DEFAULT 0,
    rebuilt_input_tokens INTEGER NOT NULL DEFAULT 0,
    rebuild_cause TEXT, rebuild_inferred INTEGER NOT NULL DEFAULT 0, rebuild_gap_ms INTEGER,
    finished INTEGER NOT NULL DEFAULT 1, recovered INTEGER NOT NULL DEFAULT 0, background INTEGER NOT NULL DEFAULT 0,
    stop_reason TEXT, records INTEGER NOT NULL DEFAULT 1, visible_chars INTEGER NOT NULL DEFAULT 0,
    tool_calls INTEGER NOT NULL DEFAULT 0, tool_errors INTEGER NOT NULL DEFAULT 0,
    label TEXT NOT NULL DEFAULT '', effort TEXT, cache_miss TEXT, cache_missed_tokens INTEGER,
    attributed_agent TEXT, attributed_skill TEXT, attributed_plugin TEXT,
    attributed_mcp_server TEXT, attributed_mcp_tool TEXT,
    branch TEXT, version TEXT, pull_request TEXT, shown TEXT, row_sum INTEGER,
    UNIQUE (session_id, ordinal, attempt)
  ) STRICT;
  CREATE INDEX responses_by_key ON responses (key); -- index-large
  CREATE INDEX responses_by_time ON responses (at, session_id, agent_id, attempt) WHERE owned = 1; -- the cards of 30 days
  CREATE INDEX responses_by_model ON responses (model, prompt_tokens) WHERE owned = 1; -- the cards of a year
  CREATE INDEX responses_rebuilding ON responses ( -- context-year
      session_id, agent_id, at, rebuild_cause, rebuild_inferred, rebuild_gap_ms, model, fast, geo, tier, prompt_tokens,
      rebuilt_input_tokens, rebuilt_5m_tokens, rebuilt_1h_tokens
    )
    WHERE owned = 1 AND rebuilt_5m_tokens + rebuilt_1h_tokens + rebuilt_input_tokens >= 1000;

  -- The rows that count: every number is a sum of these.
  CREATE VIEW own_responses AS SELECT * FROM responses WHERE owned = 1;

  -- Sums over them by thread, turn, price and bucket of 15 minutes, written with them (the cards of a year). Of the first
  -- and the last response: its place in the session, times 2^32, plus tokens; null where only attempts were charged.
  -- context_before: prompt size of the main thread's last response before the first; null where there is none, and for
  -- agents.
  CREATE TABLE usage (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL, turn_id TEXT NOT NULL, bucket INTEGER,
    model TEXT NOT NULL, fast INTEGER NOT NULL, geo TEXT NOT NULL, tier TEXT NOT NULL,
    prompt_step INTEGER NOT NULL,${TOKENS},
    rebuilt_5m_tokens INTEGER NOT NULL, rebuilt_1h_tokens INTEGER NOT NULL, rebuilt_input_tokens INTEGER NOT NULL,
    web_searches INTEGER NOT NULL, responses INTEGER NOT NULL, unfinished INTEGER NOT NULL, recovered INTEGER NOT NULL,
    records INTEGER NOT NULL, copies INTEGER NOT NULL, tool_calls INTEGER NOT NULL, tool_errors INTEGER NOT NULL,
    newest_at INTEGER, thinking_tokens INTEGER NOT NULL, thinking_unknown INTEGER NOT NULL, effort_rank INTEGER,
    first_context INTEGER, first_read INTEGER, last_context INTEGER, context_before INTEGER
  ) STRICT;
  CREATE INDEX usage_by_session ON usage (session_id, turn_id); -- index-large
  CREATE INDEX usage_by_bucket ON usage (bucket); -- the cards of 30 days
`;

/** What the calls of a turn or an agent say of its work (build/unit-facts.ts). */
export const UNIT_FACTS: readonly string[] = [
  ...['plan_calls', 'agents_started', 'files_edited', 'lines_changed', 'edits_without_lines', 'retries'],
  ...['edited_again'],
];
const UNIT_FACT_COLUMNS = `${UNIT_FACTS.map(
  (column) => `
    ${column} INTEGER NOT NULL,`,
).join('')}
    integers_sum INTEGER GENERATED ALWAYS AS (${integerSum(UNIT_FACTS)}) STORED, row_sum INTEGER`;

/** The span tree, and what prompts are made of. */
const SPANS = `
  CREATE TABLE turns (
    turn_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, started_at INTEGER, ended_at INTEGER,
    answered INTEGER NOT NULL, status TEXT NOT NULL, error TEXT NOT NULL,
    prompt_chars INTEGER NOT NULL, permission_mode TEXT, responses INTEGER NOT NULL,${UNIT_FACT_COLUMNS}
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX turns_by_session ON turns (session_id); -- index-large

  CREATE TABLE agents (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL, agent_type TEXT, label TEXT NOT NULL, link TEXT NOT NULL, tool_use_id TEXT,
    parent_agent_id TEXT NOT NULL, turn_id TEXT, started_at INTEGER, ended_at INTEGER, status TEXT NOT NULL,${UNIT_FACT_COLUMNS},
    PRIMARY KEY (session_id, agent_id)
  ) STRICT, WITHOUT ROWID;

  -- owned: 0 where another session produced the call and this one only shows it (C4). searches: those that a call of the
  -- web search tool made. program: what a shell command ran. only_reads: it was one that changes nothing.
  CREATE TABLE tools (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    tool_use_id TEXT NOT NULL, key TEXT NOT NULL, ordinal INTEGER NOT NULL, agent_id TEXT NOT NULL, turn_id TEXT,
    name TEXT NOT NULL, target TEXT NOT NULL, input_hash TEXT NOT NULL, input_chars INTEGER NOT NULL,
    started_at INTEGER, ended_at INTEGER, status TEXT NOT NULL, result_chars INTEGER, result_hash TEXT NOT NULL,
    error TEXT NOT NULL, lines_added INTEGER, lines_removed INTEGER, searches INTEGER, program TEXT,
    only_reads INTEGER NOT NULL, is_agent INTEGER NOT NULL, owned INTEGER NOT NULL DEFAULT 1,
    row_sum INTEGER,
    PRIMARY KEY (session_id, tool_use_id)
  ) STRICT, WITHOUT ROWID;

  -- resets_at: when a quota that was used up is reset.
  CREATE TABLE events (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER, agent_id TEXT NOT NULL, turn_id TEXT, label TEXT NOT NULL,
    tokens_before INTEGER, tokens_after INTEGER, resets_at INTEGER, row_sum INTEGER,
    PRIMARY KEY (session_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  -- Claude Code's own ledger. models, snapshots: as JSON; snapshots: what it said at earlier times.
  CREATE TABLE ledgers (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, begun_at INTEGER, usd REAL, models TEXT NOT NULL, snapshots TEXT NOT NULL,
    row_sum INTEGER,
    PRIMARY KEY (session_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  -- Claude Code's own measures of a context.
  CREATE TABLE claude_contexts (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, at INTEGER, total_tokens INTEGER NOT NULL, ours_tokens INTEGER, categories TEXT NOT NULL,
    row_sum INTEGER,
    PRIMARY KEY (session_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  -- What the prompts of a thread are made of: see model/packed-context.ts. logged: known from logged requests. copies: it
  -- holds responses of other sessions. What is read last stands last; stretches and labels are deflated, and items
  -- are not, because every answer reads them all (context-year).
  CREATE TABLE contexts (
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    agent_id TEXT NOT NULL, logged INTEGER NOT NULL, copies INTEGER NOT NULL, tools TEXT NOT NULL, rates TEXT NOT NULL,
    items BLOB NOT NULL, stretches BLOB NOT NULL, labels BLOB NOT NULL,
    row_sum INTEGER,
    UNIQUE (session_id, agent_id)
  ) STRICT;
  CREATE INDEX contexts_with_copies ON contexts (session_id) WHERE copies = 1; -- context-year
`;

/** All of it. A store that was released is never changed by an edit here alone: see `MIGRATIONS` in store/migrate.ts. */
export const SCHEMA = [READ, BESIDE, SESSIONS, RESPONSES, SPANS, SENT_SPANS].join('');
