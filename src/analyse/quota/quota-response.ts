import { usdNumber } from '../../model/money.ts';
import { type Millis, SECOND_MS } from '../../model/time.ts';
import { NO_TOKENS, totalTokens } from '../../model/tokens.ts';
import { costOf } from '../../price/cost-of.ts';
import type { SingleResponse } from '../../query/single-responses.ts';
import type { Pricer } from '../pricer.ts';
import type { Rise } from './quota-windows.ts';

/** One response as far as it can move a quota. */
export interface QuotaResponse {
  readonly at: Millis;
  readonly sessionId: string;
  /** '' for the main thread. */
  readonly agentId: string;
  readonly project: string | null;
  readonly model: string;
  readonly tokens: number;
  /** List price in dollars; null where it has none. */
  readonly costUsd: number | null;
  /** What of both was written again after the cache was lost. */
  readonly rebuiltTokens: number;
  readonly rebuiltUsd: number;
  /** Pause before such a rebuild; null where there was none, or its times are not known. */
  readonly rebuildGapMs: number | null;
}

/** A rise with the responses of this machine that came after its first sample and not after its last one. */
export interface RiseWith extends Rise {
  readonly responses: readonly QuotaResponse[];
  /** The last response before these; null where there is none. */
  readonly before: QuotaResponse | null;
}

/** A status line may show what a response came to so much later than the response ended. */
const REPORTED_WITHIN_MS = 10 * SECOND_MS;

/**
 * Puts each response into the one rise that it came in; both are in order of time, and responses between rises are left. A
 * rise without a response that comes within seconds of one is that one's, and is added to the rise before it.
 */
export function responsesOfRises(rises: readonly Rise[], responses: readonly QuotaResponse[]): RiseWith[] {
  const found: RiseWith[] = [];
  let next = 0;
  for (const rise of rises) {
    while (next < responses.length && (responses[next]?.at ?? 0) <= rise.from.at) next++;
    const first = next;
    while (next < responses.length && (responses[next]?.at ?? 0) <= rise.to.at) next++;
    const one = { ...rise, responses: responses.slice(first, next), before: responses[first - 1] ?? null };
    const last = found.at(-1);
    if (last !== undefined && isRestOf(one, last))
      found[found.length - 1] = { ...last, to: one.to, points: last.points + one.points };
    else found.push(one);
  }
  return found;
}

function isRestOf({ from, to, responses, before }: RiseWith, last: RiseWith): boolean {
  if (responses.length > 0 || last.to !== from || before === null || before !== last.responses.at(-1)) return false;
  return to.at - before.at <= REPORTED_WITHIN_MS;
}

/** What quotas are weighed by here: list price, or tokens. */
export const WEIGHTS = ['cost', 'tokens'] as const;

/** One of them. */
export type Weight = (typeof WEIGHTS)[number];

/** What a response weighs; nothing where it has no price. */
export function weightOf({ costUsd, tokens }: QuotaResponse, weight: Weight): number {
  return weight === 'cost' ? (costUsd ?? 0) : tokens;
}

/** What responses weigh together. */
export function weightTogether(responses: readonly QuotaResponse[], weight: Weight): number {
  return responses.reduce((sum, each) => sum + weightOf(each, weight), 0);
}

/** Less than that written again is rounding of cache blocks. */
const LEAST_REBUILD = 1000;

/** Responses that draw on the quota of a plan, with what they weigh; `thresholds`: prompt sizes at which prices change. */
export function quotaResponses(
  responses: readonly SingleResponse[],
  price: Pricer,
  thresholds: readonly number[],
): QuotaResponse[] {
  // Prices are worked out once for all prompts of a tier.
  const tierOf = (promptTokens: number) => {
    const above = thresholds.findLast((threshold) => promptTokens > threshold);
    return above === undefined ? 0 : above + 1;
  };
  return responses
    .filter(({ model }) => drawsOnPlan(model))
    .map((each) => {
      const { at, sessionId, agentId, project, model, rebuildGapMs } = each;
      const again = { ...NO_TOKENS, ...each.rebuilt };
      const rebuilt = totalTokens(again) < LEAST_REBUILD ? NO_TOKENS : again;
      const priced = price({ ...each, promptTokens: tierOf(each.promptTokens) });
      const isPriced = priced.kind === 'priced';
      return {
        ...{ at, sessionId, agentId, project, model, rebuildGapMs },
        tokens: totalTokens(each.tokens),
        costUsd: isPriced ? usdNumber(costOf(priced, each.tokens, each.webSearches)) : null,
        rebuiltTokens: totalTokens(rebuilt),
        rebuiltUsd: isPriced ? usdNumber(costOf(priced, rebuilt, 0)) : 0,
      };
    });
}

/** Claude's models, but by no name that only Bedrock or Vertex has. */
function drawsOnPlan(model: string): boolean {
  return /claude|^(opus|sonnet|haiku|fable)/i.test(model) && !/(^|[./])anthropic\.claude|@\d{8}$/i.test(model);
}
