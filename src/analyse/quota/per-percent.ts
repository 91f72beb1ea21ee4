import { groupBy } from '../../model/group-by.ts';
import { largest, smallest } from '../../model/long-lists.ts';
import { elsewhereOf, explainedBy, type PerPercent } from './elsewhere.ts';
import { type RiseWith, type Weight, weightTogether } from './quota-response.ts';
import { type Ratio, weightedQuantiles } from './weighted-quantiles.ts';

/** So many rises in so many windows are needed before anything is said. */
export const LEAST_RISES = 10;
export const LEAST_WINDOWS = 2;

/** A rise is of one model where so much of its weight is. */
const OF_ONE_MODEL = 0.9;

/** Models differ where one weighs so many times what another does. */
const DIFFERS = 1.25;

/** One weight explains the samples better where its misses are so small a part of the other's. */
const CLEARLY = 0.8;

/** Points of the rises that are compared as one: single whole numbers say little. */
const COMPARED_POINTS = 3;

/** Parts of a chain between which pairs are made: a window of a hundred points has no more of them than needed. */
const MOST_STEPS = 40;

/** The part of the pairs that the range leaves out at either end. */
const RANGE_ENDS = 0.1;

/** What one percent of a quota was, by one weight: dollars of list price, or tokens. */
export interface Estimate {
  readonly median: number;
  /** The middle four fifths. */
  readonly low: number;
  readonly high: number;
  /** By how much the rises differ from what this explains: a part of them, 0 for not at all. */
  readonly miss: number;
}

/** What one percent was, with what it rests on. */
export interface PercentFigures {
  /** Null where too few samples say so, or nothing had a price. */
  readonly cost: Estimate | null;
  readonly tokens: Estimate | null;
  readonly rises: number;
  readonly windows: number;
}

/** An observation of this account in these days, never a rule of the plan. */
export interface PercentReport extends PercentFigures {
  /** Rises that are left out because of activity elsewhere, and those with responses without a price. */
  readonly elsewhere: number;
  readonly unpriced: number;
  /** Which weight explains the samples better; null where neither is known. */
  readonly better: Weight | 'alike' | null;
  /** Where models differ: the figures of each that has enough of them. */
  readonly byModel: readonly (PercentFigures & { readonly model: string })[];
}

/** What one percent is here, over the rises of some days, in order of time. */
export function percentReport(rises: readonly RiseWith[]): PercentReport {
  const priced = rises.filter(isPriced);
  const kept = withoutElsewhere(priced);
  const models = modelsOf(kept, priced);
  const figures = figuresOf(kept, priced, new Map(models.map((each) => [each.model, each])));
  const better =
    figures.cost === null || figures.tokens === null ? null : betterOf(figures.cost.miss, figures.tokens.miss);
  return {
    ...figures,
    elsewhere: priced.length - kept.length,
    unpriced: rises.length - priced.length,
    better,
    byModel: differ(models, better === 'tokens' ? 'tokens' : 'cost') ? models : [],
  };
}

const NOT_KNOWN: PerPercent = { cost: null, tokens: null };

/** What one percent is by the weight that explains the samples, by both where both do. */
export function perPercentOf({ cost, tokens, better }: PercentReport): PerPercent {
  return {
    cost: better === 'tokens' ? null : (cost?.median ?? null),
    tokens: better === 'cost' ? null : (tokens?.median ?? null),
  };
}

/**
 * The rises that responses here explain. What one percent is can only be guessed for that, from the middle of single rises
 * of a model, and which weight to go by from how far they lie from it: both hold as long as most rises are from here.
 */
function withoutElsewhere(rises: readonly RiseWith[]): RiseWith[] {
  const guesses = new Map(
    [...groupBy(rises, modelOf)].map(([model, own]) => {
      const known = own.length >= LEAST_RISES / 2 ? own : rises;
      return [model, { cost: middleOf(known, 'cost'), tokens: middleOf(known, 'tokens') }] as const;
    }),
  );
  const guessOf = (rise: RiseWith) => guesses.get(modelOf(rise)) ?? NOT_KNOWN;
  const spread = (weight: Weight) =>
    middle(rises.flatMap((rise) => Math.abs((ratioOf(rise, weight) ?? 0) / (guessOf(rise)[weight] ?? 1) - 1)));
  const better = betterOf(spread('cost') ?? 0, spread('tokens') ?? 0);
  return rises.filter((rise) => {
    const { cost, tokens } = guessOf(rise);
    const trusted = { cost: better === 'tokens' ? null : cost, tokens: better === 'cost' ? null : tokens };
    return elsewhereOf(rise, trusted) === 0;
  });
}

function isPriced({ responses }: RiseWith): boolean {
  return responses.every(({ costUsd }) => costUsd !== null);
}

/** The model that nearly all of a rise is of; '' where there is none. */
function modelOf({ responses }: RiseWith): string {
  const all = weightTogether(responses, 'cost');
  for (const [model, own] of groupBy(responses, (each) => each.model))
    if (weightTogether(own, 'cost') >= OF_ONE_MODEL * all) return model;
  return '';
}

/** Null where it is of too few rises. Each counts alike: the large ones are those that may be of elsewhere. */
function middleOf(rises: readonly RiseWith[], weight: Weight): number | null {
  const ratios = rises.flatMap((rise) => ratioOf(rise, weight) ?? []);
  return ratios.length < LEAST_RISES / 2 ? null : middle(ratios);
}

