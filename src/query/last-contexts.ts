import { MAIN_THREAD } from '../model/ids.ts';
import type { CacheTtl } from '../model/status.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** What the main thread of a session sent last. */
export interface LastContext {
  readonly sessionId: string;
  readonly at: Millis | null;
  readonly model: string;
  /** Of its last prompt. */
  readonly tokens: number;
  /** How long what the last response that wrote to the cache wrote stays there; null where none wrote. */
  readonly ttl: CacheTtl | null;
}

/** What was the last prompt of each of these sessions? One of which the main thread had no response is left out. */
export function lastContexts(store: Store, sessionIds: readonly string[]): LastContext[] {
  const own = (name: string) => `${name}.session_id = asked.value AND ${name}.agent_id = '${MAIN_THREAD}'
        AND ${name}.attempt = 0`;
  return store
    .prepare<[string], LastContext>(`
      SELECT session_id AS sessionId, at, model, context_tokens AS tokens, (
        SELECT iif(wrote.cache_write_1h_tokens > 0, '1h', '5m') FROM responses AS wrote
        WHERE ${own('wrote')} AND wrote.cache_write_1h_tokens + wrote.cache_write_5m_tokens > 0
        ORDER BY wrote.ordinal DESC LIMIT 1
      ) AS ttl
      FROM json_each(?) AS asked JOIN responses ON session_id = asked.value AND attempt = 0 AND ordinal = (
        SELECT last.ordinal FROM responses AS last
        WHERE ${own('last')} AND last.context_tokens > 0
        ORDER BY last.ordinal DESC LIMIT 1
      )
      ORDER BY session_id`)
    .all(JSON.stringify(sessionIds));
}
