import type { PicoUsd } from '../model/money.ts';
import type { Millis } from '../model/time.ts';
import type { TokenClass } from '../model/tokens.ts';
import type { Ratio } from './exact-decimal.ts';

/** Everything a price is worked out from: the shipped file, perhaps with the user's own prices laid over it. */
export interface PriceTable {
  /** Day the list prices were last looked up, UTC midnight. */
  readonly asOf: Millis;
  readonly sources: ReadonlyMap<string, PriceSource>;
  readonly models: readonly ModelPrices[];
  /** Every listed spelling, as `foldSpelling` writes it. */
  readonly byId: ReadonlyMap<string, ModelPrices>;
  /** The user's spellings, as `foldSpelling` writes them, to a listed spelling. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Times this where a US-only request costs more. */
  readonly geoUs: Ratio;
  readonly batch: Ratio;
  /** Times this by a profile of a cloud that keeps requests within a region, for the models that then cost more. */
  readonly cloudRegional: Ratio;
  /** Times this in the cloud region of the US government. */
  readonly govCloud: Ratio;
  /** Per web search, where the model has no price of its own for it; no ratio applies to it. */
  readonly webSearchPico: PicoUsd;
}

/**
 * Whose price it is: tj's own price file, the user's, or a list that somebody else keeps. `list` names that list with
 * its version, `provider` the vendor in it.
 */
export type PriceOrigin =
  | { readonly kind: 'own' }
  | { readonly kind: 'user' }
  | { readonly kind: 'listed'; readonly list: string; readonly provider: string };

export interface ModelPrices {
  /** The one id that stands for all its spellings. */
  readonly id: string;
  readonly name: string;
  readonly ids: readonly string[];
  /** True for the dear families: Opus, Fable, Mythos. */
  readonly premium: boolean;
  /** `YYYY-MM-DD`; null when not known. */
  readonly released: string | null;
  readonly retired: string | null;
  readonly origin: PriceOrigin;
  /** Whether a US-only request costs more; null when not known. */
  readonly geoUs: boolean | null;
  /** Whether regional profiles of a cloud cost more. */
  readonly cloudRegional: boolean;
  /** Per web search; null: as everywhere. */
  readonly webSearchPico: PicoUsd | null;
  /** Tokens; null when not known. */
  readonly contextWindow: number | null;
  /** In order of time; of two in force at once the first counts, which is one with hours. */
  readonly rates: readonly PriceRow[];
  /** The same for fast mode; empty when it has none. */
  readonly fast: readonly PriceRow[];
  /** `user`, `listed`: whoever gave the price has to know. */
  readonly confidence: 'high' | 'medium' | 'low' | 'user' | 'listed';
  /** Keys of `PriceTable.sources`. */
  readonly sources: readonly string[];
  readonly notes: string | null;
}

/** Prices in force from one moment (inclusive, null: ever since) until another (exclusive, null: still). */
export interface PriceRow {
  readonly from: Millis | null;
  readonly until: Millis | null;
  /** Only at these hours of each UTC day; null: at all. */
  readonly hours: DayHours | null;
  readonly rates: Rates;
  /** By rising threshold. */
  readonly tiers: readonly PriceTier[];
}

/** Milliseconds of a UTC day, from inclusive, until exclusive; where `until` is not after `from`, over midnight. */
export interface DayHours {
  readonly from: number;
  readonly until: number;
}

/** Takes the place of a row's rates, for the whole request, when the prompt is larger than the threshold. */
export interface PriceTier {
  readonly promptTokensAbove: number;
  readonly rates: Rates;
}

/** Pico-dollars per token. */
export type Rates = Readonly<Record<TokenClass, bigint>>;

export interface PriceSource {
  readonly what: string;
  readonly via: string;
  /** A day or a month; null when not dated. */
  readonly asOf: string | null;
  readonly grade: string;
}

/** A user's price file, read and checked. */
export interface UserPrices {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly models: readonly UserModel[];
  readonly aliases: ReadonlyMap<string, string>;
}

/** Null: not given. */
export interface UserModel {
  readonly id: string;
  readonly name: string | null;
  readonly premium: boolean | null;
  readonly geoUs: boolean | null;
  readonly rates: readonly PriceRow[];
  readonly fast: readonly PriceRow[];
}
