import { ALONE, type GoesBeyond, resolveResponses } from '../build/resolve-responses.ts';
import type { SessionId } from '../model/ids.ts';
import type { PlacedSighting, Response, SessionOrigin, Sighting } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { promptTokens, type Tokens } from '../model/tokens.ts';
import type { Store } from './open-store.ts';
import { decodeSighting } from './sighting-codec.ts';
import type { TouchedKeys } from './write-session.ts';

/**
 * Settles which responses stand behind the sightings of the given keys, replaces their rows, and marks the tool calls
 * that other sessions own. `rewritten`: sessions whose rows were there before and have been written anew. Tells these
 * and all others that show one of the keys: what they own may have changed.
 */
export type ResponseSettler = (touched: TouchedKeys, rewritten: ReadonlySet<string>) => ReadonlySet<string>;

/** Prepares the statements on `responses`. To be used within a transaction, after all its sessions are written. */
export function responseSettler(store: Store): ResponseSettler {
  const sightings = store
    .prepare<[string], [SessionId, Millis | null, string, string]>(`
      SELECT session_id, first_at, variant, sighting
      FROM sightings JOIN sessions USING (session_id)
      WHERE key = ?
      ORDER BY session_id, variant`)
    .raw();
  const origins = store.prepare<[], SessionOrigin>(`
    SELECT copy_session_id AS copySessionId, origin_session_id AS originSessionId
    FROM session_origins
    ORDER BY copy_session_id, origin_session_id`);
  const shared = store
    .prepare<[string], string>(`
      SELECT key FROM sightings AS own
      WHERE session_id = ?
        AND EXISTS (SELECT 1 FROM sightings AS other WHERE other.key = own.key AND other.session_id <> own.session_id)`)
    .pluck();
  const beyond = comparer(store);
  const drop = store.prepare('DELETE FROM responses WHERE key = ?');
  const put = store.prepare(`
    INSERT INTO responses (
      key, variant, attempt, attempt_kind, session_id, agent_id, turn_id, at, model,
      input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
      prompt_tokens, context_tokens, thinking_tokens, fast, geo, tier, web_searches, finished, recovered, stop_reason,
      records, copies, visible_chars, tool_calls, tool_errors, ordinal, started_at, ended_at, label, effort, cache_miss,
      cache_missed_tokens, attributed_agent, attributed_skill, attributed_plugin, attributed_mcp_server,
      attributed_mcp_tool, rebuilt_5m_tokens, rebuilt_1h_tokens, rebuilt_input_tokens, rebuild_cause,
      rebuild_inferred, rebuild_gap_ms, branch, version, pull_request
    ) VALUES (${new Array(50).fill('?').join(', ')})`);

  const own = store.prepare(`
    UPDATE tools SET owned = 1 - owned
    WHERE session_id = ? AND owned <> (
      EXISTS (SELECT 1 FROM responses WHERE key = tools.key AND session_id = tools.session_id)
      OR NOT EXISTS (
        SELECT 1 FROM responses JOIN tools AS original USING (session_id)
        WHERE responses.key = tools.key AND original.tool_use_id = tools.tool_use_id
          AND original.session_id <> tools.session_id
      )
    )`);

  const settleKey = (
    key: string,
    evidence: readonly SessionOrigin[],
    goesBeyond: GoesBeyond,
    unsettled: Set<string>,
  ) => {
    const seen = sightings.all(key).map(([sessionId, sessionStartedAt, variant, text]): PlacedSighting => {
      return { ...decodeSighting(key, variant, text), sessionId, sessionStartedAt };
    });
    drop.run(key);
    for (const { sessionId } of seen) unsettled.add(sessionId);
    return resolveResponses(seen, evidence, goesBeyond);
  };

  return (touched, rewritten) => {
    const evidence = origins.all();
    const goesBeyond = beyond();
    const unsettled = new Set(rewritten);
    const sharedKeys = new Map<SessionId, ReadonlySet<string>>();
    const keysSharedBy = (sessionId: SessionId) => {
      const keys = sharedKeys.get(sessionId) ?? new Set(shared.all(sessionId));
      sharedKeys.set(sessionId, keys);
      return keys;
    };
    for (const [key, first] of touched) {
      if (first !== null && !keysSharedBy(first.sessionId).has(key)) {
        for (const row of rowsOf(first.sighting, { ...ALONE, sessionId: first.sessionId })) put.run(...row);
      } else {
        for (const response of settleKey(key, evidence, goesBeyond, unsettled)) {
          for (const row of rowsOf(response, response)) put.run(...row);
        }
      }
    }
    for (const sessionId of unsettled) own.run(sessionId);
    return unsettled;
  };
}

