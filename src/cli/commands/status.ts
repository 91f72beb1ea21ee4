import { sessionReports } from '../../analyse/session-report.ts';
import type { StateClock } from '../../analyse/session-state.ts';
import { type StatusFrame, type StatusReport, statusReport } from '../../analyse/status-report.ts';
import { statusSessions } from '../../analyse/status-sessions.ts';
import { sumUsage } from '../../analyse/usage.ts';
import type { DepthOf } from '../../model/depth.ts';
import { UserError } from '../../model/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { Millis } from '../../model/time.ts';
import { archiveFacts } from '../../query/archive-facts.ts';
import { keptTranscripts } from '../../query/kept-transcripts.ts';
import { promptCount } from '../../query/prompt-count.ts';
import { narrowed, oneOf, type ResponseWhere, responseFilter } from '../../query/response-filter.ts';
import { sessionList } from '../../query/session-list.ts';
import { type SessionLife, sessionLives } from '../../query/session-lives.ts';
import { TOGETHER, usageGroups } from '../../query/usage-groups.ts';
import { deadHookJson, deadHookLines } from '../../render/dead-hook-lines.ts';
import { statusCard } from '../../render/status-card.ts';
import { statusJson } from '../../render/status-json.ts';
import type { Store } from '../../store/open-store.ts';
import { type Asked, answer, BY_SESSION, ownStore } from '../ask.ts';
import { currentPaces, currentQuotas } from '../current-quotas.ts';
import { deadHook } from '../dead-hook.ts';
import { lookOf } from '../look.ts';
import { onDisk } from '../on-disk.ts';
import { print, printJson } from '../output.ts';
import { todayAt } from '../parse-moment.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';
import { stateClockOf } from '../state-clock.ts';

/** What `--window` takes. */
export const WINDOWS: readonly string[] = ['24h', '7d'];

export interface StatusOptions extends Omit<AnswerOptions, 'since' | 'until' | 'model'>, BudgetOptions {
  readonly window: string;
  readonly watch?: boolean;
}

/** `tj status`: what happened lately, what goes on, what is kept, and what can be taken up again. */
export async function status(options: StatusOptions, context: RunContext): Promise<void> {
  const { window } = options;
  if (!WINDOWS.includes(window))
    throw new UserError('bad-value', `--window ${window}: expected ${WINDOWS.join(' or ')}`, 2);
  if (options.watch) return (await import('../watch/watch-status.ts')).watchStatus(options, context);
  const clock = stateClockOf(context, options.root);
  const asking = { ...options, since: window };
  const chosen = (store: Store, where: ResponseWhere) => Object.values(sessionsNow(store, where, clock).chosen).flat();
  await answer(asking, context, { ...ownStore(asking, context, lately), chosen }, BY_SESSION, async (asked) => {
    const report = reportOf(asked, clock);
    const quota = { samples: currentQuotas(asked.store, clock.now), paces: currentPaces(asked.store, clock.now) };
    const [dead, look] = [await deadHook(context), await lookOf(context)];
    const frame = { ...asked, days: asked.calendar.name };
    if (options.json) printJson({ ...statusJson(report, quota, frame), ...deadHookJson(dead) });
    else print(statusCard(report, quota, { ...asked, window, now: clock.now, look }) + deadHookLines(dead, look));
  });
}

/** What went on lately is looked into; of all else it is said how much there is. */
function lately({ since }: Filter): DepthOf {
  return ({ writtenAt }) => (writtenAt >= (since ?? 0) ? 'spans' : 'usage');
}

/** The sessions of the store, those of them that are listed, and whose transcripts are there. */
function sessionsNow(store: Store, where: ResponseWhere, clock: StateClock) {
  const lives = sessionLives(store, where.sessions, clock.now);
  const disk = onDisk(keptTranscripts(store));
  return { lives, disk, chosen: statusSessions(lives, clock, disk.own) };
}

function reportOf(asked: Asked, clock: StateClock): StatusReport {
  const { store, where, isModel, thresholds, fine, price, table, calendar } = asked;
  const within = (window: Pick<Filter, 'since' | 'until'>) =>
    responseFilter(store, { ...asked.filter, ...window }, isModel);
  const always = within({ since: null, until: null });
  const today = within(todayAt(clock.now, calendar.name));
  const { lives, disk, chosen } = sessionsNow(store, where, clock);
  const ofChosen = narrowed(always, oneOf([...chosen.running, ...chosen.resumable]));
  const groups = usageGroups(store, ofChosen, thresholds, fine(BY_SESSION));
  const { newestFileAt, ...kept } = archiveFacts(store, where.sessions);
  const lastSync = asked.refreshed.leftOut === null ? clock.now : newestFileAt;
  return statusReport(
    {
      ...{ now: clock.now, live: clock.live, lives, chosen, ...kept, onDisk: disk.any },
      frame: frameOf(asked, lives, newestFileAt === null ? null : lastSync),
      sessions: sessionReports(sessionList(store, ofChosen, clock.now), groups, price, table, clock),
      today: usageGroups(store, today, thresholds, fine(BY_SESSION)),
      all: usageGroups(store, always, thresholds, fine(TOGETHER)),
    },
    price,
  );
}

function frameOf(
  { store, where, groups, price }: Asked,
  lives: readonly SessionLife[],
  lastSync: Millis | null,
): StatusFrame {
  const projects = new Map(lives.map(({ sessionId, project }) => [sessionId, project]));
  const seen = new Set(groups.flatMap(({ sessionId }) => projects.get(sessionId) ?? []));
  return { usage: sumUsage(groups, price), prompts: promptCount(store, where), projects: seen.size, lastSync };
}
