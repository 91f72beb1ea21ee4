import { inputSide } from '../build/sight-responses.ts';
import type { ExtraAttempt, Usage } from '../model/response-facts.ts';
import type { ResponseClaim, ShownUsage } from '../model/session-rows.ts';
import type { Tokens } from '../model/tokens.ts';
import type { Store } from './open-store.ts';
import { decodeShown, type OwnedState } from './response-rows.ts';

/** A response as a session shows it, and what is decided of it so far. */
export interface ShownRow extends ResponseClaim {
  readonly ordinal: number;
  readonly state: OwnedState;
}

/** Prepares to read what all sessions show of a key, by session and place. */
export function shownRows(store: Store): (key: string) => ShownRow[] {
  const rows = store.prepare<[string], Row>(`
    SELECT session_id AS sessionId, first_at AS sessionStartedAt, ordinal, variant, owned, copies, shown, at, recovered, background,
      finished, stop_reason AS stopReason, attempt, attempt_kind AS kind, model, input_tokens AS input,
      output_tokens AS output, cache_read_tokens AS cacheRead, cache_write_5m_tokens AS cacheWrite5m,
      cache_write_1h_tokens AS cacheWrite1h, context_tokens AS contextTokens, thinking_tokens AS thinkingTokens, fast,
      geo, tier, web_searches AS webSearches, rebuilt_5m_tokens AS write5m, rebuilt_1h_tokens AS write1h,
      rebuilt_input_tokens AS rebuiltInput, rebuild_cause AS cause, rebuild_inferred AS inferred, rebuild_gap_ms AS gapMs
    FROM responses JOIN sessions USING (session_id)
    WHERE key = ?
    ORDER BY session_id, ordinal, attempt`);
  return (key) => {
    const all = rows.all(key);
    return all.flatMap((row, index) => {
      if (row.attempt > 0) return [];
      const next = all.findIndex(({ attempt }, at) => at > index && attempt === 0);
      return [shownRow(row, all.slice(index + 1, next < 0 ? undefined : next))];
    });
  };
}

function shownRow(row: Row, attempts: readonly Row[]): ShownRow {
  const counts = row.shown === null ? countsOf(row, attempts) : decodeShown(row.shown);
  return {
    ...counts,
    sessionId: row.sessionId,
    ordinal: row.ordinal,
    sessionStartedAt: row.sessionStartedAt,
    variant: counts.finished ? inputSide(counts.usage.tokens) : '',
    at: row.at,
    recovered: row.recovered === 1,
    background: row.background === 1 ? true : null,
    state: { owned: row.owned === 1, variant: row.variant, copies: row.copies, shown: row.shown },
  };
}

function countsOf(row: Row, attempts: readonly Row[]): ShownUsage {
  const { model, stopReason, cause, write5m, write1h, rebuiltInput, inferred, gapMs } = row;
  const { thinkingTokens, contextTokens, fast, geo, tier, webSearches } = row;
  const extras = attempts.map(({ kind, model, ...tokens }): ExtraAttempt => {
    return { attempt: kind as ExtraAttempt['attempt'], model, tokens: tokensOf(tokens) };
  });
  const usage: Usage = {
    ...{ tokens: tokensOf(row), thinkingTokens, contextTokens, fast: fast === 1, geo, tier, webSearches, extras },
  };
  const rebuild =
    cause === null ? null : { write5m, write1h, input: rebuiltInput, cause, inferred: inferred === 1, gapMs };
  return { model, usage, finished: row.finished === 1, stopReason, rebuild };
}

function tokensOf({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Tokens): Tokens {
  return { input, output, cacheRead, cacheWrite5m, cacheWrite1h };
}

interface Row extends Tokens, Pick<ResponseClaim, 'sessionId' | 'sessionStartedAt' | 'at' | 'model' | 'stopReason'> {
  readonly ordinal: number;
  readonly variant: string;
  readonly owned: number;
  readonly copies: number;
  readonly shown: string | null;
  readonly recovered: number;
  readonly background: number;
  readonly finished: number;
  readonly attempt: number;
  readonly kind: string;
  readonly contextTokens: number;
  readonly thinkingTokens: number | null;
  readonly fast: number;
  readonly geo: string;
  readonly tier: string;
  readonly webSearches: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly rebuiltInput: number;
  readonly cause: string | null;
  readonly inferred: number;
  readonly gapMs: number | null;
}
