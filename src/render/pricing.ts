import { sourceOf } from '../analyse/price-sources.ts';
import { isoOf, type Millis } from '../model/time.ts';
import type { ModelDescription, RowDescription } from '../price/describe-model.ts';
import { type RowTable, rowTable } from './row-table.ts';
import type { Look } from './style.ts';
import { type Column, table } from './table.ts';
import { wrap } from './text-width.ts';

const RATE_COLUMNS: readonly Column[] = [
  { head: 'input', align: 'right', rank: 1 },
  { head: 'output', align: 'right', rank: 0 },
  { head: 'read', align: 'right', rank: 2 },
  { head: 'write 5m', align: 'right', rank: 3 },
  { head: 'write 1h', align: 'right', rank: 4 },
];

/** `tj pricing` for people: the rows in force, or with `whole` all rows of each model and where they come from. */
export function pricingTable(models: readonly ModelDescription[], whole: boolean, asOf: Millis, look: Look): string {
  const body = whole ? models.flatMap((model) => wholeModel(model, look)) : [inForce(models, look)];
  const isOthers = whole && models.every(({ origin }) => origin.kind !== 'own');
  const date = isOthers ? '' : `, as of ${isoOf(asOf).slice(0, 10)}`;
  const notes = [
    `List-price equivalent in $ per million tokens${date}: not a bill.`,
    ...(whole
      ? []
      : ['* a dearer tier applies to large prompts, or fast mode has prices of its own: tj pricing MODEL']),
  ];
  return [...body, '', ...notes.flatMap((note) => wrap(note, look.width)).map(look.paint.dim), ''].join('\n');
}

/** The document of `tj pricing --json`. */
export function pricingJson(models: readonly ModelDescription[], asOf: Millis): object {
  return {
    schema: 1,
    prices_as_of: isoOf(asOf).slice(0, 10),
    unit: 'USD per 1,000,000 tokens',
    models: models.map((model) => ({
      model: model.modelId,
      name: model.name,
      ids: model.ids,
      aliases: model.aliases,
      premium: model.premium,
      released: model.released,
      retired: model.retired,
      price_source: sourceOf(model.origin).source,
      price_provider: sourceOf(model.origin).provider,
      confidence: model.confidence,
      in_force: model.standard === null ? null : rowJson(model.standard),
      fast_in_force: model.fast === null ? null : rowJson(model.fast),
      charges: model.charges,
      asks_for_fast: model.asksForFast,
      rows: model.standardRows.map(rowJson),
      fast_rows: model.fastRows.map(rowJson),
      sources: model.sources,
      notes: model.notes,
    })),
  };
}

/**
 * The rows of `tj pricing` for other programs: prices in force, or with `whole` all of them, each tier of large prompts
 * in a row of its own.
 */
export function pricingRows(models: readonly ModelDescription[], whole: boolean): RowTable {
  const rows = models.flatMap((model) => {
    const rowsIn = (mode: string, all: readonly RowDescription[], one: RowDescription | null) =>
      (whole ? all : one === null ? [] : [one])
        .flatMap(rowJsonOf)
        .map((row) => ({ model: model.modelId, mode, ...row, ...factsOf(model) }));
    return [...rowsIn('standard', model.standardRows, model.standard), ...rowsIn('fast', model.fastRows, model.fast)];
  });
  return rowTable(PRICE_FIELDS, rows);
}

const PRICE_FIELDS = [
  ...['model', 'mode', 'from', 'until', 'hours_utc', 'prompt_tokens_above', 'input', 'output', 'cache_read'],
  ...['cache_write_5m', 'cache_write_1h', 'price_source', 'price_provider', 'charges', 'name', 'ids', 'aliases'],
  ...['premium', 'released', 'retired', 'confidence', 'sources', 'notes'],
];

/** What is known of a model, beside its rows. */
function factsOf(model: ModelDescription): object {
  const { name, ids, aliases, premium, released, retired, confidence, notes } = model;
  const { source, provider } = sourceOf(model.origin);
  return {
    ...{ name, ids, aliases, premium, released, retired, price_source: source, price_provider: provider, confidence },
    charges: model.charges.map(({ reason, times }) => `${reason} x${times}`),
    sources: model.sources.map(({ id }) => id),
    notes,
  };
}