/** Compares what sessions show, each two of them once. */
function comparer(store: Store): () => GoesBeyond {
  const lacks = store
    .prepare<[string, string], 0 | 1>(`
      SELECT EXISTS (
        SELECT 1 FROM sightings AS one
        WHERE one.session_id = ? AND one.sighting ->> 2 = '' AND NOT EXISTS (
          SELECT 1 FROM sightings AS other WHERE other.session_id = ? AND other.key = one.key
        )
      )`)
    .pluck();
  return () => {
    const known = new Map<string, boolean>();
    return (sessionId, other) => {
      const pair = `${sessionId}\n${other}`;
      const before = known.get(pair);
      const is =
        before ?? (sessionId !== other && lacks.get(other, sessionId) === 0 && lacks.get(sessionId, other) === 1);
      if (before === undefined) known.set(pair, is);
      return is;
    };
  };
}

/** What settling adds to a sighting. */
type Owned = Pick<Response, 'variant' | 'sessionId' | 'copies'>;

/** The response itself and one row for each attempt charged on top of it. */
function rowsOf(response: Sighting, owned: Owned): unknown[][] {
  const own = rowOf(response, owned, 0, 'response', response.model, response.usage.tokens);
  const extras = response.usage.extras.map((extra, index) =>
    rowOf(response, owned, index + 1, extra.attempt, extra.model || response.model, extra.tokens),
  );
  return [own, ...extras];
}

function rowOf(
  response: Sighting,
  owned: Owned,
  attempt: number,
  kind: string,
  model: string,
  tokens: Tokens,
): unknown[] {
  const { usage, attribution } = response;
  const once = attempt === 0 ? 1 : 0;
  const rebuild = once === 1 ? response.rebuild : null;
  return [
    ...[response.key, owned.variant, attempt, kind, owned.sessionId, response.agentId, response.turnId],
    ...[response.at, model],
    ...[tokens.input, tokens.output, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h],
    ...[promptTokens(tokens), once * usage.contextTokens, once === 1 ? usage.thinkingTokens : null],
    ...[usage.fast ? 1 : 0, usage.geo, usage.tier, once * usage.webSearches],
    ...[response.finished ? 1 : 0, response.recovered ? 1 : 0, response.stopReason],
    ...[once * response.records, once * owned.copies, once * response.visibleChars],
    ...[once * response.toolCalls, once * response.toolErrors],
    ...[response.ordinal, response.startedAt, response.endedAt, response.label, response.effort],
    ...[response.cacheMiss?.reason ?? null, response.cacheMiss?.tokens ?? null],
    ...[attribution?.agent ?? null, attribution?.skill ?? null, attribution?.plugin ?? null],
    ...[attribution?.mcpServer ?? null, attribution?.mcpTool ?? null],
    ...[rebuild?.write5m ?? 0, rebuild?.write1h ?? 0, rebuild?.input ?? 0],
    ...[rebuild?.cause ?? null, rebuild?.inferred ? 1 : 0, rebuild?.gapMs ?? null],
    ...[response.branch, response.version, response.pullRequest],
  ];
}
