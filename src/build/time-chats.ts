import { MAIN_THREAD, type TurnId } from '../model/ids.ts';
import { millis } from '../model/time.ts';
import type { ThreadedRecord } from './place-threads.ts';
import type { DraftSighting } from './sight-responses.ts';

/**
 * When each response began: at the latest earlier time of its thread, of the main thread within the turn (spans.md
 * section 4). Responses of one thread do not overlap, also where their records are interleaved (A5).
 */
export function timeChats(
  sightings: readonly DraftSighting[],
  files: readonly (readonly ThreadedRecord[])[],
  turnOf: (entry: ThreadedRecord) => TurnId | null,
): void {
  const scopes = timesByScope(files, turnOf);
  const byThread = new Map<string, DraftSighting[]>();
  for (const sighting of sightings) {
    if (sighting.startedAt === null) continue;
    const scope = scopes.get(scopeOf(sighting.agentId, sighting.turnId));
    const before = scope === undefined ? null : latestBefore(scope, sighting.startedAt, sighting.key);
    sighting.startedAt = before === null ? sighting.startedAt : millis(before);
    const thread = byThread.get(sighting.agentId);
    if (thread === undefined) byThread.set(sighting.agentId, [sighting]);
    else thread.push(sighting);
  }
  for (const thread of byThread.values()) keepApart(thread);
}

interface Moment {
  readonly at: number;
  /** Key of the response whose record this is; null for any other record. */
  readonly key: string | null;
}

function timesByScope(
  files: readonly (readonly ThreadedRecord[])[],
  turnOf: (entry: ThreadedRecord) => TurnId | null,
): Map<string, Moment[]> {
  const scopes = new Map<string, Moment[]>();
  for (const file of files) {
    for (const entry of file) {
      const { record, thread } = entry;
      if (record.at === null) continue;
      const name = scopeOf(thread, turnOf(entry));
      let scope = scopes.get(name);
      if (scope === undefined) {
        scope = [];
        scopes.set(name, scope);
      }
      scope.push({ at: record.at, key: record.kind === 'answer' ? record.key : null });
      if (record.kind === 'other' && record.until !== null && record.until > record.at)
        scope.push({ at: record.until, key: null });
    }
  }
  for (const scope of scopes.values()) if (!isSorted(scope)) scope.sort((a, b) => a.at - b.at);
  return scopes;
}

function scopeOf(thread: string, turnId: TurnId | null): string {
  return thread === MAIN_THREAD ? (turnId ?? '') : `/${thread}`;
}

function isSorted(moments: readonly Moment[]): boolean {
  for (let i = 1; i < moments.length; i++) {
    if ((moments[i - 1] as Moment).at > (moments[i] as Moment).at) return false;
  }
  return true;
}

/** Latest moment not after `at` that is not of the response itself. */
function latestBefore(moments: readonly Moment[], at: number, key: string): number | null {
  let [from, to] = [0, moments.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((moments[middle] as Moment).at <= at) from = middle + 1;
    else to = middle;
  }
  for (let i = from - 1; i >= 0; i--) {
    const moment = moments[i] as Moment;
    if (moment.key !== key) return moment.at;
  }
  return null;
}

/** In order of their ends, each begins no earlier than the one before it ended. */
function keepApart(thread: DraftSighting[]): void {
  const byEnd = [...thread].sort((a, b) => Number(a.endedAt) - Number(b.endedAt) || a.ordinal - b.ordinal);
  let free = Number.NEGATIVE_INFINITY;
  for (const sighting of byEnd) {
    const { startedAt, endedAt } = sighting;
    if (startedAt === null || endedAt === null) continue;
    if (startedAt < free) sighting.startedAt = millis(Math.min(free, endedAt));
    free = endedAt;
  }
}
