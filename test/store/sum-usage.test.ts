import { afterAll, describe, expect, it } from 'vitest';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { corpora, removeRoots } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';

afterAll(removeRoots);

/** One row a turn and thread, from sums or from the responses themselves. */
const BY_TURN = `
  sum(input_tokens) AS input, sum(output_tokens) AS output, sum(cache_read_tokens) AS read,
  sum(cache_write_5m_tokens + cache_write_1h_tokens) AS written, sum(web_searches) AS searches,
  sum(tool_calls) AS calls`;

describe.each(corpora())('%s', (_, folderOf) => {
  it('sums by turn are those of the responses, and so are the first and last prompts', async () => {
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, folderOf());
    const kept = store
      .prepare(`
        SELECT session_id, agent_id, turn_id, ${BY_TURN}, sum(responses) AS responses, sum(unfinished) AS unfinished,
          sum(thinking_tokens) AS thinking, sum(thinking_unknown) AS unknown, min(first_context) >> 32 AS first,
          max(last_context) >> 32 AS last, max(last_context) & 0xffffffff AS context
        FROM usage GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`)
      .all();
    const own = store
      .prepare(`
        SELECT session_id, agent_id, coalesce(turn_id, '') AS turn_id, ${BY_TURN}, sum(attempt = 0) AS responses,
          sum(attempt = 0 AND NOT finished) AS unfinished, coalesce(sum(thinking_tokens), 0) AS thinking,
          sum(attempt = 0 AND thinking_tokens IS NULL) AS unknown, min(CASE attempt WHEN 0 THEN ordinal END) AS first,
          max(CASE attempt WHEN 0 THEN ordinal END) AS last,
          (SELECT context_tokens FROM own_responses AS r WHERE attempt = 0 AND r.session_id = own.session_id
            AND r.agent_id = own.agent_id AND r.turn_id IS own.turn_id
            ORDER BY ordinal DESC, context_tokens DESC LIMIT 1) AS context
        FROM own_responses AS own GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`)
      .all();
    expect(kept).toEqual(own);
    store.close();
  });

  it('the prompt before the first of each sum is that of the last response of the main thread before it', async () => {
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, folderOf());
    const prompts = store
      .prepare<[], [string, number, number]>(
        "SELECT session_id, ordinal, context_tokens FROM own_responses WHERE agent_id = '' AND attempt = 0 ORDER BY ordinal",
      )
      .raw()
      .all();
    const sums = store
      .prepare<[], [string, string, number | null, number | null]>(
        'SELECT session_id, agent_id, first_context >> 32, context_before FROM usage ORDER BY rowid',
      )
      .raw()
      .all();
    for (const [session, agent, first, before] of sums) {
      const earlier = prompts.filter(([id, ordinal]) => id === session && ordinal < (first ?? -1));
      expect(before).toBe(agent === '' ? (earlier.at(-1)?.[2] ?? null) : null);
    }
    store.close();
  });
});
