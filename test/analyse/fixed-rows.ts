import { baseOf } from '../../src/analyse/advice/advice-report.ts';
import { ContextLedger } from '../../src/analyse/context-ledger.ts';
import { type FixedContextPart, fixedContext } from '../../src/analyse/fixed-context.ts';
import { ContextWeigher } from '../../src/analyse/weigh-context.ts';
import { stepPricerOf } from '../../src/cli/step-pricer.ts';
import { contextLabels, contextsWithin } from '../../src/query/contexts.ts';
import type { Store } from '../../src/store/open-store.ts';
import { askedOf } from './advice/advice-in.ts';

/** The parts of the fixed context of a store, as `tj context --by fixed` has them. */
export function fixedRows(store: Store): FixedContextPart[] {
  const asked = askedOf(store);
  const labels = contextLabels(store);
  const ledger = new ContextLedger();
  const weigher = new ContextWeigher(stepPricerOf(asked));
  for (const row of contextsWithin(store, asked.where)) ledger.add(row, weigher.weigh(row));
  const labelOf = (sessionId: string, agentId: string, item: number) => labels(sessionId, agentId)[item] ?? '';
  const base = baseOf(asked.groups, asked.price);
  return fixedContext(ledger.report({ view: 'fixed', most: null, named: false }, base, labelOf).items, null);
}
