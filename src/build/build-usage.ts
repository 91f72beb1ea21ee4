import { type AgentId, MAIN_THREAD, type SessionId } from '../model/ids.ts';
import type { SessionFile, SessionOrigin, SessionSummary, Sighting } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { findRebuilds, hasPrompt, paidAnew } from './find-rebuilds.ts';
import { followThreads } from './follow-threads.ts';
import { joinRespawns } from './join-respawns.ts';
import { placeThreads, type ThreadedRecord } from './place-threads.ts';
import { RequestLog } from './request-log.ts';
import { type DraftSighting, sightResponses } from './sight-responses.ts';
import { endsBeforePauses, originsOf, timesOf, worktreesOf } from './summarize-session.ts';

/** What is known of a session from its answers alone. */
export interface SessionUsage {
  /** Its times are of what was read. */
  readonly session: Pick<SessionSummary, 'sessionId' | 'cwd' | 'version' | 'startedAt' | 'endedAt'> & {
    readonly earlierEnds: readonly number[];
  };
  /** With what they paid and for what anew; not with the turn, the calls and the cause, which other records tell. */
  readonly sightings: readonly Sighting[];
  readonly origins: readonly SessionOrigin[];
  readonly worktrees: readonly { readonly path: string; readonly madeIn: string }[];
}

type Files = readonly (readonly ThreadedRecord[])[];

/**
 * The responses of a session from the records of its answers, as `buildSession` makes them of all records (C1 to C5).
 * On which thread an answer on a sidechain within the session's own file stands (Claude Code up to 2.0.22), all its records tell:
 * for one of these (`hasSidechain`) `files` have to hold them all.
 */
export function buildUsage(sessionId: SessionId, files: readonly SessionFile[]): SessionUsage {
  const placed = placeThreads(files.filter((file) => file.kind !== 'meta'));
  const threaded = placed.length < 2 ? placed : joinRespawns(files, placed).threaded;
  const sightings = sightResponses(threaded, new Map());
  if (areScattered(threaded) || hasVariants(sightings)) noteRebuilds(threaded, sightings);
  else noteRebuildsInOrder(sightings);
  return {
    session: { sessionId, ...summaryOf(threaded) },
    sightings,
    origins: originsOf(sessionId, threaded),
    worktrees: worktreesOf(threaded),
  };
}

/** Whether a session's own file holds answers of agents that it does not name. */
export function hasSidechain({ kind, records }: SessionFile): boolean {
  return kind === 'main' && records.some((each) => each.kind === 'answer' && each.sidechain && each.agentId === null);
}

/** Whether the answers of an agent stand in several files. */
function areScattered(files: Files): boolean {
  const fileOf = new Map<AgentId, number>();
  return files.some((file, fileNo) =>
    file.some(({ record, thread }) => {
      if (record.kind !== 'answer' || thread === MAIN_THREAD) return false;
      const held = fileOf.get(thread) ?? fileNo;
      fileOf.set(thread, held);
      return held !== fileNo;
    }),
  );
}

function hasVariants(sightings: readonly Sighting[]): boolean {
  return sightings.some(({ key }, place) => key === sightings[place - 1]?.key);
}

/** Where every thread stands in one file, its responses come in its order. */
function noteRebuildsInOrder(sightings: readonly DraftSighting[]): void {
  const before = new Map<AgentId, Sighting>();
  for (const sighting of sightings) {
    if (!hasPrompt(sighting)) continue;
    const last = before.get(sighting.agentId);
    if (last !== undefined) note(sighting, paidAnew(sighting.usage.tokens, last.usage.tokens));
    before.set(sighting.agentId, sighting);
  }
}

function noteRebuilds(threaded: Files, sightings: readonly DraftSighting[]): void {
  for (const events of followThreads(threaded, sightings, new RequestLog()).values()) {
    for (const [sighting, rebuild] of findRebuilds(events)) note(sighting, rebuild);
  }
}

/** The cause and the pause before it are not known here. */
function note(sighting: DraftSighting, paid: ReturnType<typeof paidAnew>): void {
  if (paid === null) return;
  const { write5m, write1h, input } = paid;
  sighting.rebuild = { write5m, write1h, input, cause: '', inferred: false, gapMs: null };
}

function summaryOf(files: Files): Omit<SessionUsage['session'], 'sessionId'> {
  let cwd: string | null = null;
  let version: string | null = null;
  for (const file of files) {
    for (const { record } of file) {
      if (record.kind !== 'place') continue;
      cwd ??= record.cwd;
      version = record.version ?? version;
    }
  }
  const times = timesOf(files);
  const startedAt = (times[0] ?? null) as Millis | null;
  const endedAt = (times[times.length - 1] ?? null) as Millis | null;
  return { cwd, version, startedAt, endedAt, earlierEnds: endsBeforePauses(times) };
}
