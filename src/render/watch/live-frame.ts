import type { LiveView, RunningNow } from '../../analyse/live-view.ts';
import type { Calendar } from '../../model/calendar.ts';
import { counted } from '../../model/counted.ts';
import { sessionLabel, shortId } from '../../model/session-label.ts';
import { MINUTE_MS, type Millis, SECOND_MS } from '../../model/time.ts';
import { totalTokens } from '../../model/tokens.ts';
import { cardLook } from '../card-parts.ts';
import { dollars, roundPercent, shortCount } from '../format-number.ts';
import { spanOf } from '../format-session.ts';
import { dotted } from '../kit/window-head.ts';
import { COST } from '../kit/words.ts';
import { projectNames } from '../project-names.ts';
import { paceText } from '../quota/pace-text.ts';
import { QUOTA_NAMES, type QuotaNow, quotaLine } from '../quota-line.ts';
import type { Look } from '../style.ts';
import { cutTo, padLeft, padRight, wrap } from '../text-width.ts';

/** From this width on a session takes one line, and from the other on its project stands on it. */
const WIDE = 64;
const WITH_PROJECT = 78;
const PROJECT = 12;

/** Columns of what stands behind the name. */
const STATE = 9;
const CONTEXT = 8;
const CACHE = 10;
const HOUR = 10;
const SHARE = 8;

/** What a frame is made with. */
export interface LiveShown {
  readonly quota: QuotaNow;
  readonly calendar: Calendar;
  readonly look: Look;
  readonly withDollars: boolean;
  /** `24 h` or `7 days`. */
  readonly window: string;
  /** Whether reading was cut short, so that figures are too low. */
  readonly isPartial: boolean;
}

/** The screen of `tj status --watch`: at most `rows` lines, none wider than the look. */
export function liveFrame(view: LiveView, shown: LiveShown, rows: number): string[] {
  const look = cardLook(shown.look);
  const { paint } = look;
  const foot = cutTo('q quits · reads every 5 s, keeps nothing', look.width, ellipsisOf(look));
  const head = [
    ...headLines(view, { ...shown, look }),
    ...quotaLines(view.at, { ...shown, look }),
    ...(shown.isPartial ? wrap('Not all is read yet: these figures are too low.', look.width).map(paint.warn) : []),
  ];
  const room = rows - head.length - 3;
  const body = runningLines(view.running, view.at, { ...shown, look }, room);
  return [...head, '', ...body, '', paint.dim(look.unicode ? foot : foot.replace('·', '-'))].slice(0, rows);
}

function headLines({ at, lastHour, window }: LiveView, { calendar, look, ...shown }: LiveShown): string[] {
  const seconds = String(Math.floor(at / SECOND_MS) % 60).padStart(2, '0');
  const sizeOf = (usage: LiveView['window']) => {
    const cost = shown.withDollars && usage.cost !== null ? `, ${dollars(usage.cost)}` : '';
    return `${shortCount(totalTokens(usage.tokens))} tokens${cost}`;
  };
  const parts = [`last hour ${sizeOf(lastHour)}`, `last ${shown.window} ${sizeOf(window)}`];
  return dotted([`${calendar.clock(at)}:${seconds}`, ...parts], look).map(look.paint.bold);
}

function quotaLines(now: Millis, { quota, look, calendar }: LiveShown): string[] {
  const line = quotaLine(quota.samples, now, calendar);
  const paces = quota.paces.map((pace) => `${QUOTA_NAMES[pace.to.quota]} ${paceText(pace, now, calendar)}`);
  return [
    ...(line === null ? [] : wrap(line, look.width)),
    ...(paces.length === 0 ? [] : wrap(`at this pace: ${paces.join(', ')}`, look.width)),
  ];
}

function runningLines(running: readonly RunningNow[], now: Millis, shown: LiveShown, room: number): string[] {
  const { look } = shown;
  if (running.length === 0) return ['No session is running.'];
  const isWide = look.width >= WIDE;
  const isProjected = look.width >= WITH_PROJECT && new Set(running.map(({ project }) => project)).size > 1;
  const nameOf = projectNames(running.map(({ project }) => project));
  const all = running.map((session) => {
    const cells = cellsOf(session, now, shown);
    if (!isWide) return narrowLines(session, cells, look);
    return [rowOf(nameText(session), isProjected ? nameOf(session.project) : null, cells, look)];
  });
  const title = ['state', 'context', 'cache', 'last hour', shown.withDollars ? 'price' : COST] as const;
  const head = isWide
    ? rowOf('running', isProjected ? 'project' : null, { texts: title, isSoon: false }, look)
    : 'running';
  const each = isWide ? 1 : 2;
  const fitting = all.length * each < room ? all.length : Math.max(0, Math.floor((room - 2) / each));
  const more = all.length - fitting;
  return [
    look.paint.bold(head),
    ...all.slice(0, fitting).flat(),
    ...(more > 0 ? [look.paint.dim(cutTo(`and ${counted(more, 'more session')}`, look.width))] : []),
  ];
}

