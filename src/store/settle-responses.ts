import { resolveResponses } from '../build/resolve-responses.ts';
import type { SessionId } from '../model/ids.ts';
import type { PlacedSighting, Response, SessionOrigin } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { promptTokens, type Tokens } from '../model/tokens.ts';
import type { Store } from './open-store.ts';
import { decodeSighting } from './sighting-codec.ts';
import type { TouchedKeys } from './write-session.ts';

/** Settles which responses stand behind the sightings of the given keys, and replaces their rows. */
export type ResponseSettler = (touched: TouchedKeys) => void;

/** Prepares the statements on `responses`. To be used within a transaction, after all its sessions are written. */
export function responseSettler(store: Store): ResponseSettler {
  const sightings = store
    .prepare<[string], [SessionId, Millis | null, string, string]>(`
      SELECT session_id, started_at, variant, sighting
      FROM sightings JOIN sessions USING (session_id)
      WHERE key = ?
      ORDER BY session_id, variant`)
    .raw();
  const origins = store.prepare<[], SessionOrigin>(`
    SELECT copy_session_id AS copySessionId, origin_session_id AS originSessionId
    FROM session_origins
    ORDER BY copy_session_id, origin_session_id`);
  const count = store.prepare<[string], number>('SELECT count(*) FROM sightings WHERE key = ?').pluck();
  const drop = store.prepare('DELETE FROM responses WHERE key = ?');
  const put = store.prepare(`
    INSERT INTO responses (
      key, variant, attempt, attempt_kind, session_id, agent_id, turn_id, at, model,
      input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
      prompt_tokens, context_tokens, thinking_tokens, fast, geo, tier, web_searches, finished, recovered, stop_reason,
      records, copies, visible_chars, tool_calls, tool_errors
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);

  const settleKey = (key: string, evidence: readonly SessionOrigin[]) => {
    const seen = sightings.all(key).map(([sessionId, sessionStartedAt, variant, text]): PlacedSighting => {
      return { ...decodeSighting(key, variant, text), sessionId, sessionStartedAt };
    });
    drop.run(key);
    return resolveResponses(seen, evidence);
  };

  return (touched) => {
    const evidence = origins.all();
    for (const [key, first] of touched) {
      const isOnly = first !== null && count.get(key) === 1;
      const responses = isOnly ? resolveResponses([first], evidence) : settleKey(key, evidence);
      for (const response of responses) for (const row of rowsOf(response)) put.run(row);
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
    ...[response.key, response.variant, attempt, kind, response.sessionId, response.agentId, response.turnId],
    ...[response.at, model],
    ...[tokens.input, tokens.output, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h],
    ...[promptTokens(tokens), once * usage.contextTokens, once === 1 ? usage.thinkingTokens : null],
    ...[usage.fast ? 1 : 0, usage.geo, usage.tier, once * usage.webSearches],
    ...[response.finished ? 1 : 0, response.recovered ? 1 : 0, response.stopReason],
    ...[once * response.records, once * response.copies, once * response.visibleChars],
    ...[once * response.toolCalls, once * response.toolErrors],
  ];
}
