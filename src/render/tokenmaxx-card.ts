import { type Efficiency, LEAN_OVERHEAD } from '../analyse/efficiency.ts';
import type { Tokenmaxx } from '../analyse/tokenmaxx.ts';
import type { WeightShare } from '../analyse/weight-share.ts';
import { totalTokens } from '../model/tokens.ts';
import { bar } from './bar.ts';
import { cardLook, hint, inBothWeights } from './card-parts.ts';
import { compositionRows } from './composition-rows.ts';
import { fixOf } from './fixes.ts';
import { counted, fullCount, percent, shortCount } from './format-number.ts';
import { KIND_NAMES } from './kit/words.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import type { Look } from './style.ts';
import { padLeft, padRight, wrap } from './text-width.ts';
import { windowLine } from './window-line.ts';

/**
 * The card of `tj tokenmaxx`: the tier, overhead and work, the largest cause, the week before where it is asked for, and
 * the quota of the plan where Claude Code told it.
 */
export function tokenmaxxCard(figures: Tokenmaxx, weekly: boolean, quota: string | null, shown: Shown): string {
  const look = cardLook(shown.look);
  const foot = [...(quota === null ? [] : wrap(quota, look.width)), '', ...provenanceLines(shown.provenance, look)];
  const { now, totals } = figures;
  if (totals.responses === 0) return [...wrap('No responses in this window.', look.width), ...foot, ''].join('\n');
  return [
    ...windowLine({ ...shown, look }),
    ...headline(figures, weekly, look),
    '',
    ...partRows(now, look),
    '',
    ...compositionRows(now.composition, totals.unfinished > 0, look),
    '',
    ...causeLines(figures, look),
    ...leanLines(now, look),
    ...boundLines(figures, look),
    ...beforeLines(figures, look),
    ...foot,
    `${look.paint.dim('next:')} ${look.paint.typed('tj context')} ${look.paint.dim('shows what was carried')}`,
    '',
  ].join('\n');
}

function headline({ now, totals, turns }: Tokenmaxx, weekly: boolean, look: Look): string[] {
  // C7: unfinished output is a lower bound, so that what is left is an upper one.
  const bound = totals.unfinished > 0 ? 'at most ' : '';
  const fact =
    now.tier === null
      ? `${bound}${inBothWeights(now.overhead)} went into carrying context; without prices there is no tier.`
      : `${now.tier}: ${bound}${inBothWeights(now.overhead)} went into carrying context.`;
  const base = `${weekly ? 'the last 7 days: ' : ''}${shortCount(totalTokens(totals.tokens))} tokens, ${counted(totals.responses, 'response')}, ${counted(turns, 'turn')}, ${counted(totals.sessions, 'session')}`;
  return [...wrap(fact, look.width).map(look.paint.bold), ...wrap(base, look.width)];
}

function partRows({ overhead, work }: Efficiency, look: Look): string[] {
  const columns = Math.max(4, look.width - 33);
  const row = (name: string, part: WeightShare) => {
    const filled = bar(part.listPrice ?? part.tokens ?? 0, columns, look.unicode);
    return `${padRight(name, 10)} ${filled} ${padLeft(percent(part.listPrice), 10)} ${padLeft(percent(part.tokens), 10)}`;
  };
  const head = `${' '.repeat(11 + columns)} ${padLeft('list price', 10)} ${padLeft('raw tokens', 10)}`;
  return [look.paint.bold(head), row('overhead', overhead), row('work', work)];
}

function causeLines({ cause }: Tokenmaxx, look: Look): string[] {
  if (cause === null) return [];
  const name = cause.kind === 'tool' && cause.tool !== '' ? `results of ${cause.tool}` : KIND_NAMES[cause.kind];
  const share = inBothWeights({ listPrice: cause.shareListPrice, tokens: cause.shareTokens });
  const fix = fixOf(cause);
  return [...wrap(`largest cause: ${name}, ${share}`, look.width), ...(fix === '' ? [] : hint(fix, look))];
}

/** Overhead for each unit of work is what people can picture. */
function leanLines({ overhead, work }: Efficiency, look: Look): string[] {
  if (overhead.listPrice === null || work.listPrice === null || work.listPrice === 0) return [];
  const lean = (LEAN_OVERHEAD / (1 - LEAN_OVERHEAD)).toFixed(1);
  const here = (overhead.listPrice / work.listPrice).toFixed(1);
  return wrap(
    `a lean week: at most ${percent(LEAN_OVERHEAD)} overhead, ${lean} carried for 1 of work; here ${here} for 1`,
    look.width,
  );
}

function boundLines({ totals }: Tokenmaxx, look: Look): string[] {
  if (totals.unfinished === 0) return [];
  const text = `${fullCount(totals.unfinished)} of ${counted(totals.responses, 'response')} never got a final output count: overhead and tier are upper bounds.`;
  return wrap(text, look.width).map(look.paint.dim);
}

function beforeLines({ now, totals, before }: Tokenmaxx, look: Look): string[] {
  if (before === null) return [];
  if (before.totals.responses === 0) return wrap('the week before: no responses', look.width);
  const { overhead, tier } = before.efficiency;
  const change =
    overhead.listPrice === null || now.overhead.listPrice === null
      ? ''
      : `, ${points(now.overhead.listPrice - overhead.listPrice)} since`;
  const tokens = `${shortCount(totalTokens(before.totals.tokens))} tokens then, ${shortCount(totalTokens(totals.tokens))} now`;
  return wrap(
    `the week before: ${tier ?? 'no tier'}, ${percent(overhead.listPrice)} overhead${change}; ${tokens}`,
    look.width,
  );
}

function points(change: number): string {
  const value = (change * 100).toFixed(1);
  return value === '0.0' || value === '-0.0' ? 'no change' : `${change > 0 ? '+' : ''}${value} points`;
}
