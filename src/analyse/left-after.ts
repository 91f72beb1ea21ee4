import { MAIN_THREAD } from '../model/ids.ts';
import type { CompactionRow } from '../query/compactions.ts';

/**
 * Tokens that a compaction leaves beside the fixed context, where the user has none to go by: the two compactions in the
 * public transcripts that tj was made with left 8,691 and 19,706, so 15,000 stands for their middle, to a round number.
 */
export const PUBLIC_LEFT_TOKENS = 15_000;

/** How many tokens a compaction leaves in the context beside the fixed context, and how that is known. */
export interface LeftAfter {
  readonly tokens: number;
  readonly source: 'own' | 'public';
  /** Compactions of the user that the median is of; 0 where it is the public one. */
  readonly compactions: number;
}

/** The median over the user's own compactions of main threads, else the public one (insight.md section 4). */
export function leftAfterOf(rows: readonly CompactionRow[]): LeftAfter {
  const own = rows
    .filter((row) => row.agentId === MAIN_THREAD)
    .map(leftBy)
    .filter((tokens) => tokens !== null)
    .sort((a, b) => a - b);
  const middle = own.length >> 1;
  const [below, above] = [own[own.length % 2 === 0 ? middle - 1 : middle], own[middle]];
  if (below === undefined || above === undefined)
    return { tokens: PUBLIC_LEFT_TOKENS, source: 'public', compactions: 0 };
  return { tokens: Math.round((below + above) / 2), source: 'own', compactions: own.length };
}

/**
 * Tokens that one compaction left: by measure the first prompt after it less the first of its thread (so with what was
 * asked next), else what the transcript says; null when neither is known.
 */
export function leftBy({ after, baseTokens, statedAfter }: CompactionRow): number | null {
  const measured = after === null || baseTokens === null ? 0 : after.contextTokens - baseTokens;
  return measured > 0 ? measured : statedAfter;
}
