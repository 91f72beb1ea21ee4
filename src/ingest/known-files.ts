import type { Found } from '../discover/find-transcripts.ts';
import { countOf, lookAgain, type RememberedWalk, type RootCount } from '../discover/look-again.ts';
import { pathOf } from '../discover/path-of.ts';
import type { DepthOf } from '../model/depth.ts';
import { DAY_MS } from '../model/time.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { STAT_NUMBERS } from '../model/walk.ts';
import { eachGlimpse } from '../store/file-glimpses.ts';
import type { Store } from '../store/open-store.ts';
import { isSame } from './plan-reading.ts';

/** The counts of all roots where nothing is to be read in any of them; null where something may be. */
export function unchangedRoots(
  roots: readonly string[],
  remembered: readonly RememberedWalk[],
  depthOf: DepthOf,
): readonly RootCount[] | null {
  if (roots.length === 0 || remembered.length < roots.length) return null;
  const counts: RootCount[] = [];
  for (const each of remembered) {
    const count = lookAgain(each, depthOf, Date.now());
    if (count === null) return null;
    counts.push(count);
  }
  return counts;
}

/** What the store holds by now of the files that walks found. */
export function withKnownFiles(store: Store, { walks, held, files }: Found): RememberedWalk[] {
  const found = new Map(files.map((file) => [file.path, file]));
  const known = new Map<TranscriptFile, number>();
  eachGlimpse(store, (path, glimpse) => {
    const file = found.get(path);
    if (file === undefined || !isSame(glimpse, file)) return;
    const isWhole = glimpse.depth === 'spans';
    // A file that may have to be read whole, and looks older than what it holds or does not say whose it is, is looked up each time.
    if (!isWhole && ((glimpse.endedAt ?? 0) > file.mtimeMs + DAY_MS || file.sessionId === null)) return;
    known.set(file, isWhole ? 2 : 1);
  });
  return [...walks, ...held].map((walk) => {
    const stats = new Float64Array(walk.places.length * STAT_NUMBERS);
    const depths = new Uint8Array(walk.places.length);
    walk.places.forEach((place, at) => {
      const file = found.get(pathOf(walk.root, place));
      const depth = file === undefined ? undefined : known.get(file);
      if (file === undefined || depth === undefined) return;
      stats[at * STAT_NUMBERS] = file.size;
      stats[at * STAT_NUMBERS + 1] = file.mtimeMs;
      stats[at * STAT_NUMBERS + 2] = file.ino;
      depths[at] = depth;
    });
    return { walk, known: { stats, depths, count: countOf(walk.places) } };
  });
}
