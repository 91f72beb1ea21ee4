import type { Usage } from '../model/response-facts.ts';

/** Usage as a short array, for keeping. */
export type StoredUsage = ReturnType<typeof encodeUsage>;

/** Positions instead of names: a third of the size. */
export function encodeUsage(usage: Usage) {
  const t = usage.tokens;
  return [
    [t.input, t.output, t.cacheRead, t.cacheWrite5m, t.cacheWrite1h],
    usage.thinkingTokens,
    usage.contextTokens,
    usage.fast,
    usage.geo,
    usage.tier,
    usage.webSearches,
    usage.extras,
  ] as const;
}

/** The usage of `encodeUsage`. */
export function decodeUsage(row: StoredUsage): Usage {
  const [counts, thinkingTokens, contextTokens, fast, geo, tier, webSearches, extras] = row;
  const [input, output, cacheRead, cacheWrite5m, cacheWrite1h] = counts;
  const tokens = { input, output, cacheRead, cacheWrite5m, cacheWrite1h };
  return { tokens, thinkingTokens, contextTokens, fast, geo, tier, webSearches, extras };
}
