/** A price list that somebody else keeps, as far as it is asked (counting.md section 2, models of other vendors). */
export interface PriceList {
  /** Its name and version. */
  readonly name: string;
  /** Where it is published. */
  readonly via: string;
  /** The vendor that goes by a word, as the list calls it; null for none. */
  readonly vendorNamed: (word: string) => string | null;
  /** The vendor whose own model an id is, as the list calls it; null for none. */
  readonly makerOf: (model: string) => string | null;
  /** What a vendor asks for a model; null when the list has no such model of this vendor. */
  readonly find: (vendor: string, model: string) => ListedModel | null;
}

/** A model of such a list. */
export interface ListedModel {
  /** Its name there. */
  readonly id: string;
  readonly name: string;
  /** Tokens; null when not known. */
  readonly contextWindow: number | null;
  readonly comment: string | null;
  /** The last that applies counts; where none does, the first. */
  readonly prices: readonly ListedPrice[];
}

export interface ListedPrice {
  /** Null: always. */
  readonly when: ListedTime | null;
  /** By what is priced; `..._mtok` in dollars per million tokens. */
  readonly usd: Readonly<Record<string, number | ListedTiers | undefined>>;
}

/** From a UTC day on (`YYYY-MM-DD`), or at hours of every day (`HH:MM:SSZ`, until exclusive). */
export type ListedTime = { readonly from: string } | { readonly start: string; readonly end: string };

/** For the whole request the price of the last tier whose `start` its prompt exceeds, in tokens; else `base`. */
export interface ListedTiers {
  readonly base: number;
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}
