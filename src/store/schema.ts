import { FIRST_SCHEMA } from './first-schema.ts';

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
  FIRST_SCHEMA,
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
  `
  -- What saves the next walk through a root; as JSON, since it is only ever read as a whole.
  CREATE TABLE walks (root TEXT PRIMARY KEY, walk TEXT NOT NULL) STRICT;
  `,
];
