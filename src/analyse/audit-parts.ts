import { addMoney, NO_MONEY } from '../model/money.ts';
import { addTokens, NO_TOKENS, type Tokens } from '../model/tokens.ts';
import { costOf } from '../price/cost-of.ts';
import type { FirstResponse, PlacedResponse, UnitPart } from '../query/unit-parts.ts';
import type { PartPrice } from './part-prices.ts';
import type { Usage } from './usage.ts';

/** The responses of a unit that have the same price per token. Most units are one part. */
export interface AuditPart {
  readonly price: PartPrice;
  readonly tokens: Tokens;
  readonly webSearches: number;
  /** Place of its first response; null for attempts that were charged beside a response of another model. */
  readonly first: number | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface DraftPart extends Mutable<AuditPart> {
  responses: number;
}

/** A unit that is added up from its parts, in any order; parts of one price become one. */
export class UnitDraft {
  /** Any of them: what it says of its unit holds for all. */
  readonly part: UnitPart;
  parts: DraftPart[] = [];
  responses = 0;
  unfinished = 0;
  toolCalls = 0;
  thinking = 0;
  thinkingUnknown = 0;
  effortRank: number | null = null;
  first: FirstResponse | null = null;
  before: UnitPart['contextBefore'] = null;
  last: PlacedResponse | null = null;

  constructor(price: PartPrice, part: UnitPart) {
    this.part = part;
    this.add(price, part);
  }

  add(price: PartPrice, part: UnitPart): void {
    this.#addTo(price, part);
    this.responses += part.responses;
    this.unfinished += part.unfinished;
    this.toolCalls += part.toolCalls;
    this.thinking += part.thinking;
    this.thinkingUnknown += part.thinkingUnknown;
    if (part.effortRank !== null) this.effortRank = Math.max(this.effortRank ?? 0, part.effortRank);
    if (part.first !== null && isBefore(part.first.ordinal, this.first?.ordinal ?? null)) {
      this.first = part.first;
      this.before = part.contextBefore;
    }
    if (part.last !== null && part.last.ordinal > (this.last?.ordinal ?? -1)) this.last = part.last;
  }

  #addTo(price: PartPrice, { tokens, webSearches, responses, first }: UnitPart): void {
    const place = first?.ordinal ?? null;
    const part = this.parts.find((each) => each.price === price);
    if (part === undefined) this.parts = [...this.parts, { price, tokens, webSearches, first: place, responses }];
    else {
      part.tokens = addTokens(part.tokens, tokens);
      part.webSearches += webSearches;
      part.responses += responses;
      if (place !== null && isBefore(place, part.first)) part.first = place;
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

function isBefore(ordinal: number, other: number | null): boolean {
  return other === null || ordinal < other;
}

/** Attempts without a response come last, by what decides their price. */
function byPlace(a: AuditPart, b: AuditPart): number {
  if (a.first !== null && b.first !== null) return a.first - b.first;
  if (a.first !== b.first) return a.first === null ? 1 : -1;
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
