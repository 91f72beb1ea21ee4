import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** Calls of one tool on one target kind, and what came of them. */
export interface ToolUsageRow {
  readonly name: string;
  /** For the Skill tool the skill; '' for every other. */
  readonly skill: string;
  readonly calls: number;
  readonly errors: number;
  readonly denied: number;
  readonly open: number;
  readonly resultChars: number;
}

/** How often was each tool called by the responses that `where` lets through, and what came of it? */
export function toolUsage(store: Store, where: Where): ToolUsageRow[] {
  return store
    .prepare<unknown[], ToolUsageRow>(`
      SELECT name, iif(name = 'Skill', target, '') AS skill, count(*) AS calls, sum(status = 'error') AS errors,
        sum(status = 'denied') AS denied, sum(status IN ('open', 'interrupted')) AS open,
        coalesce(sum(result_chars), 0) AS resultChars
      FROM tools
      WHERE owned AND EXISTS (
        SELECT 1 FROM responses
        WHERE responses.key = tools.key AND responses.session_id = tools.session_id AND attempt = 0 AND ${where.sql}
      )
      GROUP BY 1, 2
      ORDER BY 1, 2`)
    .all(...where.values);
}
