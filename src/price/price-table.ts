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
  /** Per web search; no ratio applies to it. */
  readonly webSearchPico: PicoUsd;
}

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
  /** Whether a US-only request costs more; null when not known. */
  readonly geoUs: boolean | null;
  /** Tokens; null when not known. */
  readonly contextWindow: number | null;
  /** In order of time, never two in force at once. */
  readonly rates: readonly PriceRow[];
  /** The same for fast mode; empty when it has none. */
  readonly fast: readonly PriceRow[];
  readonly confidence: 'high' | 'medium' | 'low' | 'user';
  /** Keys of `PriceTable.sources`. */
  readonly sources: readonly string[];
  readonly notes: string | null;
}

/** Prices in force from one moment (inclusive, null: ever since) until another (exclusive, null: still). */
export interface PriceRow {
  readonly from: Millis | null;
  readonly until: Millis | null;
  readonly rates: Rates;
  /** By rising threshold. */
  readonly tiers: readonly PriceTier[];
}

/** Takes the place of a row's rates, for the whole request, when the prompt is larger than the threshold. */
interface PriceTier {
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
