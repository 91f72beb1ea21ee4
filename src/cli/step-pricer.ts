import { StepPricer } from '../analyse/step-pricer.ts';
import type { Asked } from './ask.ts';

type PricedAsk = Pick<Asked, 'price' | 'thresholds' | 'hours' | 'filter' | 'isModel'>;

/** A pricer of the prompts that an answer is about. */
export function stepPricerOf({ price, thresholds, hours, filter, isModel }: PricedAsk): StepPricer {
  return new StepPricer(price, { thresholds, hours }, { since: filter.since, until: filter.until, isModel });
}
