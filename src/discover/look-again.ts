import { lstatSync, type Stats } from 'node:fs';
import type { DepthOf } from '../model/depth.ts';
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
  const file = new LookedAt();
  try {
    for (let at = 0; at < places.length; at++) {
      if (known.depths[at] === 0) return null;
      file.place = places[at] ?? '';
      const from = at * STAT_NUMBERS;
      file.writtenAt = millis(known.stats[from + 1] ?? 0);
      if (!isAsKnown(lstatSync(pathOf(root, file.place)), known.stats, from)) return null;
      if (known.depths[at] === 1 && depthOf(file) === 'spans') return null;
    }
  } catch (error) {
    errorCode(error);
    return null;
  }
  return { root, ...known.count };
}

function isAsKnown(stat: Stats, stats: Float64Array, from: number): boolean {
  const { size, mtimeMs, ino } = fileStat(stat);
  return stats[from] === size && stats[from + 1] === mtimeMs && stats[from + 2] === ino;
}

/** One after the other, all files: whose one is is only found out where the answer depends on it, which takes longer than the look at it. */
class LookedAt {
  place = '';
  writtenAt = millis(0);

  get sessionId(): string {
    return sessionOf(this.place) ?? this.place;
  }
}

/** Null for a flat agent's, which stands in its records. */
function sessionOf(place: string): string | null {
  return identifyTranscript(place)?.sessionId ?? null;
}

/** How many transcripts and sessions stand at these places, below one root. */
export function countOf(places: readonly string[]): FileCount {
  const sessions = new Set<string>();
  let transcripts = 0;
  for (const place of places) {
    if (!place.endsWith('.meta.json')) transcripts++;
    sessions.add(sessionOf(place) ?? place);
  }
  return { transcripts, sessions: sessions.size };
}
