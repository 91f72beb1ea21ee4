import { LEAN_OVERHEAD, TIER_NAMES, type Tier } from '../analyse/efficiency.ts';
import type { Tokenmaxx, Week } from '../analyse/tokenmaxx.ts';
import { ADVISE, type FirstLever, leverLines } from './advice/first-lever-lines.ts';
import { cardLook } from './card-parts.ts';
import { fixOf } from './fixes.ts';
import { roundPercent } from './format-number.ts';
import { compositionBlock } from './kit/composition-block.ts';
import { factLines } from './kit/fact-lines.ts';
import { type HeadView, windowHead, windowWords } from './kit/window-head.ts';
import { KIND_NAMES } from './kit/words.ts';
import { provenanceLines } from './provenance-lines.ts';
import { changeOf } from './share/share-words.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

/** What the card shows beside its figures. */
interface Beside {
  readonly weekly: boolean;
  /** Where the plan's quota stands, in a sentence; null where Claude Code never reported it. */
  readonly quota: string | null;
  readonly lever: FirstLever | null;
}

/**
 * The card of `tj tokenmaxx`, which is made to be shared: the tier on a scale of five, one figure, the whole as a bar, the
 * largest cause, the change to the week before, and the quota of the plan where Claude Code reported it.
 */
export function tokenmaxxCard(figures: Tokenmaxx, { weekly, quota, lever }: Beside, wide: HeadView): string {
  const view = { ...wide, look: cardLook(wide.look) };
  const { look } = view;
  const { now, totals } = figures;
  const foot = provenanceLines(view.provenance, look, totals.responses === 0 ? null : ADVISE);
  const told = quota === null ? [] : wrap(quota, look.width);
  if (totals.responses === 0)
    return [...wrap('No responses in this window.', look.width), ...told, '', ...foot, ''].join('\n');
  const blocks = [
    windowHead(totals, view, weekly ? 'Last 7 days' : windowWords(view)),
    now.tier === null ? [] : scale(now.tier, look),
    wrap(headline(figures), look.width).map(look.paint.bold),
    compositionBlock(now.composition, totals.unfinished > 0, look),
    [
      ...factLines('largest cause', causeText(figures), look),
      ...factLines('lean', leanText(figures), look),
      ...weekLines(figures, look),
      ...leverLines(lever, view),
    ],
    told,
    foot,
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [...lines, ''])
    .join('\n');
}

/** All five tiers from the leanest on, with a mark at this one. */
function scale(tier: Tier, look: Look): string[] {
  const { unicode, paint, width } = look;
  const [mark, empty, dash] = unicode ? ['●', '○', '─'] : ['*', 'o', '-'];
  const plain = TIER_NAMES.map((name) => `${name === tier ? mark : empty} ${name}`);
  const place = TIER_NAMES.indexOf(tier) + 1;
  if (width < plain.join(' - ').length) return [paint.bold(`${mark} ${tier}, ${place} of ${TIER_NAMES.length}`)];
  const room = width - plain.join('').length - 2 * (plain.length - 1);
  const between = paint.dim(` ${dash.repeat(Math.max(1, Math.min(4, Math.floor(room / (plain.length - 1)))))} `);
  return [TIER_NAMES.map((name, i) => (name === tier ? paint.bold : paint.dim)(plain[i] ?? '')).join(between)];
}

function headline({ now, totals }: Tokenmaxx): string {
  const { listPrice, tokens } = now.overhead;
  // C7: unfinished output is a lower bound, so that what is left is an upper one.
  const bound = totals.unfinished > 0 ? 'at most ' : '';
  if (listPrice === null)
    return `${bound}${roundPercent(tokens)} of your tokens were context; without prices there is no tier.`;
  const tier = now.tier === null ? '' : `${now.tier.slice(0, 1).toUpperCase()}${now.tier.slice(1)}: `;
  return `${tier}${bound}${roundPercent(listPrice)} of the cost was context, not uncached input or output.`;
}

function causeText({ cause }: Tokenmaxx): string {
  if (cause === null) return '';
  const name = cause.kind === 'tool' && cause.tool !== '' ? `results of ${cause.tool}` : KIND_NAMES[cause.kind];
  const share =
    cause.shareListPrice === null
      ? `${roundPercent(cause.shareTokens)} of tokens`
      : `${roundPercent(cause.shareListPrice)} of the cost, ${roundPercent(cause.shareTokens)} of tokens`;
  const fix = fixOf(cause);
  return `${name}, ${share}${fix === '' ? '' : `: ${fix}`}`;
}

/** Context for each unit of work is what people can picture. */
function leanText({ now: { overhead, work } }: Tokenmaxx): string {
  if (overhead.listPrice === null || work.listPrice === null || work.listPrice === 0) return '';
  const lean = (LEAN_OVERHEAD / (1 - LEAN_OVERHEAD)).toFixed(1);
  const here = (overhead.listPrice / work.listPrice).toFixed(1);
  return `is at most ${roundPercent(LEAN_OVERHEAD)}: ${lean} of context for 1 of work; here ${here} for 1`;
}

/** The week before, beside the window where that is a week, else beside the last week of it. */
function weekLines({ now, before, weeks }: Tokenmaxx, look: Look): string[] {
  if (before !== null && before.totals.responses === 0) return factLines('week before', 'no responses', look);
  if (before !== null) return factLines('week before', weekText(before, changeOf(now, before.efficiency, true)), look);
  if (weeks === null || weeks.last.totals.responses === 0 || weeks.before.totals.responses === 0) return [];
  return factLines(
    'last 7 days',
    weekText(weeks.last, changeOf(weeks.last.efficiency, weeks.before.efficiency, true)),
    look,
  );
}

function weekText({ efficiency }: Week, change: ReturnType<typeof changeOf>): string {
  const { tier, overhead } = efficiency;
  return [tier ?? 'no tier', roundPercent(overhead.listPrice), ...(change === null ? [] : [change.words])].join(', ');
}
