import type { Pace } from '../../analyse/quota/pace.ts';
import type { QuotaReport, WindowReport } from '../../analyse/quota/quota-report.ts';
import type { MovedBy } from '../../analyse/quota/what-moved.ts';
import type { Calendar } from '../../model/calendar.ts';
import { QUOTA_LENGTH_MS, type QuotaSample } from '../../model/quota-sample.ts';
import type { NamedSession } from '../../model/session-label.ts';
import { DAY_MS, type Millis } from '../../model/time.ts';
import { cardLook } from '../card-parts.ts';
import { counted } from '../format-number.ts';
import { agoOf, momentOf } from '../format-session.ts';
import { provenanceLines } from '../provenance-lines.ts';
import { QUOTA_NAMES, quotaLine, resetText, wholePercent } from '../quota-line.ts';
import type { Shown } from '../shown.ts';
import type { Look } from '../style.ts';
import { cutTo, padLeft, padRight, wrap } from '../text-width.ts';
import { fastestLine, movedLines, moverName } from './moved-lines.ts';
import { paceText } from './pace-text.ts';
import { percentLines } from './percent-lines.ts';
import { quotaChart } from './quota-chart.ts';

/** Earlier windows that are shown; the rest is counted. */
const EARLIER = 6;

/** What the card is made with, beside its figures. */
export interface QuotaView extends Shown {
  readonly now: Millis;
  readonly by: MovedBy;
  readonly sessions: ReadonlyMap<string, NamedSession>;
  /** The newest sample of each of the other quotas. */
  readonly others: readonly QuotaSample[];
}

/** The card of `tj quota`: how much is used, will it last, what moved it, what one percent is. */
export function quotaCard(report: QuotaReport, wide: QuotaView): string {
  const view = { ...wide, look: cardLook(wide.look) };
  const { look } = view;
  const [newest, ...earlier] = report.windows;
  const others = quotaLine(view.others, view.now, view.calendar);
  const blocks =
    newest === undefined
      ? [noSamples(report, look)]
      : [
          headLines(newest, report.pace, view),
          quotaChart(newest, view.calendar, look),
          newest.moved === null
            ? wrap('No rise was reported in this window.', look.width)
            : [
                ...movedLines(newest.moved, view.by, view),
                ...(newest.fastest === null ? [] : fastestLine(newest.fastest, view)),
              ],
          percentLines(report.percent, view.withDollars, look),
          earlierLines(earlier, view),
        ];
  const foot = [...(others === null ? [] : wrap(others, look.width)), ...provenanceLines(view.provenance, look)];
  return [...blocks, foot]
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [...lines, ''])
    .join('\n');
}

/** How to get samples, where there are none. */
function noSamples({ quota }: QuotaReport, look: Look): string[] {
  const text = `Claude Code has not reported the ${QUOTA_NAMES[quota]} quota here yet:`;
  const command = 'tj statusline install';
  return [...wrap(text, look.width), `${look.paint.typed(command)} ${look.paint.dim('keeps what it reports')}`];
}

function headLines(window: WindowReport, pace: Pace | null, view: QuotaView): string[] {
  const { look, calendar, now } = view;
  const { newest, isOver } = window;
  const name = QUOTA_NAMES[newest.quota];
  const used = wholePercent(newest.usedPercentage);
  if (isOver) {
    const at = momentOf(window.resetsAt, calendar);
    const fact = `The ${name} quota was reset at ${at}; before that ${used} of it was used.`;
    return wrap(
      window.isResetKnown ? fact : `The ${name} quota was reset since; ${used} of it was used.`,
      look.width,
    ).map(look.paint.bold);
  }
  const fact = `${used} of the ${name} quota was used at ${timeOf(newest, calendar)}.`;
  const resets = window.isResetKnown
    ? `it resets ${resetText(window.resetsAt, now, calendar)}`
    : 'its reset was not reported';
  const time = `Reported by Claude Code ${agoOf(now - newest.at)}; ${wholePercent(window.timeGone * 100)} of its time is gone, ${resets}.`;
  return [
    ...wrap(fact, look.width).map(look.paint.bold),
    ...wrap(time, look.width),
    ...(pace === null ? [] : wrap(`At this pace: ${paceText(pace, now, calendar)}.`, look.width)),
  ];
}

function earlierLines(windows: readonly WindowReport[], view: QuotaView): string[] {
  if (windows.length === 0) return [];
  const { look, calendar } = view;
  const ellipsis = look.unicode ? '…' : '~';
  const rows = windows.slice(0, EARLIER).map((window) => {
    const [most] = window.moved?.movers ?? [];
    const share = most === undefined ? '' : wholePercent((100 * most.points.cost) / (window.moved?.points ?? 1));
    const by = most === undefined ? '' : `${share} ${moverName(most, view)}`;
    const when = padRight(momentOf(window.beginsAt, calendar), 13);
    const at = padRight(timeOf(window.newest, calendar), 6);
    return cutTo(
      `${when}${padLeft(wholePercent(window.newest.usedPercentage), 6)} at ${at} ${by}`.trimEnd(),
      look.width,
      ellipsis,
    );
  });
  const more = windows.length - EARLIER;
  return [
    look.paint.bold('other windows  used at       moved most by'),
    ...rows,
    ...(more > 0 ? [look.paint.dim(`and ${counted(more, 'more window')}: --json has all`)] : []),
  ];
}

function timeOf({ at, quota }: QuotaSample, calendar: Calendar): string {
  return QUOTA_LENGTH_MS[quota] < DAY_MS ? calendar.clock(at) : momentOf(at, calendar);
}
