import type { RunningSession, StatusReport } from '../analyse/status-report.ts';
import { counted, fullCount } from '../model/counted.ts';
import { sessionLabel, shortId } from '../model/session-label.ts';
import type { Millis } from '../model/time.ts';
import { totalTokens } from '../model/tokens.ts';
import { cardLook } from './card-parts.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { agoOf, dayName, momentOf } from './format-session.ts';
import { factLines } from './kit/fact-lines.ts';
import { dotted } from './kit/window-head.ts';
import { COST } from './kit/words.ts';
import { projectNames } from './project-names.ts';
import { type Next, provenanceLines } from './provenance-lines.ts';
import { paceText } from './quota/pace-text.ts';
import { QUOTA_NAMES, type QuotaNow, quotaLine } from './quota-line.ts';
import { resumeLines } from './resume-lines.ts';
import type { Shown } from './shown.ts';
import { cutPath, cutTo, padLeft, padRight, wrap } from './text-width.ts';

/** Running sessions that are shown; the rest is counted. */
const RUNNING_SHOWN = 8;

/** Below this many columns a running session takes two lines. */
const WIDE = 70;

const MB = 1e6;

const WINDOW_WORDS: Readonly<Record<string, string>> = { '24h': 'the last 24 hours', '7d': 'the last 7 days' };

/** What the card is made with, beside its figures. */
export interface StatusView extends Shown {
  readonly now: Millis;
  readonly window: string;
}

/** The card of `tj status`: what happened lately, what runs, what is kept, what can be taken up again. */
export function statusCard(report: StatusReport, quota: QuotaNow, wide: StatusView): string {
  const view = { ...wide, look: cardLook(wide.look) };
  const { look } = view;
  const parts = [
    frameLines(report, view),
    quotaLines(quota, view),
    runningLines(report.running, view),
    archiveLines(report, view),
    resumeLines(report.resumable, view),
  ];
  return [
    ...parts.filter((part) => part.length > 0).flatMap((part) => [...part, '']),
    ...provenanceLines(view.provenance, look, next(report)),
    '',
  ].join('\n');
}

/** What is used of each quota, and where those go that have samples enough for it. */
function quotaLines({ samples, paces }: QuotaNow, { look, now, calendar }: StatusView): string[] {
  const line = quotaLine(samples, now, calendar);
  const going = paces.map((pace) => `${QUOTA_NAMES[pace.to.quota]} ${paceText(pace, now, calendar)}`).join(', ');
  return [
    ...(line === null ? [] : wrap(line, look.width)),
    ...(going === '' ? [] : wrap(`at this pace: ${going}`, look.width)),
  ];
}

function frameLines({ frame }: StatusReport, view: StatusView): string[] {
  const { look, calendar, window, withDollars, provenance } = view;
  const { usage, prompts, projects, lastSync } = frame;
  const words = WINDOW_WORDS[window] ?? window;
  const isWhole = provenance.leftOut === null;
  const at = lastSync === null ? '' : momentOf(lastSync, calendar);
  const newest = `Not all is read yet; the newest file here is of ${at}.`;
  const synced = lastSync === null ? 'The store holds nothing yet.' : isWhole ? `up to date as of ${at}` : newest;
  if (usage.responses === 0)
    return [...wrap(`Nothing happened in ${words}.`, look.width).map(look.paint.bold), ...wrap(synced, look.width)];
  const parts = [
    counted(usage.sessions, 'session'),
    counted(prompts, 'prompt'),
    counted(projects, 'project'),
    withDollars && usage.cost !== null ? dollars(usage.cost) : '',
    synced,
  ];
  const fact = `${shortCount(totalTokens(usage.tokens))} tokens in ${words}.`;
  return [...wrap(fact, look.width).map(look.paint.bold), ...dotted(parts, look)];
}

/** By project, each under its name. */
function runningLines(running: readonly RunningSession[], view: StatusView): string[] {
  const { look } = view;
  if (running.length === 0) return ['No session is running.'];
  const shown = running.slice(0, RUNNING_SHOWN);
  const more = running.length - shown.length;
  const nameOf = projectNames(shown.map(({ project }) => project));
  const lines = shown.flatMap((session, i) => {
    const isFirst = i === 0 || session.project !== shown[i - 1]?.project;
    const project = cutPath(nameOf(session.project), look.width, ellipsis(view));
    return [...(isFirst ? [project] : []), ...sessionLines(session, view)];
  });
  const head = look.width < WIDE ? ['running'] : tableRow('running', '', 'last seen', COST, 'today', view);
  return [
    ...head.map(look.paint.bold),
    ...lines,
    ...(more > 0 ? [look.paint.dim(`and ${fullCount(more)} more: --json shows all`)] : []),
    ...wrap('cost: share of what today cost; today: its tokens', look.width).map(look.paint.dim),
  ];
}

/** One line, or two where there is no room for it. */
function sessionLines(session: RunningSession, view: StatusView): string[] {
  const { state, lastSeenAt, today, shareToday } = session;
  const name = `  ${shortId(session.sessionId)} ${sessionLabel(session)}`;
  const seen = lastSeenAt === null ? '-' : agoOf(view.now - lastSeenAt);
  const [tokens, share] = [shortCount(totalTokens(today.tokens)), percent(shareToday.listPrice)];
  if (view.look.width >= WIDE) return tableRow(name, state, seen, share, tokens, view);
  const dot = view.look.unicode ? ' · ' : ' - ';
  const line = (text: string) => cutTo(text, view.look.width, ellipsis(view));
  return [line(name), line(`    ${[`${state} ${seen}`, `cost ${share}`, `today ${tokens}`].join(dot)}`)];
}

function tableRow(
  name: string,
  state: string,
  seen: string,
  share: string,
  tokens: string,
  view: StatusView,
): string[] {
  const columns = view.look.width - 36;
  const first = padRight(cutTo(name, columns, ellipsis(view)), columns);
  return [[first, padRight(state, 7), padRight(seen, 11), padLeft(share, 8), padLeft(tokens, 6)].join(' ')];
}

function archiveLines({ archive }: StatusReport, { look, calendar }: StatusView): string[] {
  const { usage, firstAt, gone, bytes } = archive;
  if (usage.responses === 0) return [];
  const parts = [
    counted(usage.sessions, 'session'),
    `${shortCount(totalTokens(usage.tokens))} tokens`,
    firstAt === null ? '' : `since ${dayName(calendar.day(firstAt), calendar)}`,
    gone === 0 ? 'all with a transcript on disk' : `${fullCount(gone)} live only here, their transcripts are gone`,
    `${(bytes / MB).toFixed(1)} MB`,
  ];
  return factLines('kept here', parts.filter((text) => text !== '').join(', '), look);
}

function next({ running, archive }: StatusReport): Next {
  const [first] = running;
  const nothing = archive.usage.responses === 0 ? 'tj quickstart' : 'tj sessions';
  return { command: first === undefined ? nothing : `tj session ${shortId(first.sessionId)}`, why: '' };
}

function ellipsis({ look }: StatusView): string {
  return look.unicode ? '…' : '~';
}
