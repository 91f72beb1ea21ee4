import { lstatSync } from 'node:fs';
import type { Depth, DepthOf } from '../model/depth.ts';
import { millis } from '../model/time.ts';
import { type FileCount, type KnownFiles, STAT_NUMBERS, type Walk } from '../model/walk.ts';
import { errorCode } from './error-code.ts';
import { fileStat } from './file-stat.ts';
import { identifyTranscript } from './identify-transcript.ts';
import { pathOf } from './path-of.ts';
import { stillHolds } from './trust-walk.ts';

/** A walk as it is remembered, with what the store holds of the files that it found. */
export interface RememberedWalk {
  readonly walk: Walk;
  readonly known: KnownFiles;
}

/** How many transcripts and sessions a root has. */
export interface RootCount extends FileCount {
  readonly root: string;
}

/**
 * Whether another walk through a root, and a look at each file that it found, would show just what the store holds, as deep as
 * `depthOf` asks; the counts of what it holds, or null where anything differs. Never throws. `now`: milliseconds since the
 * epoch.
 */
export function lookAgain({ walk, known }: RememberedWalk, depthOf: DepthOf, now: number): RootCount | null {
  const { root, places } = walk;
  if (places.length === 0 || known.depths.length !== places.length || !stillHolds(walk, now)) return null;
  for (let at = 0; at < places.length; at++) {
    const place = places[at] ?? '';
    if (!isAsKnown(pathOf(root, place), known, at)) return null;
    if (known.depths[at] === 1 && depthNeeded(place, known, at, depthOf) === 'spans') return null;
  }
  return { root, ...known.count };
}

function isAsKnown(path: string, { stats, depths }: KnownFiles, at: number): boolean {
  if (depths[at] === 0) return false;
  try {
    const { size, mtimeMs, ino } = fileStat(lstatSync(path));
    const from = at * STAT_NUMBERS;
    return stats[from] === size && stats[from + 1] === mtimeMs && stats[from + 2] === ino;
  } catch (error) {
    errorCode(error);
    return false;
  }
}

function depthNeeded(place: string, { stats }: KnownFiles, at: number, depthOf: DepthOf): Depth | null {
  const sessionId = identifyTranscript(place)?.sessionId;
  // A flat agent's session stands in its records.
  if (sessionId == null) return 'spans';
  return depthOf({ sessionId, writtenAt: millis(stats[at * STAT_NUMBERS + 1] ?? 0) });
}

/** How many transcripts and sessions stand at these places, below one root. */
export function countOf(places: readonly string[]): FileCount {
  const sessions = new Set<string>();
  let transcripts = 0;
  for (const place of places) {
    if (!place.endsWith('.meta.json')) transcripts++;
    sessions.add(identifyTranscript(place)?.sessionId ?? place);
  }
  return { transcripts, sessions: sessions.size };
}
