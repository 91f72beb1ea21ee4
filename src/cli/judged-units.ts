import { auditUnits } from '../analyse/audit-units.ts';
import { type JudgedUnit, judgeUnit } from '../analyse/audit-verdicts.ts';
import { PartPrices } from '../analyse/part-prices.ts';
import { isPremium } from '../price/next-tier.ts';
import { contextBefore } from '../query/context-before.ts';
import { cutOf } from '../query/flows.ts';
import { keptUnits } from '../query/kept-units.ts';
import { premiumEdges } from '../query/premium-edges.ts';
import type { Asked } from './ask.ts';

/** The premium work of the window, judged turn by turn and agent by agent: that of one session at a time. */
export function* judgedUnits({ store, where, thresholds, table, price, groups }: Asked): Generator<JudgedUnit[]> {
  const models = [...new Set(groups.map(({ model }) => model))].filter((model) => isPremium(table, model)).sort();
  const { quarters, edges } = cutOf(where, thresholds);
  const sessions = auditUnits(keptUnits(store, where.sessions, models), {
    prices: new PartPrices(price, models, thresholds),
    quarters,
    edges: premiumEdges(store, edges, models, thresholds),
    contextBefore: contextBefore(store),
  });
  for (const units of sessions) yield units.map(judgeUnit);
}
