import { MAIN_THREAD, type SessionId, sessionId as sessionIdOf } from '../model/ids.ts';
import type { TitleRecord } from '../model/records.ts';
import type { SessionOrigin, SessionRows, SessionSummary, Turn } from '../model/session-rows.ts';
import { DAY_MS, MINUTE_MS, type Millis } from '../model/time.ts';
import type { ThreadedRecord } from './place-threads.ts';

/** A longer silence is a pause, not work (insight.md section 9). */
const PAUSE_MS = 10 * MINUTE_MS;

/** What is told of a session as a whole. */
export function summaryOf(
  sessionId: SessionId,
  files: readonly (readonly ThreadedRecord[])[],
  turns: readonly Turn[],
): SessionSummary {
  const titles: TitleRecord[] = [];
  let cwd: string | null = null;
  let version: string | null = null;
  for (const file of files) {
    for (const { record } of file) {
      if (record.kind === 'title') titles.push(record);
      if (record.kind === 'place') {
        cwd ??= record.cwd;
        version = record.version ?? version;
      }
    }
  }
  const sorted = timesOf(files);
  const told = toldTitles(titles);
  return {
    sessionId,
    title: told[0] ?? promptTitle(turns),
    cwd,
    version,
    startedAt: (sorted[0] ?? null) as Millis | null,
    endedAt: (sorted.at(-1) ?? null) as Millis | null,
    activeMs: activeWithin(sorted, Number.NEGATIVE_INFINITY),
    titles: told,
    times: sorted,
  };
}

/** Times of all records, in order. */
export function timesOf(files: readonly (readonly ThreadedRecord[])[]): Float64Array {
  const times: number[] = [];
  for (const file of files) {
    for (const { record } of file) {
      if (record.at !== null) times.push(record.at);
      if (record.kind === 'other' && record.until !== null && record.until !== record.at) times.push(record.until);
    }
  }
  return new Float64Array(times).sort();
}

/** The person's own title, then the generated ones; of several of a kind the last. */
export function toldTitles(titles: readonly TitleRecord[]): string[] {
  const last = (source: TitleRecord['source']) => titles.findLast((title) => title.source === source)?.label ?? [];
  return [last('custom'), last('ai'), last('summary')].flat();
}

/** The first typed prompt, else the first of any kind; '' without one. */
export function promptTitle(turns: readonly Turn[]): string {
  return (turns.find((turn) => turn.kind === 'typed') ?? turns[0])?.label ?? '';
}

/** Milliseconds of activity from a time on; `sortedTimes` are of all records. */
export function activeWithin(sortedTimes: Float64Array, from: number): number {
  let active = 0;
  for (let i = Math.max(1, sortedTimes.findIndex((at) => at >= from) + 1); i < sortedTimes.length; i++) {
    const gap = (sortedTimes[i] as number) - (sortedTimes[i - 1] as number);
    if (gap <= PAUSE_MS) active += gap;
  }
  return active;
}

/**
 * C4: what the session's files state of which session copied which. An answer that says another session than its file is
 * that one's: resumes of Claude Code 2.0.8 and others left the ids of what they copied as they were.
 */
export function originsOf(sessionId: SessionId, files: readonly (readonly ThreadedRecord[])[]): SessionOrigin[] {
  const pairs = new Map<string, SessionOrigin>();
  for (const file of files) {
    let said: string | null = null;
    for (const { record, thread } of file) {
      if (thread === MAIN_THREAD && record.kind === 'place') said = record.sessionId;
      const isOfOther = thread === MAIN_THREAD && record.kind === 'answer' && said !== null && said !== sessionId;
      if (record.kind !== 'origin' && !isOfOther) continue;
      const copySessionId = sessionIdOf((record.kind === 'origin' && record.copySessionId) || sessionId);
      const originSessionId = sessionIdOf((record.kind === 'origin' ? record.originSessionId : said) ?? sessionId);
      if (copySessionId !== originSessionId)
        pairs.set(`${copySessionId}\n${originSessionId}`, { copySessionId, originSessionId });
    }
  }
  return [...pairs.values()];
}

/** The worktrees that its records tell of, each once. */
export function worktreesOf(files: readonly (readonly ThreadedRecord[])[]): SessionRows['worktrees'] {
  const told = new Map<string, { path: string; madeIn: string }>();
  for (const file of files) {
    for (const { record } of file) {
      if (record.kind === 'worktree')
        told.set(`${record.path}\n${record.madeIn}`, { path: record.path, madeIn: record.madeIn });
    }
  }
  return [...told.values()];
}

/** Times of the last records before pauses of more than a day; `sortedTimes` are of all records. */
export function endsBeforePauses(sortedTimes: Float64Array): number[] {
  const ends: number[] = [];
  for (let i = 1; i < sortedTimes.length; i++) {
    const before = sortedTimes[i - 1] as number;
    if ((sortedTimes[i] as number) - before > DAY_MS) ends.push(before);
  }
  return ends;
}
