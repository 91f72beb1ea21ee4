import type { Found } from '../discover/find-transcripts.ts';
import { countOf, lookAgain, type RememberedWalk, type RootCount } from '../discover/look-again.ts';
import { pathOf } from '../discover/path-of.ts';
import type { DepthOf } from '../model/depth.ts';
import { DAY_MS } from '../model/time.ts';
import { STAT_NUMBERS } from '../model/walk.ts';
import { fileGlimpses } from '../store/file-glimpses.ts';
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
  const glimpses = fileGlimpses(store);
  const found = new Map(files.map((file) => [file.path, file]));
  return [...walks, ...held].map((walk) => {
    const stats = new Float64Array(walk.places.length * STAT_NUMBERS);
    const depths = new Uint8Array(walk.places.length);
    walk.places.forEach((place, at) => {
      const file = found.get(pathOf(walk.root, place));
      const glimpse = file === undefined ? undefined : glimpses.get(file.path);
      if (file === undefined || !isSame(glimpse, file)) return;
      const isWhole = glimpse?.depth === 'spans';
      // A file that may have to be read whole, and looks older than what it holds or does not say whose it is, is looked up each time.
      if (!isWhole && ((glimpse?.endedAt ?? 0) > file.mtimeMs + DAY_MS || file.sessionId === null)) return;
      stats.set([file.size, file.mtimeMs, file.ino], at * STAT_NUMBERS);
      depths[at] = isWhole ? 2 : 1;
    });
    return { walk, known: { stats, depths, count: countOf(walk.places) } };
  });
}
