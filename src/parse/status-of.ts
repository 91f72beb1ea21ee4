import { jsonObject, type Members, membersOf, textOrNull } from '../model/json-object.ts';
import { QUOTAS, type QuotaSample, withoutFarReset } from '../model/quota-sample.ts';
import type { CacheLife, ContextUse, Spend, Status } from '../model/status.ts';
import type { Millis } from '../model/time.ts';
import { toldMoment } from './told-moment.ts';

/** Longest word that is taken over, and longest id of a session. */
const WORD_CHARS = 24;
const ID_CHARS = 64;

/** More than 100 % is what Claude Code says where usage beyond a quota is paid for. */
const MOST_PERCENT = 1_000;

/** Reads the document that came at the moment `at`; null when it is no object of JSON. What is odd within it counts as not told. */
export function statusOf(text: string, at: Millis): Status | null {
  const told = jsonObject(text);
  if (told === null) return null;
  const model = memberOf(told, 'model');
  const limits = memberOf(told, 'rate_limits');
  const id = textOrNull(model?.id);
  return {
    transcriptPath: textOrNull(told.transcript_path),
    model: { id, name: textOrNull(model?.display_name) ?? id },
    context: contextOf(memberOf(told, 'context_window')),
    quota: limits === null ? [] : quotaOf(limits, at, sessionIdOf(told)),
    spend: spendOf(limits === null ? null : memberOf(limits, 'spend_limit')),
    cache: cacheOf(memberOf(told, 'prompt_cache')),
  };
}

/** Sums over a session, which older versions call the tokens of its context, are left out. */
function contextOf(told: Members | null): ContextUse {
  const usage = told === null ? null : memberOf(told, 'current_usage');
  const parts = [usage?.input_tokens, usage?.cache_creation_input_tokens, usage?.cache_read_input_tokens];
  const sizes = parts.map((part) => countOf(part) ?? 0);
  return {
    tokens: usage === null ? null : sizes.reduce((sum, size) => sum + size, 0),
    windowTokens: countOf(told?.context_window_size) || null,
    percentage: percentageOf(told?.used_percentage),
  };
}

function quotaOf(limits: Members, at: Millis, sessionId: string | null): QuotaSample[] {
  return QUOTAS.flatMap((quota) => {
    const limit = memberOf(limits, quota);
    const usedPercentage = percentageOf(limit?.used_percentage);
    if (usedPercentage === null) return [];
    return [withoutFarReset({ quota, at, usedPercentage, resetsAt: toldMoment(limit?.resets_at), sessionId })];
  });
}

function sessionIdOf(told: Members): string | null {
  return textOrNull(told.session_id)?.slice(0, ID_CHARS) ?? null;
}

function spendOf(limit: Members | null): Spend | null {
  const [usedUsd, limitUsd] = [amountOf(limit?.used_usd), amountOf(limit?.limit_usd)];
  if (usedUsd === null || limitUsd === null) return null;
  return { usedUsd, limitUsd, period: textOrNull(limit?.period)?.slice(0, WORD_CHARS) ?? null };
}

/** Null also where the last response wrote and read nothing, so that nothing is there to go cold. Its end alone says that it lives. */
function cacheOf(told: Members | null): CacheLife | null {
  const expiresAt = toldMoment(told?.expires_at);
  if (told === null || expiresAt === null) return null;
  const hitRatio = amountOf(told.hit_ratio);
  return {
    ...{
      ttl: told.ttl === '5m' || told.ttl === '1h' ? told.ttl : null,
      expiresAt,
      coldTokens: countOf(told.recache_tokens_if_cold),
    },
    hitRatio: hitRatio !== null && hitRatio <= 1 ? hitRatio : null,
  };
}

function memberOf(members: Members, name: string): Members | null {
  return membersOf(members[name]);
}

function percentageOf(value: unknown): number | null {
  const amount = amountOf(value);
  return amount !== null && amount <= MOST_PERCENT ? amount : null;
}

function countOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

function amountOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
