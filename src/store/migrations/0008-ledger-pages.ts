/** What many sessions came to, summed: `NO_PAGES` drops all of it. */
export const LEDGER_PAGES = `
  -- What the prompts of sessions were made of that have come to rest: see model/ledger-page.ts. A copy of what their
  -- contexts say; what is read last stands last. sessions: how many of them own responses.
  CREATE TABLE ledger_pages (
    page INTEGER PRIMARY KEY,
    sessions INTEGER NOT NULL,
    tools TEXT NOT NULL,
    rates TEXT NOT NULL,
    classes TEXT NOT NULL,
    first_day INTEGER,
    last_day INTEGER,
    agents TEXT NOT NULL,
    items BLOB NOT NULL,
    keys BLOB NOT NULL,
    threads TEXT NOT NULL,
    entries BLOB NOT NULL
  ) STRICT;

  -- usage_sums of the same sessions by UTC day, all threads together.
  CREATE TABLE page_sums (
    page INTEGER NOT NULL REFERENCES ledger_pages ON DELETE CASCADE,
    day INTEGER,
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
  CREATE INDEX page_sums_by_page ON page_sums (page);

  -- All sessions, and the page that each is summed on; null for none. reread: what the main thread of one on a page
  -- read from the cache, where that was much (query/growing-sessions.ts).
  CREATE TABLE paged_sessions (
    session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    page INTEGER REFERENCES ledger_pages ON DELETE SET NULL,
    reread INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX paged_sessions_by_page ON paged_sessions (page);
  INSERT INTO paged_sessions (session_id) SELECT session_id FROM sessions;
  CREATE TRIGGER session_begun AFTER INSERT ON sessions
    BEGIN INSERT INTO paged_sessions (session_id) VALUES (new.session_id); END;

  -- What a session is summed from changes: it leaves its page. So it does whoever writes, a tj of before among them.
  CREATE TRIGGER context_come AFTER INSERT ON contexts
    BEGIN UPDATE paged_sessions SET page = NULL WHERE session_id = new.session_id AND page IS NOT NULL; END;
  CREATE TRIGGER context_gone AFTER DELETE ON contexts
    BEGIN UPDATE paged_sessions SET page = NULL WHERE session_id = old.session_id AND page IS NOT NULL; END;
  CREATE TRIGGER usage_come AFTER INSERT ON usage_sums
    BEGIN UPDATE paged_sessions SET page = NULL WHERE session_id = new.session_id AND page IS NOT NULL; END;
  CREATE TRIGGER usage_gone AFTER DELETE ON usage_sums
    BEGIN UPDATE paged_sessions SET page = NULL WHERE session_id = old.session_id AND page IS NOT NULL; END;

  -- A page of which one session is gone, or another now, is wrong as a whole.
  CREATE TRIGGER page_left AFTER UPDATE OF page ON paged_sessions WHEN old.page IS NOT NULL AND new.page IS NULL
    BEGIN DELETE FROM ledger_pages WHERE page = old.page; END;
  CREATE TRIGGER page_of_gone AFTER DELETE ON paged_sessions WHEN old.page IS NOT NULL
    BEGIN DELETE FROM ledger_pages WHERE page = old.page; END;
`;
