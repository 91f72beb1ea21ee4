import type { RateKey } from '../model/packed-context.ts';
import { DAY_MS, QUARTER_MS } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { PART_NUMBERS } from '../store/part-numbers.ts';
import { TURN_SUMS } from '../store/usage-sums.ts';
import { singleFlows } from './flows.ts';
import type { Where } from './response-filter.ts';

/** Responses of one turn of a main thread, or of one agent, that have the same price per token. */
export interface EdgePart {
  readonly sessionId: string;
  /** '' for the main thread, as the turn is for an agent. */
  readonly agentId: string;
  readonly turnId: string;
  readonly rate: RateKey;
  /** UTC day; null without a time. */
  readonly day: number | null;
  /** How many thresholds their prompts exceed. */
  readonly priceTier: number;
  /** As `PART` has them; what stands before the first response is not looked up. */
  readonly numbers: readonly (number | null)[];
}

/** Of what does the work of these models consist where no sums of it can be had? In a fixed order. */
export function premiumEdges(
  store: Store,
  edges: readonly Where[],
  models: readonly string[],
  thresholds: readonly number[],
): EdgePart[] {
  if (edges.length === 0) return [];
  const flows = singleFlows(edges, thresholds, TURN_SUMS);
  const sums = Object.entries(TURN_SUMS.columns).map(([name, [how]]) => `${how}(${name}) AS ${name}`);
  return store
    .prepare<unknown[], Row>(`
      SELECT session_id, agent_id, turn_id, model, fast, geo, tier, day, price_tier, ${PART_NUMBERS.join(', ')}
      FROM (
        SELECT session_id, agent_id, turn_id, model, fast, geo, tier, quarter / ${DAY_MS / QUARTER_MS} AS day, price_tier,
          NULL AS quarter, NULL AS prompt_step, ${sums.join(', ')}
        FROM ${flows.sql}
        WHERE model IN (SELECT value FROM json_each(?))
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
      )
      ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9`)
    .raw()
    .all(...flows.values, JSON.stringify(models))
    .map((row) => {
      const [sessionId, agentId, turnId, model, fast, geo, tier, day, priceTier, ...numbers] = row;
      return { sessionId, agentId, turnId, rate: [model, fast === 1, geo, tier], day, priceTier, numbers };
    });
}

type Row = readonly [
  ...[sessionId: string, agentId: string, turnId: string],
  ...[model: string, fast: number, geo: string, tier: string, day: number | null, priceTier: number],
  ...(number | null)[],
];
