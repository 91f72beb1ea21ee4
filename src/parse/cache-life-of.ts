import { jsonObject, type Members, membersOf } from '../model/json-object.ts';
import { CACHE_TTL_MS, type CacheLife, type CacheTtl } from '../model/status.ts';
import { type Millis, millis, parseIso } from '../model/time.ts';

/**
 * How long the cache of a session lives, from the last lines of its transcript: for as long after its last response as
 * the last one that wrote to the cache did so for. For versions before 2.1.251, which do not say it. Null where no response
 * of the main thread is in the lines, or none that wrote.
 */
export function cacheLifeOf(lines: readonly string[]): CacheLife | null {
  let last: { readonly at: Millis; readonly tokens: number } | null = null;
  for (const line of lines.toReversed()) {
    const response = responseIn(line);
    if (response === null) continue;
    last ??= response;
    if (response.ttl === null) continue;
    const expiresAt = millis(last.at + CACHE_TTL_MS[response.ttl]);
    return { ttl: response.ttl, expiresAt, coldTokens: last.tokens, hitRatio: null };
  }
  return null;
}

function responseIn(
  line: string,
): { readonly at: Millis; readonly tokens: number; readonly ttl: CacheTtl | null } | null {
  if (!line.includes('"usage"')) return null;
  const record = jsonObject(line);
  const message = membersOf(record?.message);
  const usage = membersOf(message?.usage);
  if (record?.type !== 'assistant' || record.isSidechain === true || usage === null) return null;
  const at = typeof record.timestamp === 'string' ? parseIso(record.timestamp) : null;
  const written = tokensOf(usage, 'cache_creation_input_tokens');
  const tokens = tokensOf(usage, 'input_tokens') + tokensOf(usage, 'cache_read_input_tokens') + written;
  if (at === null || tokens === 0) return null;
  const forAnHour = tokensOf(membersOf(usage.cache_creation) ?? {}, 'ephemeral_1h_input_tokens') > 0;
  return { at, tokens, ttl: forAnHour ? '1h' : written > 0 ? '5m' : null };
}

function tokensOf(usage: Members, name: string): number {
  const tokens = usage[name];
  return typeof tokens === 'number' && tokens > 0 ? tokens : 0;
}
