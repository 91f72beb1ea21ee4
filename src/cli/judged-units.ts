import { auditUnits } from '../analyse/audit-units.ts';
import { type JudgedUnit, judgeUnit } from '../analyse/audit-verdicts.ts';
import { PartPrices } from '../analyse/part-prices.ts';
import { isPremium } from '../price/next-tier.ts';
import { unitParts } from '../query/unit-parts.ts';
import type { Asked } from './ask.ts';

/** The premium work of the window, judged turn by turn and agent by agent: that of one session at a time. */
export function* judgedUnits({ store, where, thresholds, table, price, groups }: Asked): Generator<JudgedUnit[]> {
  const models = [...new Set(groups.map(({ model }) => model))].filter((model) => isPremium(table, model)).sort();
  const parts = unitParts(store, where, models, thresholds);
  const sessions = auditUnits(parts, new PartPrices(price, thresholds));
  for (const units of sessions) yield units.map(judgeUnit);
}
