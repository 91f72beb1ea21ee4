import { addMoney, NO_MONEY } from '../model/money.ts';
import { NONE, PART } from '../model/packed-units.ts';
import { addTokens, NO_TOKENS, type Tokens } from '../model/tokens.ts';
import { costOf } from '../price/cost-of.ts';
import type { PartPrice } from './part-prices.ts';
import type { Usage } from './usage.ts';

/** The responses of a unit that have the same price per token. Most units are one part. */
export interface AuditPart {
  readonly price: PartPrice;
  readonly tokens: Tokens;
  readonly webSearches: number;
  /** Place of its first response; `NONE` for attempts that were charged beside a response of another model. */
  readonly first: number;
}

/** A response of a part: its place in the session, and the size of its prompt in tokens. */
export interface PlacedResponse {
  readonly ordinal: number;
  readonly context: number;
}

/** With the part of its prompt that it read from the cache. */
export interface FirstResponse extends PlacedResponse {
  readonly cacheRead: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface DraftPart extends Mutable<AuditPart> {
  responses: number;
}

/** A unit that is added up from its parts, in any order; parts of one price become one. */
export class UnitDraft {
  parts: DraftPart[] = [];
  responses = 0;
  unfinished = 0;
  toolCalls = 0;
  thinking = 0;
  thinkingUnknown = 0;
  effortRank: number = NONE;
  first: number = NONE;
  firstContext = 0;
  firstRead = 0;
  before: number = NONE;
  last: number = NONE;
  lastContext = 0;

  /** Adds the numbers of a part, which begin at `at`. */
  add(price: PartPrice, numbers: readonly (number | null)[], at: number): void {
    this.#addTo(price, numbers, at);
    this.responses += numbers[at + PART.responses] ?? 0;
    this.unfinished += numbers[at + PART.unfinished] ?? 0;
    this.toolCalls += numbers[at + PART.toolCalls] ?? 0;
    this.thinking += numbers[at + PART.thinking] ?? 0;
    this.thinkingUnknown += numbers[at + PART.thinkingUnknown] ?? 0;
    this.effortRank = Math.max(this.effortRank, numbers[at + PART.effortRank] ?? 0);
    const [first, last] = [numbers[at + PART.first] ?? 0, numbers[at + PART.last] ?? 0];
    if (first !== NONE && (this.first === NONE || first < this.first)) {
      this.first = first;
      this.firstContext = numbers[at + PART.firstContext] ?? 0;
      this.firstRead = numbers[at + PART.firstRead] ?? 0;
      this.before = numbers[at + PART.before] ?? 0;
    }
    if (last > this.last) {
      this.last = last;
      this.lastContext = numbers[at + PART.lastContext] ?? 0;
    }
  }

  #addTo(price: PartPrice, numbers: readonly (number | null)[], at: number): void {
    const first = numbers[at + PART.first] ?? 0;
    const responses = numbers[at + PART.responses] ?? 0;
    const webSearches = numbers[at + PART.webSearches] ?? 0;
    const tokens = {
      input: numbers[at + PART.input] ?? 0,
      output: numbers[at + PART.output] ?? 0,
      cacheRead: numbers[at + PART.cacheRead] ?? 0,
      cacheWrite5m: numbers[at + PART.cacheWrite5m] ?? 0,
      cacheWrite1h: numbers[at + PART.cacheWrite1h] ?? 0,
    };
    const part = this.parts.find((each) => each.price === price);
    if (part === undefined) this.parts = [...this.parts, { price, tokens, webSearches, first, responses }];
    else {
      part.tokens = addTokens(part.tokens, tokens);
      part.webSearches += webSearches;
      part.responses += responses;
      if (first !== NONE && (part.first === NONE || first < part.first)) part.first = first;
    }
  }

  /** The parts in the order of the session. */
  inOrder(): readonly AuditPart[] {
    return this.parts.length === 1 ? this.parts : this.parts.sort(byPlace);
  }

  usage(): Usage {
    let tokens: Tokens = this.parts.length === 1 ? (this.parts[0]?.tokens ?? NO_TOKENS) : NO_TOKENS;
    let [cost, unpriced, priced] = [NO_MONEY, 0, 0];
    for (const part of this.parts) {
      if (this.parts.length > 1) tokens = addTokens(tokens, part.tokens);
      const { price } = part.price;
      if (price.kind === 'priced') {
        cost = addMoney(cost, costOf(price, part.tokens, part.webSearches));
        priced++;
      } else unpriced += part.responses;
    }
    const { responses, unfinished } = this;
    return { tokens, cost: priced > 0 ? cost : null, responses, sessions: 1, unfinished, unpriced };
  }
}

/** Attempts without a response come last, by what decides their price. */
function byPlace(a: AuditPart, b: AuditPart): number {
  if (a.first !== NONE && b.first !== NONE) return a.first - b.first;
  if (a.first !== b.first) return a.first === NONE ? 1 : -1;
  const [one, other] = [a.price, b.price];
  return (
    (one.at ?? Number.NEGATIVE_INFINITY) - (other.at ?? Number.NEGATIVE_INFINITY) ||
    inText(one.model, other.model) ||
    Number(one.fast) - Number(other.fast) ||
    inText(one.geo, other.geo) ||
    inText(one.tier, other.tier) ||
    one.promptTokens - other.promptTokens
  );
}

function inText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
