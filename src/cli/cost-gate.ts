import { sumUsage } from '../analyse/usage.ts';
import { counted } from '../model/counted.ts';
import { UserError } from '../model/errors.ts';
import { usdNumber } from '../model/money.ts';
import { dollars } from '../render/format-number.ts';
import type { Asked } from './ask.ts';
import { SHUT } from './quota-gate.ts';

/**
 * `tj usage --fail-above-cost`: `UserError` with exit code 3 where the list price of the responses that are asked for is above
 * so many dollars, with 1 where none of them has a price. What has no price is not in the sum.
 */
export function failAboveCost({ groups, price }: Pick<Asked, 'groups' | 'price'>, limitUsd: number): void {
  const { cost, responses, unpriced } = sumUsage(groups, price);
  if (cost === null) throw new UserError('unpriced', `none of ${counted(responses, 'response')} has a list price`, 1);
  const besides = unpriced === 0 ? '' : `, ${counted(unpriced, 'response')} without a price not counted`;
  const usd = usdNumber(cost);
  if (usd <= limitUsd) return;
  const facts = { schema: 1, responses, unpriced_responses: unpriced, list_price_usd: usd, fail_above_cost: limitUsd };
  throw new UserError('above-limit', `list price ${dollars(cost)}, above $${limitUsd}${besides}`, SHUT, facts);
}
