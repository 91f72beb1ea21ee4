import type { Store } from '../store/open-store.ts';
import { SHELLS } from './purposes.ts';
import type { Where } from './response-filter.ts';

/** What calls can be told apart by. */
export type CallKey = 'tool' | 'shell' | 'mcp' | 'skill' | 'plugin';

/** Calls of one key, and what came of them. All counts are of the same calls. */
export interface ToolUsageRow {
  /** '' for calls that are of none. */
  readonly key: string;
  readonly calls: number;
  readonly errors: number;
  readonly denied: number;
  readonly open: number;
  readonly resultChars: number;
  /** Distinct sessions that made them. */
  readonly sessions: number;
}

/** Calls of a shell, an MCP tool, a skill or a plugin: by the program that runs, the server in the tool's name, the skill it names, its response's plugin. */
const KEYS: Readonly<Record<CallKey, string>> = {
  tool: 'name',
  shell: `iif(name IN ${SHELLS}, coalesce(program, 'unknown'), '')`,
  mcp: "iif(name LIKE 'mcp\\_\\_%' ESCAPE '\\', substr(name, 6, instr(substr(name, 6) || '__', '__') - 1), '')",
  skill: "iif(name = 'Skill', target, '')",
  plugin: "coalesce(plugin, '')",
};

/** Few responses are of a plugin: finding them first is faster than asking the response of every call. */
const JOIN_PLUGINS = `LEFT JOIN (
  SELECT session_id, key, max(attributed_plugin) AS plugin FROM own_responses
  WHERE attributed_plugin IS NOT NULL AND attempt = 0 GROUP BY 1, 2
) USING (session_id, key)`;

/**
 * How many calls did the responses make that `where` lets through, of which tools, and what came of them? The response of a
 * call is found by its key, of which there are few, and not among those of its session: hence the `+`.
 */
export function toolUsage(store: Store, where: Where, by: CallKey): ToolUsageRow[] {
  return store
    .prepare<unknown[], ToolUsageRow>(`
      SELECT ${KEYS[by]} AS key, count(*) AS calls, sum(status = 'error') AS errors, sum(status = 'denied') AS denied,
        sum(status IN ('open', 'interrupted')) AS open, coalesce(sum(result_chars), 0) AS resultChars,
        count(DISTINCT session_id) AS sessions
      FROM tools ${by === 'plugin' ? JOIN_PLUGINS : ''}
      WHERE owned AND EXISTS (
        SELECT 1 FROM own_responses AS responses
        WHERE responses.key = tools.key AND +responses.session_id = tools.session_id AND attempt = 0 AND ${where.sql}
      )
      GROUP BY 1
      ORDER BY 1`)
    .all(...where.values);
}
