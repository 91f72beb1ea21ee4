import { UserError } from '../../model/errors.ts';
import { describeModel, describeModels } from '../../price/describe-model.ts';
import { pricingJson, pricingRows, pricingTable } from '../../render/pricing.ts';
import { loadPrices } from '../load-prices.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { printRows } from '../print-rows.ts';
import type { RunContext } from '../run-context.ts';
import { type CommonOptions, formatOf, type TableOptions } from '../shared-options.ts';
import { withThirdPartyPrices } from '../third-party-prices.ts';

export interface PricingOptions extends CommonOptions, TableOptions {
  readonly pricing?: string;
}

/** `tj pricing [MODEL]`: the list prices in force, or all that is known of one model's. */
export async function pricing(model: string | undefined, options: PricingOptions, context: RunContext): Promise<void> {
  const format = formatOf(options);
  const given = await loadPrices(context.tjHome, options.pricing);
  const table = model === undefined ? given : await withThirdPartyPrices(given, [{ model, largestPrompt: null }]);
  const one = model === undefined ? null : describeModel(table, model, context.now);
  if (model !== undefined && one === null) {
    throw new UserError(
      'unknown-model',
      `${model}: no list price is known; 'tj pricing' lists the models that have one`,
      1,
    );
  }
  const models = one === null ? describeModels(table, context.now) : [one];
  if (format === 'json') printJson(pricingJson(models, table.asOf));
  else if (format !== 'text') await printRows(pricingRows(models, one !== null), format);
  else print(pricingTable(models, one !== null, table.asOf, await lookOf(context)));
}
