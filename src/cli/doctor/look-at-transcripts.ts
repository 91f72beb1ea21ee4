import { lstatSync } from 'node:fs';
import { sep } from 'node:path';
import type { Unkept } from '../../analyse/doctor/keeping-findings.ts';
import { holdersOf, rootPlaces } from '../../discover/find-roots.ts';
import { findTranscripts } from '../../discover/find-transcripts.ts';
import { lookAround } from '../../discover/look-around.ts';
import { isSame } from '../../ingest/plan-reading.ts';
import type { Issue } from '../../model/issue.ts';
import type { LookedIn } from '../../model/looked-in.ts';
import { type Millis, millis } from '../../model/time.ts';
import type { TranscriptFile } from '../../model/transcript-file.ts';
import { hasFileBelow } from '../../query/known-paths.ts';
import { isZeroed } from '../../read/is-zeroed.ts';
import { fileGlimpses } from '../../store/file-glimpses.ts';
import type { Store } from '../../store/open-store.ts';
import { withoutPruned } from '../../store/pruned.ts';
import { cleanupDays } from '../cleanup-days.ts';
import type { RunContext } from '../run-context.ts';

/** What is on disk, and what of it the store holds. */
export interface LookedAtTranscripts {
  /** Folders that were looked in. */
  readonly roots: readonly string[];
  /** Transcripts found, without metadata. */
  readonly found: number;
  readonly lookedIn: readonly LookedIn[];
  readonly issues: readonly Issue[];
  readonly unkept: Unkept;
}

/** Looks for transcripts as every command does, and reads none. `store`: null where nothing can be asked of it. */
export async function lookAtTranscripts(
  store: Store | null,
  asked: readonly string[],
  { env, home }: RunContext,
): Promise<LookedAtTranscripts> {
  const isKept = (root: string) => store !== null && hasFileBelow(store, root + sep);
  const places = rootPlaces({ roots: asked, env, home }, isKept);
  const roots = holdersOf(places);
  const { files, issues } = await findTranscripts(roots);
  const transcripts = files.filter(({ kind }) => kind !== 'meta');
  const paths = files.map(({ path }) => path);
  return {
    ...{ roots, found: transcripts.length, lookedIn: lookAround(places, paths, home), issues },
    unkept: { ...unkeptOf(store, transcripts), cleanupDays: cleanupDays(roots) },
  };
}

function unkeptOf(store: Store | null, files: readonly TranscriptFile[]): Omit<Unkept, 'cleanupDays'> {
  const glimpses = store === null ? new Map() : fileGlimpses(store);
  const wanted = store === null ? files : withoutPruned(store, files);
  const unkept = wanted.filter((file) => {
    const glimpse = glimpses.get(file.path);
    return !isSame(glimpse, file) || glimpse?.depth !== 'spans';
  });
  const times = unkept.map(({ mtimeMs }) => mtimeMs).sort((a, b) => a - b);
  const [oldest] = times;
  return { transcripts: unkept.length, oldestAt: oldest === undefined ? null : (millis(oldest) as Millis) };
}

/** Of these files, those that begin or end with NUL bytes now. */
export function zeroedAmong(paths: Iterable<string>): ReadonlySet<string> {
  return new Set(
    [...new Set(paths)].filter((path) => {
      const size = lstatSync(path, { throwIfNoEntry: false })?.size;
      return size !== undefined && size > 0 && isZeroed(path, size);
    }),
  );
}