function rowJsonOf(row: RowDescription): object[] {
  const { tiers, ...lowest } = rowJson(row);
  return [lowest, ...tiers.map((tier) => ({ ...lowest, ...tier }))];
}

function inForce(models: readonly ModelDescription[], look: Look): string {
  const rows = models.map((model) => {
    const more = model.fast !== null || (model.standard?.tiers.length ?? 0) > 0;
    return [
      model.modelId + (more ? ' *' : ''),
      ...(model.standard === null ? [] : ratesOf(model.standard.usdPerMillion)),
    ];
  });
  return table([{ head: 'model', align: 'left', rank: 0, shrinkTo: 22 }, ...RATE_COLUMNS], rows, look);
}

function wholeModel(model: ModelDescription, look: Look): string[] {
  const rows = [...rowsOf(model.standardRows, 'standard'), ...rowsOf(model.fastRows, 'fast')];
  const columns: Column[] = [
    { head: 'from', align: 'left', rank: 0 },
    { head: 'until', align: 'left', rank: 0 },
    { head: '', align: 'left', rank: model.standardRows.some(({ hours }) => hours !== null) ? 0 : 5 },
  ];
  const facts = [
    `Price source: ${sourceWords(model)}.`,
    ...model.charges.map(chargeWords),
    ...(model.asksForFast ? ['This id asks for fast mode: where a row of that is in force, it counts.'] : []),
    `Written as ${[...model.ids, ...model.aliases].join(', ')}.`,
    ...(model.origin.kind === 'listed' ? [model.notes ?? ''] : ownFacts(model)),
  ].filter((fact) => fact !== '');
  const text = facts.flatMap((fact) => wrap(fact, look.width)).map(look.paint.dim);
  return [
    look.paint.bold(`${model.name} (${model.modelId})`),
    '',
    table([...columns, ...RATE_COLUMNS], rows, look),
    '',
    ...text,
  ];
}

function ownFacts({ confidence, notes, sources }: ModelDescription): string[] {
  return [
    `Confidence ${confidence}. ${notes ?? ''}`.trim(),
    ...sources.map((source) => `${source.id}: ${source.what}${source.asOf === null ? '' : ` (${source.asOf})`}`),
  ];
}

const CHARGE_WORDS = {
  regional: 'This id keeps requests within a region of a cloud',
  gov: 'This id keeps requests within the cloud region of the US government',
  batch: 'This id asks for a batch',
} as const;

function chargeWords({ reason, times }: ModelDescription['charges'][number]): string {
  const percent = Math.round((times - 1) * 100);
  return `${CHARGE_WORDS[reason]}: ${percent > 0 ? '+' : '-'}${Math.abs(percent)} %, which is in these prices.`;
}

function sourceWords({ origin }: ModelDescription): string {
  if (origin.kind === 'own') return "tj's own price file";
  return origin.kind === 'user' ? 'your own prices' : `${origin.list}, prices of ${origin.provider}`;
}

function rowsOf(rows: readonly RowDescription[], mode: string): string[][] {
  return rows.flatMap((row) => [
    [
      row.from ?? 'ever',
      row.until ?? 'now',
      row.hours === null ? mode : `${row.hours} UTC`,
      ...ratesOf(row.usdPerMillion),
    ],
    ...row.tiers.map((tier) => ['', '', `>${tier.promptTokensAbove / 1000}K prompt`, ...ratesOf(tier.usdPerMillion)]),
  ]);
}

function ratesOf(rates: RowDescription['usdPerMillion']): string[] {
  return [rates.input, rates.output, rates.cacheRead, rates.cacheWrite5m, rates.cacheWrite1h].map(String);
}

function rowJson(row: RowDescription) {
  const rates = (each: RowDescription['usdPerMillion']) => ({
    input: each.input,
    output: each.output,
    cache_read: each.cacheRead,
    cache_write_5m: each.cacheWrite5m,
    cache_write_1h: each.cacheWrite1h,
  });
  const tiers = row.tiers.map((tier) => ({
    prompt_tokens_above: tier.promptTokensAbove,
    ...rates(tier.usdPerMillion),
  }));
  return { from: row.from, until: row.until, hours_utc: row.hours, ...rates(row.usdPerMillion), tiers };
}
