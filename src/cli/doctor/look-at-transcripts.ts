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
import { askStore } from './ask-store.ts';

/** What is on disk, and what of it the store holds. */
export interface LookedAtTranscripts {
  /** Folders that were looked in. */
  readonly roots: readonly string[];
  /** Transcripts found, without metadata. */
  readonly found: number;
  readonly lookedIn: readonly LookedIn[];
  readonly issues: readonly Issue[];
  readonly unkept: Unkept;
  /** Transcripts that stay out since tj prune took their sessions out. */
  readonly keptOut: number;
  /** Transcripts that begin or end with NUL bytes now. */
  readonly zeroed: ReadonlySet<string>;
}

/** Looks for transcripts as every command does, and reads no more than the ends of each. `store`: null where nothing can be asked of it. */
export async function lookAtTranscripts(
  { store, path }: { readonly store: Store | null; readonly path: string },
  asked: readonly string[],
  { env, home }: RunContext,
): Promise<LookedAtTranscripts> {
  const ask = <T>(question: (of: Store) => T) => (store === null ? null : askStore(store, path, () => question(store)));
  const isKept = (root: string) => ask((of) => hasFileBelow(of, root + sep)) ?? false;
  const places = rootPlaces({ roots: asked, env, home }, isKept);
  const roots = holdersOf(places);
  const { files, issues } = await findTranscripts(roots);
  const transcripts = files.filter(({ kind }) => kind !== 'meta');
  const wanted = ask((of) => withoutPruned(of, transcripts)) ?? transcripts;
  const paths = files.map(({ path }) => path);
  return {
    ...{ roots, found: transcripts.length, lookedIn: lookAround(places, paths, home), issues },
    zeroed: new Set(transcripts.filter(({ path, size }) => size > 0 && isZeroed(path, size)).map(({ path }) => path)),
    unkept: { ...unkeptOf(wanted, ask), cleanupDays: cleanupDays(roots) },
    keptOut: transcripts.length - wanted.length,
  };
}

function unkeptOf(
  files: readonly TranscriptFile[],
  ask: <T>(question: (of: Store) => T) => T | null,
): Omit<Unkept, 'cleanupDays'> {
  const glimpses = ask(fileGlimpses);
  const unkept = files.filter((file) => {
    const glimpse = glimpses?.get(file.path);
    return !isSame(glimpse, file) || glimpse?.depth !== 'spans';
  });
  const times = unkept.map(({ mtimeMs }) => mtimeMs).sort((a, b) => a - b);
  const [oldest] = times;
  return { transcripts: unkept.length, oldestAt: oldest === undefined ? null : (millis(oldest) as Millis) };
}
