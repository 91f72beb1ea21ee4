import { z } from 'zod';
import { foldSpelling } from './spellings-of.ts';

const dollars = z.number().nonnegative();
const cacheRates = {
  cacheRead: dollars.optional(),
  cacheWrite5m: dollars.optional(),
  cacheWrite1h: dollars.optional(),
};
const tier = z.strictObject({
  promptTokensAbove: z.int().nonnegative(),
  input: dollars,
  output: dollars,
  ...cacheRates,
});
const tiers = z.array(tier).superRefine(checkTiers).optional();
const day = z.iso.date('expected a day as YYYY-MM-DD');
const row = z.strictObject({
  from: day,
  until: day.nullable().optional(),
  input: dollars,
  output: dollars,
  ...cacheRates,
  tiers,
});
const rows = z.array(row).superRefine(checkRows);
const model = z
  .strictObject({
    id: z.string().trim().min(1),
    name: z.string().min(1).optional(),
    premium: z.boolean().optional(),
    geoUs: z.boolean().optional(),
    rates: rows.min(1).optional(),
    fast: rows.optional(),
    input: dollars.optional(),
    output: dollars.optional(),
    ...cacheRates,
    tiers,
  })
  .superRefine(checkForm);
const alias = z.string().trim().min(1);

/** The shape of a user's price file: all that can be said wrong with one file is found here. */
export const userPriceFile = z
  .strictObject({ models: z.array(model).optional(), aliases: z.record(alias, alias).optional() })
  .superRefine(checkNames);

type Row = z.infer<typeof row>;
type Refinement = z.core.$RefinementCtx;

/** One checked model: either `rates`, or `input` and `output` of its own. */
export type UserFileModel = z.infer<typeof model>;

function checkTiers(list: readonly z.infer<typeof tier>[], context: Refinement): void {
  const at = list.findIndex((each, i) => each.promptTokensAbove <= (list[i - 1]?.promptTokensAbove ?? -1));
  if (at >= 0) report(context, [at, 'promptTokensAbove'], 'must be larger than that of the tier before');
}

function checkRows(list: readonly Row[], context: Refinement): void {
  for (const [i, each] of list.entries()) {
    const before = list[i - 1];
    if ((each.until ?? LAST_DAY) <= each.from) report(context, [i, 'until'], 'must be after "from"');
    if (before !== undefined && (before.until ?? LAST_DAY) > each.from) {
      report(context, [i, 'from'], 'the row before is still in force then: give that one an "until"');
    }
  }
}

/** Compares as later than every day. */
const LAST_DAY = '9999-99-99';

function checkForm(each: UserFileModel, context: Refinement): void {
  const flat = FLAT_FIELDS.filter((field) => each[field] !== undefined);
  if (each.rates !== undefined) {
    const field = flat[0];
    if (field !== undefined) report(context, [field], 'belongs into the rows of "rates" when there are such rows');
    return;
  }
  for (const field of ['input', 'output'] as const) {
    if (each[field] === undefined) report(context, [field], 'expected dollars per million tokens, or rows in "rates"');
  }
}

const FLAT_FIELDS = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'tiers'] as const;

function checkNames(
  file: { models?: UserFileModel[] | undefined; aliases?: Record<string, string> | undefined },
  context: Refinement,
): void {
  const seen = new Set<string>();
  for (const [i, each] of (file.models ?? []).entries()) {
    const id = foldSpelling(each.id);
    if (seen.has(id)) report(context, ['models', i, 'id'], 'stands in this file twice');
    seen.add(id);
  }
  for (const name of Object.keys(file.aliases ?? {})) {
    if (seen.has(foldSpelling(name))) report(context, ['aliases', name], 'is a model of this file as well');
  }
}

function report(context: Refinement, path: (string | number)[], message: string): void {
  context.addIssue({ code: 'custom', path, message });
}
