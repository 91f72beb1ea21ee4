import { resolveResponses } from '../build/resolve-responses.ts';
import type { SessionId } from '../model/ids.ts';
import type { PlacedSighting, Response, SessionOrigin, Sighting } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { promptTokens, type Tokens } from '../model/tokens.ts';
import type { Store } from './open-store.ts';

/** Settles which responses stand behind the sightings of the given keys, and replaces their rows. */
export type ResponseSettler = (keys: Iterable<string>) => void;

/** Prepares the statements on `responses`. To be used within a transaction, after all its sessions are written. */
export function responseSettler(store: Store): ResponseSettler {
  const sightings = store.prepare<[string], { sessionId: SessionId; startedAt: Millis | null; sighting: string }>(`
    SELECT session_id AS sessionId, started_at AS startedAt, sighting
    FROM sightings JOIN sessions USING (session_id)
    WHERE key = ?
    ORDER BY session_id, variant`);
  const origins = store.prepare<[], SessionOrigin>(`
    SELECT copy_session_id AS copySessionId, origin_session_id AS originSessionId
    FROM session_origins
    ORDER BY copy_session_id, origin_session_id`);
  const drop = store.prepare('DELETE FROM responses WHERE key = ?');
  const put = store.prepare(`
    INSERT INTO responses (
      response_id, attempt, attempt_kind, key, session_id, agent_id, turn_id, at, model,
      input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
      prompt_tokens, context_tokens, thinking_tokens, fast, geo, tier, web_searches, finished, recovered, stop_reason,
      records, copies, visible_chars, tool_calls, tool_errors
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);

  return (keys) => {
    const evidence = origins.all();
    for (const key of keys) {
      const seen = sightings.all(key).map((row): PlacedSighting => {
        return { ...(JSON.parse(row.sighting) as Sighting), sessionId: row.sessionId, sessionStartedAt: row.startedAt };
      });
      drop.run(key);
      for (const response of resolveResponses(seen, evidence)) for (const row of rowsOf(response)) put.run(...row);
    }
  };
}

/** The response itself and one row for each attempt charged on top of it. */
function rowsOf(response: Response): unknown[][] {
  const own = rowOf(response, 0, 'response', response.model, response.usage.tokens);
  const extras = response.usage.extras.map((extra, index) =>
    rowOf(response, index + 1, extra.attempt, extra.model || response.model, extra.tokens),
  );
  return [own, ...extras];
}

function rowOf(response: Response, attempt: number, kind: string, model: string, tokens: Tokens): unknown[] {
  const { usage } = response;
  const once = attempt === 0 ? 1 : 0;
  return [
    ...[response.responseId, attempt, kind, response.key, response.sessionId, response.agentId, response.turnId],
    ...[response.at, model],
    ...[tokens.input, tokens.output, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h],
    ...[promptTokens(tokens), once * usage.contextTokens, once === 1 ? usage.thinkingTokens : null],
    ...[usage.fast ? 1 : 0, usage.geo, usage.tier, once * usage.webSearches],
    ...[response.finished ? 1 : 0, response.recovered ? 1 : 0, response.stopReason],
    ...[once * response.records, once * response.copies, once * response.visibleChars],
    ...[once * response.toolCalls, once * response.toolErrors],
  ];
}
