import type { ClaudeContext } from '../model/span-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { ResponseWhere } from './response-filter.ts';

/** A measure with the session it is of. */
export interface ClaudeContextRow extends ClaudeContext {
  readonly sessionId: string;
}

/** What did Claude Code measure itself of contexts in a window, the oldest first? */
export function claudeContextsOf(store: Store, { since, until, sessions }: ResponseWhere): ClaudeContextRow[] {
  const rows = store.prepare<unknown[], Omit<ClaudeContextRow, 'categories'> & { readonly categories: string }>(`
    SELECT session_id AS sessionId, at, total_tokens AS totalTokens, ours_tokens AS oursTokens, categories
    FROM claude_contexts
    WHERE (? IS NULL OR at >= ?) AND (? IS NULL OR at < ?) AND ${sessions.sql}
    ORDER BY at, session_id, ordinal`);
  return rows
    .all(since, since, until, until, ...sessions.values)
    .map((row) => ({ ...row, categories: JSON.parse(row.categories) as ClaudeContext['categories'] }));
}