/** State, context, cache, tokens and cost of the last hour; whether the cache is lost soon. */
interface Cells {
  readonly texts: readonly [string, string, string, string, string];
  readonly isSoon: boolean;
}

function cellsOf(session: RunningNow, now: Millis, { withDollars }: Pick<LiveShown, 'withDollars'>): Cells {
  const { state, seenAt, context, cache, lastHour, share } = session;
  const waits = seenAt === null || state === 'active' ? state : `${state} ${spanOf(Math.max(0, now - seenAt))}`;
  const left = cache === null ? null : cache.expiresAt - now;
  const isUsed = lastHour.responses > 0;
  return {
    texts: [
      waits,
      context === null ? '-' : shortCount(context.tokens),
      left === null ? '-' : left <= 0 ? 'cold' : `${spanOf(left)} left`,
      isUsed ? shortCount(totalTokens(lastHour.tokens)) : '0',
      withDollars ? (isUsed ? dollars(lastHour.cost) : '$0.00') : isUsed ? roundPercent(share.listPrice) : '0 %',
    ],
    isSoon: left !== null && left > 0 && left <= (cache?.ttl === '5m' ? MINUTE_MS : 5 * MINUTE_MS),
  };
}

function nameText(session: RunningNow): string {
  return `${shortId(session.sessionId)} ${sessionLabel(session)}`;
}

function rowOf(name: string, project: string | null, { texts, isSoon }: Cells, look: Look): string {
  const [state, context, cache, hour, share] = texts;
  const columns = look.width - STATE - CONTEXT - CACHE - HOUR - SHARE - 1 - (project === null ? 0 : PROJECT + 1);
  const ellipsis = ellipsisOf(look);
  const fitted = (text: string, room: number) => padRight(cutTo(text, room, ellipsis), room);
  const cached = padLeft(cache, CACHE);
  return [
    `${fitted(name, columns)} `,
    project === null ? '' : `${fitted(project, PROJECT)} `,
    padRight(state, STATE),
    padLeft(context, CONTEXT),
    isSoon ? look.paint.warn(cached) : cached,
    padLeft(hour, HOUR),
    padLeft(share, SHARE),
  ].join('');
}

function narrowLines(session: RunningNow, { texts, isSoon }: Cells, look: Look): string[] {
  const [state, context, cache, hour, share] = texts;
  const dot = look.unicode ? ' · ' : ' - ';
  const cached = `cache ${cache.replace(' left', '')}`;
  const line = cutTo(`  ${[state, context, cached, `${hour}, ${share}`].join(dot)}`, look.width, ellipsisOf(look));
  return [cutTo(nameText(session), look.width, ellipsisOf(look)), isSoon ? look.paint.warn(line) : line];
}

/**
 * What is new since an earlier view, a line each, for a pipe: sessions that began, went on or changed their state, ended
 * ones, and quotas. Everything where there is no earlier view.
 */
export function newsLines(
  view: LiveView,
  before: LiveView | null,
  shown: Omit<LiveShown, 'isPartial'>,
  quotaBefore: QuotaNow | null,
): string[] {
  const { calendar } = shown;
  const stamp = `${calendar.day(view.at)} ${calendar.clock(view.at)}`;
  const earlier = new Map(before?.running.map((session) => [session.sessionId, session]));
  const now = new Set(view.running.map(({ sessionId }) => sessionId));
  const changed = view.running.filter((session) => isNews(session, earlier.get(session.sessionId)));
  const gone = [...earlier.values()].filter(({ sessionId }) => !now.has(sessionId));
  const isQuotaNew = JSON.stringify(shown.quota.samples) !== JSON.stringify(quotaBefore?.samples ?? []);
  const quota = isQuotaNew ? quotaLine(shown.quota.samples, view.at, calendar) : null;
  const nothing = before === null && view.running.length === 0 ? ['no session is running'] : [];
  return [
    ...(quota === null ? [] : [quota]),
    ...changed.map((session) => newsOf(session, view.at, shown)),
    ...gone.map((session) => `${nameText(session)}  over`),
    ...nothing,
  ].map((line) => `${stamp}  ${line}`);
}

function isNews(session: RunningNow, before: RunningNow | undefined): boolean {
  if (before === undefined || before.state !== session.state) return true;
  return before.context?.tokens !== session.context?.tokens || before.lastHour.responses < session.lastHour.responses;
}

function newsOf(session: RunningNow, now: Millis, shown: Omit<LiveShown, 'isPartial'>): string {
  const { texts } = cellsOf(session, now, shown);
  const [, context, , hour, share] = texts;
  const { cache } = session;
  const until =
    cache === null
      ? 'cache -'
      : cache.expiresAt <= now
        ? 'cache cold'
        : `cache until ${shown.calendar.clock(cache.expiresAt)}`;
  return `${nameText(session)}  ${session.state}  context ${context}  ${until}  last hour ${hour}, ${share}`;
}

function ellipsisOf({ unicode }: Look): string {
  return unicode ? '…' : '~';
}
