import { addMoney, NO_MONEY, type PicoUsd } from '../model/money.ts';
import { type Tokens, totalTokens } from '../model/tokens.ts';
import type { Criterion } from './audit-criteria.ts';
import type { AuditUnit } from './audit-units.ts';
import type { JudgedUnit, Verdict } from './audit-verdicts.ts';
import type { PartOfWhole } from './bootstrap.ts';
import { ratio } from './composition.ts';
import type { Usage } from './usage.ts';
import type { WeightShare } from './weight-share.ts';

/** How the units of one kind came out. */
export interface Judged {
  readonly units: number;
  readonly shaped: number;
  readonly notJudged: number;
  /** Of all premium work, as all shares here; a lower bound while units are not judged, and null when that bound would be nothing. */
  readonly shapedShare: WeightShare;
  /** Of the Sonnet-shaped; null where nothing of it has a price. */
  readonly cost: PicoUsd | null;
  readonly notJudgedShare: WeightShare;
}

/** What came out the same way. */
interface Weighed {
  units: number;
  cost: PicoUsd;
  tokens: number;
}

type ByVerdict = Record<Verdict, Weighed>;

/** Sums over judged units, session by session: a year of units is seen once, and none of them is kept. */
export class AuditTally {
  readonly #verdicts: Record<AuditUnit['kind'], ByVerdict> = { turn: byVerdict(), agent: byVerdict() };
  readonly #tokens: { -readonly [K in keyof Tokens]: number } = {
    ...{ input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
  };
  #cost: PicoUsd | null = null;
  #responses = 0;
  #unfinished = 0;
  #unpriced = 0;
  /** In pico-dollars: what of each session's premium work is in Sonnet-shaped turns. */
  readonly sessions: PartOfWhole[] = [];
  /** Turns by the first criterion that they failed. */
  readonly disqualified = new Map<Criterion | null, number>();

  /** Adds the units of one session. */
  add(session: readonly JudgedUnit[]): void {
    let [part, whole] = [0, 0];
    for (const { unit, verdict, failed } of session) {
      const cost = unit.usage.cost ?? NO_MONEY;
      this.#addUsage(unit.usage);
      const same = this.#verdicts[unit.kind][verdict];
      same.units++;
      same.cost = addMoney(same.cost, cost);
      same.tokens += totalTokens(unit.usage.tokens);
      whole += Number(cost);
      if (unit.kind === 'agent') continue;
      if (verdict === 'shaped') part += Number(cost);
      this.disqualified.set(failed, (this.disqualified.get(failed) ?? 0) + 1);
    }
    this.sessions.push({ part, whole });
  }

  #addUsage({ tokens, cost, responses, unfinished, unpriced }: Usage): void {
    const sum = this.#tokens;
    sum.input += tokens.input;
    sum.output += tokens.output;
    sum.cacheRead += tokens.cacheRead;
    sum.cacheWrite5m += tokens.cacheWrite5m;
    sum.cacheWrite1h += tokens.cacheWrite1h;
    if (cost !== null) this.#cost = addMoney(this.#cost ?? NO_MONEY, cost);
    this.#responses += responses;
    this.#unfinished += unfinished;
    this.#unpriced += unpriced;
  }

  /** All premium work, agents included. */
  get premium(): Usage {
    const sessions = this.sessions.length;
    const cost = sessions === 0 ? NO_MONEY : this.#cost;
    const [responses, unfinished, unpriced] = [this.#responses, this.#unfinished, this.#unpriced];
    return { tokens: { ...this.#tokens }, cost, responses, sessions, unfinished, unpriced };
  }

  /** How the turns, or the agents, came out. */
  judged(kind: AuditUnit['kind']): Judged {
    const { shaped, 'not-judged': notJudged, 'not-shaped': other } = this.#verdicts[kind];
    const unknown = { listPrice: null, tokens: null };
    const premium = this.premium;
    return {
      units: shaped.units + notJudged.units + other.units,
      shaped: shaped.units,
      cost: premium.cost === null ? null : shaped.cost,
      notJudged: notJudged.units,
      shapedShare: shaped.units === 0 && notJudged.units > 0 ? unknown : shareOf(shaped, premium),
      notJudgedShare: shareOf(notJudged, premium),
    };
  }
}

function byVerdict(): ByVerdict {
  const none = (): Weighed => ({ units: 0, cost: NO_MONEY, tokens: 0 });
  return { shaped: none(), 'not-shaped': none(), 'not-judged': none() };
}

function shareOf({ cost, tokens }: Weighed, premium: Usage): WeightShare {
  const all = totalTokens(premium.tokens);
  return {
    listPrice: premium.cost === null || premium.cost === 0n ? null : ratio(cost, premium.cost),
    tokens: all === 0 ? null : tokens / all,
  };
}
