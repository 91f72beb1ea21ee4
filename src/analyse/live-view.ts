import { groupBy } from '../model/group-by.ts';
import type { NamedSession } from '../model/session-label.ts';
import { CACHE_TTL_MS, type CacheLife } from '../model/status.ts';
import { type Millis, millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { LastContext } from '../query/last-contexts.ts';
import type { SessionLife } from '../query/session-lives.ts';
import type { Pricer } from './pricer.ts';
import { ownTouch, type SessionState, type StateClock, sessionState } from './session-state.ts';
import { sumUsage, type Usage } from './usage.ts';
import { type WeightShare, weightShare } from './weight-share.ts';

/** What `tj status --watch` shows at one moment. */
export interface LiveView {
  readonly at: Millis;
  readonly lastHour: Usage;
  /** Of the window that was asked for. */
  readonly window: Usage;
  /** Those that work before those that wait, of either the one that used most in the last hour first. */
  readonly running: readonly RunningNow[];
}

/** A session that goes on. */
export interface RunningNow extends NamedSession {
  readonly project: string | null;
  readonly state: SessionState;
  /** Its last record, or when its transcript was written, if that is later; null where neither is known. */
  readonly seenAt: Millis | null;
  /** What its last prompt held; null before its first response. */
  readonly context: Pick<LastContext, 'tokens' | 'model'> | null;
  /** Null where nothing says how long the cache lives. */
  readonly cache: CacheLife | null;
  readonly lastHour: Usage;
  /** Of all that was used in the last hour. */
  readonly share: WeightShare;
}

export interface LiveFacts {
  readonly clock: StateClock;
  /** Of the sessions that run. */
  readonly lives: readonly SessionLife[];
  readonly contexts: readonly LastContext[];
  readonly names: ReadonlyMap<string, NamedSession>;
  /** Of the last hour, by session. */
  readonly lastHour: readonly UsageGroup[];
  readonly window: readonly UsageGroup[];
}

/** Puts together what runs now. */
export function liveView(facts: LiveFacts, price: Pricer): LiveView {
  const { clock, names } = facts;
  const lastHour = sumUsage(facts.lastHour, price);
  const ofSession = groupBy(facts.lastHour, ({ sessionId }) => sessionId);
  const contexts = new Map(facts.contexts.map((context) => [context.sessionId, context]));
  const running = facts.lives.map((life): RunningNow => {
    const { sessionId, project } = life;
    const used = sumUsage(ofSession.get(sessionId) ?? [], price);
    const context = contexts.get(sessionId) ?? null;
    const touchedAt = ownTouch(life);
    return {
      ...(names.get(sessionId) ?? { sessionId, title: '', label: null }),
      project,
      state: sessionState(life, clock),
      seenAt: touchedAt === null ? life.endedAt : millis(Math.max(touchedAt, life.endedAt ?? 0)),
      context,
      cache: cacheLife(context),
      lastHour: used,
      share: weightShare(used, lastHour),
    };
  });
  return { at: clock.now, lastHour, window: sumUsage(facts.window, price), running: running.sort(busierFirst) };
}

/** For as long after the last response as the last one that wrote to the cache did so for. */
function cacheLife(context: LastContext | null): CacheLife | null {
  if (context === null || context.at === null || context.ttl === null) return null;
  const { at, ttl, tokens } = context;
  return { ttl, expiresAt: millis(at + CACHE_TTL_MS[ttl]), coldTokens: tokens, hitRatio: null };
}

function busierFirst(a: RunningNow, b: RunningNow): number {
  const work = Number(b.state === 'active') - Number(a.state === 'active');
  const used = b.lastHour.responses - a.lastHour.responses;
  return work || used || (b.seenAt ?? 0) - (a.seenAt ?? 0) || (a.sessionId < b.sessionId ? -1 : 1);
}
