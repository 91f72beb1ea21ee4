import { labelOf } from '../model/label.ts';
import type { ExtraAttempt, Usage } from '../model/response-facts.ts';
import { promptTokens, TOKEN_CLASSES, type Tokens } from '../model/tokens.ts';
import { remembering } from './kept-text.ts';
import type { RawNumber, RawUsage } from './raw-usage.ts';

/** Some clouds name models by their whole path. */
export const MODEL_CHARS = 300;

/**
 * Usage of one record in our words, in tokens. Counting rules: C8 (what is no non-negative integer counts as absent,
 * absent is 0); the cache write split, with an unsplit write counted as 5 minutes; `iterations` as the billing record:
 * the top level is the sum of its `message` entries, advisor and compaction entries come on top, and beside a
 * `fallback_message` a declined `message` counts if it has output. Where the top level is the sum of all entries, it
 * holds these already: they are taken out of it.
 */
export function usageOf(raw: RawUsage): Usage {
  const entries = raw.iterations ?? NO_ENTRIES;
  const [only] = entries;
  // As most are: one attempt, which says what the top level says.
  if (entries.length === 0 || (entries.length === 1 && only?.type === 'message' && only.model === null))
    return usageWith(raw, tokensOf(raw), only, NO_EXTRAS);
  const served = entries.filter((entry) => entry.type === 'message' || entry.type === 'fallback_message');
  return usageWith(raw, ownTokens(tokensOf(raw), entries), served.at(-1), extrasOf(entries));
}

const NO_ENTRIES: readonly RawUsage[] = [];
const NO_EXTRAS: readonly ExtraAttempt[] = [];

const shortLabel = remembering(labelOf);

function usageWith(raw: RawUsage, tokens: Tokens, last: RawUsage | undefined, extras: readonly ExtraAttempt[]): Usage {
  return {
    tokens,
    thinkingTokens: isCount(raw.thinking) ? raw.thinking : null,
    contextTokens: (last === undefined ? 0 : promptTokens(tokensOf(last))) || promptTokens(tokens),
    fast: raw.speed === 'fast',
    geo: shortLabel(raw.geo ?? ''),
    tier: shortLabel(raw.tier ?? ''),
    webSearches: count(raw.webSearches),
    extras,
  };
}

/**
 * Whether the counts of a record were taken away: where a compaction keeps messages, a fork's copies of these have zeros for
 * all but the split of their cache write (Claude Code 2.1.332). Such a record is a placeholder (C3).
 */
export function isEmptied({ input, output, cacheRead, cacheCreation, split5m, split1h }: RawUsage): boolean {
  const isZero = input === 0 && output === 0 && cacheRead === 0 && cacheCreation === 0;
  return isZero && count(split5m) + count(split1h) > 0;
}

/** How many number fields hold something that is no non-negative integer (C8); `null` counts as absent, not as odd. */
export function oddNumbers(raw: RawUsage): number {
  let odd = 0;
  if (isOdd(raw.input)) odd++;
  if (isOdd(raw.output)) odd++;
  if (isOdd(raw.cacheRead)) odd++;
  if (isOdd(raw.cacheCreation)) odd++;
  if (isOdd(raw.split5m)) odd++;
  if (isOdd(raw.split1h)) odd++;
  if (isOdd(raw.thinking)) odd++;
  if (isOdd(raw.webSearches)) odd++;
  for (const entry of raw.iterations ?? NO_ENTRIES) odd += oddNumbers(entry);
  return odd;
}

function isOdd(field: RawNumber): boolean {
  return field !== null && !isCount(field);
}

function extrasOf(entries: readonly RawUsage[]): ExtraAttempt[] {
  const fallback = entries.find((entry) => entry.type === 'fallback_message');
  const extras: ExtraAttempt[] = [];
  for (const entry of entries) {
    const tokens = tokensOf(entry);
    const model = labelOf(entry.model ?? '', MODEL_CHARS);
    if (entry.type === 'advisor_message') extras.push({ attempt: 'advisor', model, tokens });
    else if (entry.type === 'compaction') extras.push({ attempt: 'compaction', model, tokens });
    else if (declined(entry, fallback) && tokens.output > 0) extras.push({ attempt: 'declined', model, tokens });
  }
  return extras;
}

/** The top level without what it holds of attempts that are charged beside it. */
function ownTokens(top: Tokens, entries: readonly RawUsage[]): Tokens {
  const fallback = entries.find((entry) => entry.type === 'fallback_message');
  const others = entries.filter((entry) => isBeside(entry) || declined(entry, fallback));
  if (others.length === 0 || !areSameCounts(top, sumOf(entries))) return top;
  const beside = sumOf(others);
  const written = top.cacheWrite5m + top.cacheWrite1h - beside.cacheWrite5m - beside.cacheWrite1h;
  const cacheWrite1h = Math.min(written, Math.max(0, top.cacheWrite1h - beside.cacheWrite1h));
  return {
    input: top.input - beside.input,
    output: top.output - beside.output,
    cacheRead: top.cacheRead - beside.cacheRead,
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
  };
}

function isBeside({ type }: RawUsage): boolean {
  return type === 'advisor_message' || type === 'compaction';
}

function sumOf(entries: readonly RawUsage[]): Tokens {
  const sum = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  for (const entry of entries) {
    const tokens = tokensOf(entry);
    for (const each of TOKEN_CLASSES) sum[each] += tokens[each];
  }
  return sum;
}

/** Whether both count the same, however cache writes are split: entries often leave their split out. */
function areSameCounts(a: Tokens, b: Tokens): boolean {
  return (
    a.output === b.output && a.input === b.input && a.cacheRead === b.cacheRead && promptTokens(a) === promptTokens(b)
  );
}

/** An attempt of another model before the one that served; without a name it is taken as the serving one. */
function declined(entry: RawUsage, fallback: RawUsage | undefined): boolean {
  return fallback !== undefined && entry.type === 'message' && entry.model !== null && entry.model !== fallback.model;
}

function tokensOf(raw: RawUsage): Tokens {
  const split5m = count(raw.split5m);
  const split1h = count(raw.split1h);
  if (isEmptied(raw)) return { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const written = Math.max(count(raw.cacheCreation), split5m + split1h);
  return {
    input: count(raw.input),
    output: count(raw.output),
    cacheRead: count(raw.cacheRead),
    cacheWrite5m: written - split1h,
    cacheWrite1h: split1h,
  };
}

function count(value: RawNumber): number {
  return isCount(value) ? value : 0;
}

/** No prompt is that long; sums of larger ones would not be exact, and `usage` keeps sizes in 32 bits. */
const COUNTS_END = 2 ** 32;

function isCount(value: RawNumber): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < COUNTS_END;
}
