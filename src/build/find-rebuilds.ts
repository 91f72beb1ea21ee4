import type { Rebuild } from '../model/context.ts';
import type { Sighting } from '../model/session-rows.ts';
import { HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { promptTokens } from '../model/tokens.ts';
import type { ContextEvent } from './follow-threads.ts';

/** How long a cache entry lives after it was last used, by how it was written. */
const TTL_5M_MS = 5 * MINUTE_MS;
const TTL_1H_MS = HOUR_MS;

/** Who asks for what stood before: the response before it on its thread, and the cache as it was left. */
interface Before {
  readonly sighting: Sighting;
  readonly version: string | null;
  readonly ttlMs: number | null;
}

/**
 * The cache rebuilds among the responses of a thread (insight.md section 1). What a response paid as cache write or as
 * uncached input, beyond what its prompt grew by, had been paid for before. New content is the end of a prompt, so that
 * the rebuilt part lies before it: first the hour's writes, then those of five minutes, then uncached input.
 */
export function findRebuilds<S extends Sighting>(events: readonly ContextEvent<S>[]): ReadonlyMap<S, Rebuild> {
  const rebuilds = new Map<S, Rebuild>();
  let before = null as Before | null;
  for (const event of events) {
    if (event.kind !== 'response') continue;
    const { sighting, version } = event;
    const size = promptTokens(sighting.usage.tokens);
    // A placeholder without counts says nothing; a response of several attempts sent its prompt several times.
    if (size === 0 || size !== sighting.usage.contextTokens) continue;
    const rebuild = before === null ? null : rebuildOf(sighting, version, before);
    if (rebuild !== null) rebuilds.set(sighting, rebuild);
    before = { sighting, version, ttlMs: ttlOf(sighting) ?? before?.ttlMs ?? null };
  }
  return rebuilds;
}

function rebuildOf(sighting: Sighting, version: string | null, before: Before): Rebuild | null {
  const { tokens } = sighting.usage;
  const growth = Math.max(0, promptTokens(tokens) - promptTokens(before.sighting.usage.tokens));
  const paid = tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h;
  let left = Math.max(0, paid - growth);
  if (left === 0) return null;
  const take = (most: number): number => {
    const taken = Math.min(left, most);
    left -= taken;
    return taken;
  };
  const write1h = take(tokens.cacheWrite1h);
  const write5m = take(tokens.cacheWrite5m);
  return { write5m, write1h, input: take(tokens.input), ...causeOf(sighting, version, before) };
}

function causeOf(
  sighting: Sighting,
  version: string | null,
  before: Before,
): Pick<Rebuild, 'cause' | 'inferred' | 'gapMs'> {
  const ended = before.sighting.endedAt;
  const gapMs = ended === null || sighting.startedAt === null ? null : Math.max(0, sighting.startedAt - ended);
  const said = sighting.cacheMiss?.reason ?? '';
  if (said !== '') return { cause: said, inferred: false, gapMs };
  return { cause: inferredCause(sighting, version, before, gapMs), inferred: true, gapMs };
}

function inferredCause(sighting: Sighting, version: string | null, before: Before, gapMs: number | null): string {
  const { usage } = sighting;
  if (gapMs !== null && before.ttlMs !== null && gapMs > before.ttlMs) {
    return before.ttlMs === TTL_1H_MS ? 'pause_over_1h' : 'pause_over_5m';
  }
  if (sighting.model !== before.sighting.model) return 'model_changed';
  if (version !== before.version) return 'version_changed';
  if (promptTokens(usage.tokens) < promptTokens(before.sighting.usage.tokens)) return 'context_shrank';
  return 'unknown';
}

/** Lifetime of what a response wrote; null when it wrote nothing. */
function ttlOf({ usage: { tokens } }: Sighting): number | null {
  if (tokens.cacheWrite1h > 0) return TTL_1H_MS;
  return tokens.cacheWrite5m > 0 ? TTL_5M_MS : null;
}
