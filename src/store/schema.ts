import { RESPONSES } from './migrations/0001-responses.ts';
import { SPAN_TREE } from './migrations/0002-span-tree.ts';
import { CONTEXTS } from './migrations/0003-contexts.ts';
import { WALKS } from './migrations/0004-walks.ts';
import { HOOK_REPORTS } from './migrations/0005-hook-reports.ts';
import { UNITS } from './migrations/0006-units.ts';
import { CARRIED_SUMS } from './migrations/0007-carried-sums.ts';
import { LEDGER_PAGES } from './migrations/0008-ledger-pages.ts';
import { NO_PAGES } from './migrations/0009-no-pages.ts';
import { CLAUDE_CONTEXTS } from './migrations/0010-claude-contexts.ts';
import { HIDDEN_CALLS } from './migrations/0011-hidden-calls.ts';
import { MODELS } from './migrations/0012-models.ts';
import { WHERE_MADE } from './migrations/0013-where-made.ts';
import { COPIED_CONTEXTS } from './migrations/0014-copied-contexts.ts';
import { EDGES } from './migrations/0015-edges.ts';
import { QUOTA_LIMITS } from './migrations/0016-quota-limits.ts';
import { KEPT } from './migrations/0017-kept.ts';
import { ONE_USAGE_TABLE } from './migrations/0018-one-usage-table.ts';
import { DEPTH } from './migrations/0019-depth.ts';
import { KNOWN_FILES } from './migrations/0020-known-files.ts';

/**
 * Forward-only migrations: entry n brings a store from `user_version` n to n + 1. Never edit one that was released.
 *
 * `files` and `journal` are what was read; everything below them is built from the journal of a session's files and is
 * replaced whenever one of them changes. `responses` holds all that sessions show, and those of them that are owned are what
 * every number is a sum of: `attempt` 0 is the response itself, a further one an attempt charged on top of it (advisor,
 * compaction, declined before a fallback).
 * It is wide and its keys are random, so its rows are kept in order of arrival: a key order would touch every page of it
 * in every commit.
 */
export const MIGRATIONS: readonly string[] = [
  RESPONSES,
  SPAN_TREE,
  CONTEXTS,
  WALKS,
  HOOK_REPORTS,
  UNITS,
  CARRIED_SUMS,
  LEDGER_PAGES,
  NO_PAGES,
  CLAUDE_CONTEXTS,
  HIDDEN_CALLS,
  MODELS,
  WHERE_MADE,
  COPIED_CONTEXTS,
  EDGES,
  QUOTA_LIMITS,
  KEPT,
  ONE_USAGE_TABLE,
  DEPTH,
  KNOWN_FILES,
];
