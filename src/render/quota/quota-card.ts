import type { Pace } from '../../analyse/quota/pace.ts';
import type { QuotaReport, WindowReport } from '../../analyse/quota/quota-report.ts';
import type { MovedBy } from '../../analyse/quota/what-moved.ts';
import type { Calendar } from '../../model/calendar.ts';
import { counted } from '../../model/counted.ts';
import { QUOTA_LENGTH_MS, type QuotaSample } from '../../model/quota-sample.ts';
import type { NamedSession } from '../../model/session-label.ts';
import { DAY_MS, type Millis } from '../../model/time.ts';
import { cardLook } from '../card-parts.ts';
import { agoOf, momentOf, momentPhrase } from '../format-session.ts';
import { provenanceLines } from '../provenance-lines.ts';
import { QUOTA_NAMES, quotaLine, resetText, wholePercent } from '../quota-line.ts';
import type { Shown } from '../shown.ts';
import { cutTo, padLeft, padRight, wrap } from '../text-width.ts';
import { fastestLine, type MovedView, movedLines, moverName } from './moved-lines.ts';
import { paceText } from './pace-text.ts';
import { percentLines } from './percent-lines.ts';
import { quotaChart } from './quota-chart.ts';

/** Earlier windows that are shown; the rest is counted. */
const EARLIER = 6;

/** Columns of a clock and of a moment, and from how many on a window takes one line. */
const CLOCK = 6;
const MOMENT = 13;
const WIDE = 68;

/** What the card is made with, beside its figures. */
export interface QuotaView extends Shown {
  readonly now: Millis;
  readonly by: MovedBy;
  readonly sessions: ReadonlyMap<string, NamedSession>;
  /** The newest sample of each of the other quotas. */
  readonly others: readonly QuotaSample[];
  /** From when on windows were asked for; null for the newest one. */
  readonly since: Millis | null;
}

type CardView = QuotaView & MovedView;

/** The card of `tj quota`: how much is used, will it last, what moved it, what one percent is. */
export function quotaCard(report: QuotaReport, wide: QuotaView): string {
  const { leftOut, elsewhere } = wide.provenance;
  const isAllRead = leftOut === null && (elsewhere?.sessions ?? 0) === 0;
  const view = { ...wide, look: cardLook(wide.look), isAllRead };
  const { look } = view;
  const [newest, ...earlier] = report.windows;
  const others = quotaLine(view.others, view.now, view.calendar);
  const blocks =
    newest === undefined
      ? [noSamples(report, view)]
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
  const foot = [
    ...(others === null ? [] : wrap(others, look.width)),
    ...provenanceLines(view.provenance, look, null, leftOutWords(report)),
  ];
  return [...blocks, foot]
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [...lines, ''])
    .join('\n');
}

/** How to get samples, where there are none; when the newest one was, where others were asked for. */
function noSamples({ quota, samples, lastAt }: QuotaReport, { since, look, calendar }: CardView): string[] {
  const name = `${QUOTA_NAMES[quota]} quota`;
  if (lastAt !== null && since !== null) {
    const last = momentPhrase(lastAt, calendar);
    return wrap(`The ${name} was not reported since ${momentOf(since, calendar)}; it was last ${last}.`, look.width);
  }
  if (samples > 0) return wrap(`All ${counted(samples, 'sample')} of the ${name} bear a wrong time.`, look.width);
  const command = 'tj statusline install';
  return [
    ...wrap(`Claude Code has not reported the ${name} here yet:`, look.width),
    `${look.paint.typed(command)} ${look.paint.dim('keeps what it reports')}`,
  ];
}

/** What was left out of the samples; nothing where all were used. */
function leftOutWords({ older, outOfTime }: QuotaReport): string[] {
  const words = [
    older === 0 ? '' : `${counted(older, 'sample')} of waiting sessions left out`,
    outOfTime === 0 ? '' : `${counted(outOfTime, 'sample')} of a wrong time left out`,
  ];
  return words.filter((text) => text !== '');
}

function headLines(window: WindowReport, pace: Pace | null, view: CardView): string[] {
  const { look, calendar, now } = view;
  const { newest, isOver } = window;
  const name = QUOTA_NAMES[newest.quota];
  const used = wholePercent(newest.usedPercentage);
  const when = usedWhen(newest, calendar);
  if (isOver) {
    const reset = window.isResetKnown ? momentPhrase(window.resetsAt, calendar) : 'since';
    const fact = `The ${name} quota was reset ${reset}; ${used} of it was used ${when}.`;
    return wrap(fact, look.width).map(look.paint.bold);
  }
  const fact = `${used} of the ${name} quota was used ${when}.`;
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

/** Each in a line, or two where there is no room for what moved it most. */
function earlierLines(windows: readonly WindowReport[], view: CardView): string[] {
  const { look, calendar } = view;
  const [first] = windows;
  if (first === undefined) return [];
  const ellipsis = look.unicode ? '…' : '~';
  const atColumns = isShort(first.newest) ? CLOCK : MOMENT;
  const isWide = look.width >= WIDE;
  const rows = windows.slice(0, EARLIER).flatMap((window) => {
    const when = padRight(momentOf(window.beginsAt, calendar), MOMENT);
    const at = isShort(window.newest) ? calendar.clock(window.newest.at) : momentOf(window.newest.at, calendar);
    const used = `${when}${padLeft(wholePercent(window.newest.usedPercentage), 6)} at ${padRight(at, atColumns)}`;
    const by = mostBy(window, view);
    const lines = isWide || by === '' ? [`${used} ${by}`] : [used, `  ${by}`];
    return lines.map((line) => cutTo(line.trimEnd(), look.width, ellipsis));
  });
  const head = padRight('other windows  used at', MOMENT + 6 + 4 + atColumns);
  const more = windows.length - EARLIER;
  return [
    look.paint.bold(isWide ? `${head} moved most by` : head.trimEnd()),
    ...rows,
    ...(more > 0 ? [look.paint.dim(`and ${counted(more, 'more window')}: --json has all`)] : []),
  ];
}

function mostBy({ moved }: WindowReport, view: CardView): string {
  const [most] = moved?.movers ?? [];
  if (moved === null || most === undefined) return '';
  return `${wholePercent((100 * most.points.cost) / moved.points)} ${moverName(most, view)}`;
}

/** `at 11:40` of the day of asking for a short quota, else with its day. */
function usedWhen(sample: QuotaSample, calendar: Calendar): string {
  const isToday = calendar.day(sample.at) === calendar.today;
  return isToday && isShort(sample) ? `at ${calendar.clock(sample.at)}` : momentPhrase(sample.at, calendar);
}

function isShort({ quota }: QuotaSample): boolean {
  return QUOTA_LENGTH_MS[quota] < DAY_MS;
}
