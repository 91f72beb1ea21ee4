import { addMoney, NO_MONEY, type PicoUsd, picoUsd } from '../model/money.ts';
import type { Millis } from '../model/time.ts';
import { costOf } from '../price/cost-of.ts';
import type { Rates } from '../price/price-table.ts';
import type { AuditUnit } from './audit-units.ts';
import type { JudgedUnit } from './audit-verdicts.ts';
import type { Pricer } from './pricer.ts';

/** Consecutive Sonnet-shaped turns of one session, with what another model would have changed in list price. */
export interface AuditRun {
  readonly sessionId: string;
  readonly turns: readonly AuditUnit[];
  /** All premium turns of the session are in it: then nothing is switched within the session. */
  readonly wholeSession: boolean;
  /** The next tier's models at the time, by id. */
  readonly models: readonly string[];
  /** List price of the turns less that of the same tokens at the next tier's rates. */
  readonly gross: PicoUsd;
  /** Building the context up for the cheaper model before, and for the dear one after. */
  readonly rebuildThere: PicoUsd;
  readonly rebuildBack: PicoUsd;
  readonly net: PicoUsd;
}

/** Id of the model one tier down at a moment; null when there is none. */
export type NextTier = (at: Millis | null) => string | null;

/**
 * The runs of Sonnet-shaped turns among the premium turns of a session, in its order (insight.md section 5). A turn that
 * has no list price, at its own rates or the next tier's, cannot be compared and ends a run, as one that is not
 * Sonnet-shaped does. What lies outside the window is not seen: a rebuild after its end is not counted.
 */
export function auditRuns(turns: readonly JudgedUnit[], price: Pricer, nextTier: NextTier): AuditRun[] {
  const runs: AuditRun[] = [];
  if (turns.every(({ verdict }) => verdict !== 'shaped')) return runs;
  let open: Compared[] = [];
  for (const turn of [...turns, null]) {
    const compared = turn?.verdict === 'shaped' ? compare(turn, price, nextTier) : null;
    if (compared !== null) open.push(compared);
    else {
      if (open.length > 0) runs.push(runOf(open, turn?.unit ?? null, open.length === turns.length));
      open = [];
    }
  }
  return runs;
}

interface Compared {
  readonly turn: AuditUnit;
  readonly contextBefore: number;
  readonly models: readonly string[];
  readonly gross: PicoUsd;
  /** Rates of the next tier for its first response. */
  readonly cheaper: Rates;
}

function compare({ unit: turn }: JudgedUnit, price: Pricer, nextTier: NextTier): Compared | null {
  let gross = NO_MONEY;
  let cheaper: Rates | null = null;
  const models = new Set<string>();
  for (const { price: by, tokens, webSearches } of turn.parts) {
    const model = nextTier(by.at);
    if (model === null) return null;
    const [own, next] = [by.price, price({ ...by, model, fast: false })];
    if (own.kind === 'unpriced' || next.kind === 'unpriced') return null;
    gross = picoUsd(gross + costOf(own, tokens, webSearches) - costOf(next, tokens, webSearches));
    cheaper ??= next.rates;
    models.add(model);
  }
  return cheaper === null
    ? null
    : { turn, contextBefore: turn.detail?.contextBefore ?? 0, models: [...models], gross, cheaper };
}

function runOf(run: readonly Compared[], after: AuditUnit | null, wholeSession: boolean): AuditRun {
  const [first] = run as [Compared, ...Compared[]];
  const last = run.at(-1)?.turn ?? first.turn;
  const gross = run.reduce((sum, each) => addMoney(sum, each.gross), NO_MONEY);
  const rebuildThere = wholeSession ? NO_MONEY : rebuild(first.turn, first.contextBefore, first.cheaper);
  const dear = after === null ? null : ratesOf(after);
  const rebuildBack = after === null || dear === null ? NO_MONEY : rebuild(after, last.last?.context ?? 0, dear);
  return {
    sessionId: first.turn.sessionId,
    turns: run.map((each) => each.turn),
    wholeSession,
    models: [...new Set(run.flatMap((each) => each.models))],
    ...{ gross, rebuildThere, rebuildBack },
    net: picoUsd(gross - rebuildThere - rebuildBack),
  };
}

/**
 * What it costs to write a context for a model that has not seen it, instead of reading it: of the prompt so far, as
 * much as the turn's first response did read. What that one wrote anyway, after a pause, is not rebuilt a second time.
 */
function rebuild(turn: AuditUnit, context: number, rates: Rates): PicoUsd {
  const tokens = BigInt(Math.min(context, turn.first?.cacheRead ?? 0));
  const isLong = turn.parts.some(({ tokens: own }) => own.cacheWrite1h > 0);
  return picoUsd(tokens * ((isLong ? rates.cacheWrite1h : rates.cacheWrite5m) - rates.cacheRead));
}

function ratesOf({ parts }: AuditUnit): Rates | null {
  const own = parts[0]?.price.price;
  return own?.kind === 'priced' ? own.rates : null;
}
