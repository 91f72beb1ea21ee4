import { unitDetails } from '../analyse/audit-calls.ts';
import { auditUnits } from '../analyse/audit-units.ts';
import { isInQuestion, type JudgedUnit, judgeUnits } from '../analyse/audit-verdicts.ts';
import { isPremium } from '../price/next-tier.ts';
import { contextBefore } from '../query/context-before.ts';
import { editedNext } from '../query/edited-next.ts';
import { premiumParts } from '../query/premium-parts.ts';
import { turnFacts } from '../query/turn-facts.ts';
import { unitCalls } from '../query/unit-calls.ts';
import type { Asked } from './ask.ts';

/**
 * The premium work of the window, judged turn by turn and agent by agent. What needs more than their responses is read
 * for those that are still in question, or, where `everything` is to be explained, for all.
 */
export function judgedUnits(asked: Asked, everything: boolean): JudgedUnit[] {
  const { store, where, thresholds, table, price } = asked;
  const models = [...new Set(asked.groups.map(({ model }) => model))].filter((model) => isPremium(table, model)).sort();
  const units = auditUnits(premiumParts(store, where, models, thresholds), price);
  const open = everything ? units : units.filter(isInQuestion);
  const calls = unitCalls(
    store,
    open.filter((unit) => unit.toolCalls > 0),
  );
  const around = { contextBefore: contextBefore(store), editedNext: editedNext(store) };
  return judgeUnits(units, unitDetails(open, turnFacts(store, open), calls, around));
}