function middle(values: readonly number[]): number | null {
  return (
    weightedQuantiles(
      values.map((value) => ({ value, weight: 1 })),
      [0.5],
    )[0] ?? null
  );
}

function ratioOf({ responses, points }: RiseWith, weight: Weight): number | null {
  const all = weightTogether(responses, weight);
  return all > 0 ? all / points : null;
}

/** What some models have is not missed where the others have another. */
type Models = ReadonlyMap<string, PercentFigures>;

function figuresOf(kept: readonly RiseWith[], all: readonly RiseWith[], models: Models = new Map()): PercentFigures {
  const windows = new Set(kept.map(({ window }) => window)).size;
  const isEnough = kept.length >= LEAST_RISES && windows >= LEAST_WINDOWS;
  const chains = isEnough ? chainsOf(kept, all) : [];
  const of = (weight: Weight) => estimate(chains, weight, models);
  return { cost: of('cost'), tokens: of('tokens'), rises: kept.length, windows };
}

/** Rises that follow one another, with none left out in between: their sums are known better than each of them. */
function chainsOf(kept: readonly RiseWith[], all: readonly RiseWith[]): RiseWith[][] {
  const places = new Map(all.map((rise, i) => [rise, i]));
  const chains: RiseWith[][] = [];
  for (const rise of kept) {
    const last = chains.at(-1)?.at(-1);
    const follows = last?.run === rise.run && (places.get(last) ?? 0) + 1 === places.get(rise);
    if (follows) chains.at(-1)?.push(rise);
    else chains.push([rise]);
  }
  return chains;
}

/**
 * The middle over all pairs of samples within the chains, the further apart the heavier (Theil and Sen): a percentage in
 * whole numbers is off by up to one, and over a long way that is little.
 */
function estimate(chains: readonly (readonly RiseWith[])[], weight: Weight, models: Models): Estimate | null {
  const ratios = chains.flatMap((chain) => pairsOf(chain, weight));
  const [low, median, high] = weightedQuantiles(ratios, [RANGE_ENDS, 0.5, 1 - RANGE_ENDS]);
  if (low === undefined || median === undefined || high === undefined) return null;
  const medianOf = (rise: RiseWith) => models.get(modelOf(rise))?.[weight]?.median ?? median;
  return { median, low, high, miss: missOf(chains, weight, medianOf) };
}

function pairsOf(chain: readonly RiseWith[], weight: Weight): Ratio[] {
  const ratios: Ratio[] = [];
  const all = chain.reduce((sum, { points }) => sum + points, 0);
  const steps = blocksOf(chain, Math.max(1, all / MOST_STEPS)).map((block) => ({
    points: block.reduce((sum, rise) => sum + rise.points, 0),
    weight: block.reduce((sum, { responses }) => sum + weightTogether(responses, weight), 0),
  }));
  for (let from = 0; from < steps.length; from++) {
    let [points, sum] = [0, 0];
    for (const step of steps.slice(from)) {
      points += step.points;
      sum += step.weight;
      if (sum > 0) ratios.push({ value: sum / points, weight: points });
    }
  }
  return ratios;
}

/** A chain in parts of at least so many points; what is left at its end belongs to the last one. */
function blocksOf(chain: readonly RiseWith[], least: number): RiseWith[][] {
  const blocks: RiseWith[][] = [];
  let points = least;
  for (const rise of chain) {
    if (points >= least) {
      blocks.push([]);
      points = 0;
    }
    blocks.at(-1)?.push(rise);
    points += rise.points;
  }
  return blocks;
}

function missOf(
  chains: readonly (readonly RiseWith[])[],
  weight: Weight,
  medianOf: (rise: RiseWith) => number,
): number {
  let [missed, points] = [0, 0];
  for (const block of chains.flatMap((chain) => blocksOf(chain, COMPARED_POINTS))) {
    const rise = block.reduce((sum, each) => sum + each.points, 0);
    const explained = block.reduce((sum, each) => sum + (explainedBy(each.responses, weight, medianOf(each)) ?? 0), 0);
    missed += Math.abs(explained - rise);
    points += rise;
  }
  return points === 0 ? 0 : missed / points;
}

/** Which weight misses clearly less. */
function betterOf(cost: number, tokens: number): Weight | 'alike' {
  if (cost < CLEARLY * tokens) return 'cost';
  return tokens < CLEARLY * cost ? 'tokens' : 'alike';
}

/** The models that have figures of their own, by name. */
function modelsOf(kept: readonly RiseWith[], all: readonly RiseWith[]): PercentReport['byModel'] {
  const models = [...groupBy(kept, modelOf)].flatMap(([model, own]) => {
    const figures = figuresOf(own, all);
    return model === '' || figures.cost === null ? [] : [{ model, ...figures }];
  });
  return models.sort((a, b) => (a.model < b.model ? -1 : 1));
}

/** Whether one percent is not the same of all of them. */
function differ(models: readonly PercentFigures[], weight: Weight): boolean {
  const sizes = models.flatMap((each) => each[weight]?.median ?? []);
  return sizes.length > 1 && largest(sizes, 0) > DIFFERS * (smallest(sizes) ?? 0);
}
