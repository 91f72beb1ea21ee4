import { type SessionId, sessionId as sessionIdOf } from '../model/ids.ts';
import type { TitleRecord } from '../model/records.ts';
import type { SessionFile, SessionOrigin, SessionRows, SessionSummary, Turn } from '../model/session-rows.ts';
import { MINUTE_MS, type Millis } from '../model/time.ts';
import { nameAgents } from './name-agents.ts';
import { placeThreads, type ThreadedRecord } from './place-threads.ts';
import { sightResponses } from './sight-responses.ts';
import { splitTurns } from './split-turns.ts';

/** A longer silence is a pause, not work (insight.md section 9). */
const PAUSE_MS = 10 * MINUTE_MS;

/**
 * All rows of one session from the records of all its files. Pure: the order of `files` does not matter, and the same
 * records give the same rows however often and in however many parts they were read (A7, A8, A9).
 */
export function buildSession(sessionId: SessionId, files: readonly SessionFile[]): SessionRows {
  const threaded = placeThreads(files.filter((file) => file.kind !== 'meta'));
  const { turns, turnOfKey } = splitTurns(sessionId, threaded);
  return {
    session: summaryOf(sessionId, threaded, turns),
    turns,
    agents: nameAgents(files, threaded),
    sightings: sightResponses(threaded, turnOfKey),
    origins: originsOf(sessionId, threaded),
  };
}

function summaryOf(
  sessionId: SessionId,
  files: readonly (readonly ThreadedRecord[])[],
  turns: readonly Turn[],
): SessionSummary {
  const times: Millis[] = [];
  const titles: TitleRecord[] = [];
  let cwd: string | null = null;
  let version: string | null = null;
  for (const { record } of files.flat()) {
    if (record.at !== null) times.push(record.at);
    if (record.kind === 'title') titles.push(record);
    if (record.kind === 'place') {
      cwd ??= record.cwd;
      version = record.version ?? version;
    }
  }
  const sorted = Float64Array.from(times).sort();
  return {
    sessionId,
    title: titleOf(titles, turns),
    cwd,
    version,
    startedAt: (sorted[0] ?? null) as Millis | null,
    endedAt: (sorted.at(-1) ?? null) as Millis | null,
    activeMs: activeMs(sorted),
  };
}

/** The person's own title, else the generated one, else the first typed prompt; of several the last. */
function titleOf(titles: readonly TitleRecord[], turns: readonly Turn[]): string {
  const last = (source: TitleRecord['source']) => titles.findLast((title) => title.source === source)?.label;
  const prompt = turns.find((turn) => turn.kind === 'typed') ?? turns[0];
  return last('custom') ?? last('ai') ?? last('summary') ?? prompt?.label ?? '';
}

function activeMs(sortedTimes: Float64Array): number {
  let active = 0;
  for (let i = 1; i < sortedTimes.length; i++) {
    const gap = (sortedTimes[i] as number) - (sortedTimes[i - 1] as number);
    if (gap <= PAUSE_MS) active += gap;
  }
  return active;
}

function originsOf(sessionId: SessionId, files: readonly (readonly ThreadedRecord[])[]): SessionOrigin[] {
  const pairs = new Map<string, SessionOrigin>();
  for (const { record } of files.flat()) {
    if (record.kind !== 'origin') continue;
    const copySessionId = sessionIdOf(record.copySessionId ?? sessionId);
    const originSessionId = sessionIdOf(record.originSessionId ?? sessionId);
    if (copySessionId !== originSessionId)
      pairs.set(`${copySessionId}\n${originSessionId}`, { copySessionId, originSessionId });
  }
  return [...pairs.values()];
}
