import { groupBy } from '../model/group-by.ts';
import type { LiveSession, LiveSessions } from '../model/live-session.ts';
import type { Millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { SessionLife } from '../query/session-lives.ts';
import type { Pricer } from './pricer.ts';
import type { SessionReport } from './session-report.ts';
import { ownTouch } from './session-state.ts';
import type { StatusSessions } from './status-sessions.ts';
import { sumUsage, type Usage } from './usage.ts';
import { type WeightShare, weightShare } from './weight-share.ts';

/** The figures of `tj status`. */
export interface StatusReport {
  readonly frame: StatusFrame;
  /** By project, the one that was active last first; within one, the newest activity first. */
  readonly running: readonly RunningSession[];
  readonly archive: StatusArchive;
  /** Newest first. */
  readonly resumable: readonly SessionReport[];
}

/** Of the window. */
export interface StatusFrame {
  readonly usage: Usage;
  readonly prompts: number;
  readonly projects: number;
  /** The store holds all that was on disk then; null where it holds nothing. */
  readonly lastSync: Millis | null;
}

/** A session that goes on. Its own figures are of all its time. */
export interface RunningSession extends SessionReport {
  readonly lastSeenAt: Millis | null;
  /** The process that has it open; null where Claude Code notes none. */
  readonly process: LiveSession | null;
  readonly today: Usage;
  /** Of all that was used today. */
  readonly shareToday: WeightShare;
}

/** All that is kept, whatever the window. */
export interface StatusArchive {
  readonly usage: Usage;
  readonly firstAt: Millis | null;
  /** Sessions of which no transcript is on disk any more. */
  readonly gone: number;
  readonly bytes: number;
}

export interface StatusFacts {
  readonly now: Millis;
  readonly live: LiveSessions;
  readonly frame: StatusFrame;
  readonly lives: readonly SessionLife[];
  readonly chosen: StatusSessions;
  /** Of the sessions chosen. */
  readonly sessions: readonly SessionReport[];
  /** Of today, by session. */
  readonly today: readonly UsageGroup[];
  /** Of all time. */
  readonly all: readonly UsageGroup[];
  readonly firstAt: Millis | null;
  readonly bytes: number;
  /** Sessions of which any transcript is on disk. */
  readonly onDisk: ReadonlySet<string>;
}

/** Puts together what is going on and what is kept. */
export function statusReport(facts: StatusFacts, price: Pricer): StatusReport {
  const { lives, chosen, onDisk } = facts;
  const byId = new Map(facts.sessions.map((session) => [session.sessionId, session]));
  const reportsOf = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? []);
  return {
    frame: facts.frame,
    running: byProject(runningSessions(reportsOf(chosen.running), facts, price)),
    archive: {
      usage: { ...sumUsage(facts.all, price), sessions: lives.length },
      firstAt: facts.firstAt,
      gone: lives.filter(({ sessionId }) => !onDisk.has(sessionId)).length,
      bytes: facts.bytes,
    },
    resumable: reportsOf(chosen.resumable),
  };
}

function runningSessions(
  sessions: readonly SessionReport[],
  { today, now, live }: StatusFacts,
  price: Pricer,
): RunningSession[] {
  const ofSession = groupBy(today, (group) => group.sessionId);
  const whole = sumUsage(today, price);
  return sessions.map((session) => {
    const used = sumUsage(ofSession.get(session.sessionId) ?? [], price);
    return {
      ...session,
      lastSeenAt: lastSeen(session, now),
      process: live.get(session.sessionId) ?? null,
      today: used,
      shareToday: weightShare(used, whole),
    };
  });
}

/** A file that is being written tells of what its records do not say yet. */
function lastSeen(session: SessionReport, now: Millis): Millis | null {
  const { state, endedAt } = session;
  const touchedAt = ownTouch(session);
  if (state !== 'active' || touchedAt === null || touchedAt > now) return endedAt;
  return endedAt === null || touchedAt > endedAt ? touchedAt : endedAt;
}

function byProject(sessions: readonly RunningSession[]): RunningSession[] {
  return [...groupBy(sessions, ({ project }) => project ?? '').values()].flat();
}
