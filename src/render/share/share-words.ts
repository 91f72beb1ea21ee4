import type { LedgerItem } from '../../analyse/context-ledger.ts';
import type { Efficiency } from '../../analyse/efficiency.ts';
import type { Tokenmaxx } from '../../analyse/tokenmaxx.ts';
import type { Calendar } from '../../model/calendar.ts';
import { counted } from '../../model/counted.ts';
import type { Filter } from '../../model/filter.ts';
import { type Millis, millis } from '../../model/time.ts';
import { mcpServer } from '../../model/tool-kind.ts';
import { roundPercent } from '../format-number.ts';
import { KIND_NAMES } from '../kit/words.ts';

/** A share in both weights: of cost first, which may not be known. */
interface BothShares {
  readonly listPrice: number | null;
  readonly tokens: number | null;
}

/** What the figure of the picture is of: cost, or tokens where nothing has a price. */
export function figureOf({ overhead }: Efficiency): { readonly figure: string; readonly base: string } {
  const { listPrice, tokens } = overhead;
  return listPrice === null
    ? { figure: roundPercent(tokens), base: 'tokens' }
    : { figure: roundPercent(listPrice), base: 'cost' };
}

/** The one sentence, which the figure begins. Output that is a lower bound makes it an upper one (C7). */
export function sentenceOf({ now, totals }: Tokenmaxx): string {
  const bound = totals.unfinished > 0 ? ', at most,' : '';
  return `of ${figureOf(now).base}${bound} was context`;
}

/**
 * The largest cause of it, without any name but those of Claude Code's own tools: servers may be called as projects are,
 * so they are named only where names are asked for.
 */
export function causeOf(cause: LedgerItem, withNames: boolean): string {
  const shares: BothShares = { listPrice: cause.shareListPrice, tokens: cause.shareTokens };
  const share = shares.listPrice === null ? shares.tokens : shares.listPrice;
  const base = shares.listPrice === null ? 'tokens' : 'cost';
  return `largest cause: ${nameOf(cause, withNames)}, ${roundPercent(share)} of ${base}`;
}

function nameOf({ kind, tool }: LedgerItem, withNames: boolean): string {
  if (kind !== 'tool' || tool === '') return KIND_NAMES[kind];
  const isServer = mcpServer(tool) !== null;
  return isServer && !withNames ? 'results of an MCP server' : `results of ${tool}`;
}

/**
 * The change from the week before, in points of cost; null where either is not known. `isWeek`: the picture is of that
 * week alone.
 */
export function changeOf(
  now: Efficiency,
  before: Efficiency,
  isWeek: boolean,
): { readonly words: string; readonly points: number } | null {
  const [one, other] = [before.overhead.listPrice, now.overhead.listPrice];
  if (one === null || other === null) return null;
  const points = Math.round((other - one) * 1000) / 10;
  const of = isWeek ? '' : 'the last 7 days: ';
  if (points === 0) return { points, words: `${of}as lean as the week before` };
  const size = Math.abs(points).toFixed(1);
  return { points, words: `${of}${size} points ${points < 0 ? 'leaner' : 'heavier'} than the week before` };
}

/** What it covers: the days, and how much happened in them. */
export function coverOf({ totals }: Tokenmaxx, filter: Filter, calendar: Calendar, now: Millis): string {
  const until = filter.until === null ? now : millis(filter.until - 1);
  const days =
    filter.since === null
      ? `all up to ${calendar.day(until)}`
      : `${calendar.day(filter.since)} to ${calendar.day(until)}`;
  return `${days} · ${counted(totals.responses, 'response')} in ${counted(totals.sessions, 'session')}`;
}
