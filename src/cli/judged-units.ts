import { auditUnits } from '../analyse/audit-units.ts';
import { type JudgedUnit, judgeUnit } from '../analyse/audit-verdicts.ts';
import { PartPrices } from '../analyse/part-prices.ts';
import { type QuotaAudit, quotaAudit } from '../analyse/quota-audit.ts';
import { isOutsideTiers, isPremium, nextTierIds } from '../price/next-tier.ts';
import { unitParts } from '../query/unit-parts.ts';
import type { Asked } from './ask.ts';

/** The premium work of the window, judged turn by turn and agent by agent: that of one session at a time. */
export function* judgedUnits({ store, where, thresholds, table, price, groups }: Asked): Generator<JudgedUnit[]> {
  const models = [...new Set(groups.map(({ model }) => model))].filter((model) => isPremium(table, model)).sort();
  const parts = unitParts(store, where, models, thresholds);
  const sessions = auditUnits(parts, new PartPrices(price, thresholds));
  for (const units of sessions) yield units.map(judgeUnit);
}

/** The figures of `tj quota-audit` over the window's judged work. */
export function auditOf(asked: Asked, judged: Iterable<readonly JudgedUnit[]> = judgedUnits(asked)): QuotaAudit {
  return quotaAudit(judged, asked.price, nextTierIds(asked.table), outsideTiers(asked));
}

/** Responses of models that belong to no tier. */
function outsideTiers({ groups, table }: Asked): number {
  return groups.reduce((sum, { model, responses }) => sum + (isOutsideTiers(table, model) ? responses : 0), 0);
}
