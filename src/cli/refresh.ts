import { sep } from 'node:path';
import { projectFinder } from '../discover/find-project.ts';
import { holdersOf, rootPlaces } from '../discover/find-roots.ts';
import { findTranscripts } from '../discover/find-transcripts.ts';
import { lookAround } from '../discover/look-around.ts';
import { ingest } from '../ingest/ingest.ts';
import type { Backfill } from '../model/backfill.ts';
import type { Issue } from '../model/issue.ts';
import type { LeftOut } from '../model/provenance.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { hasFileBelow, knownPaths } from '../query/known-paths.ts';
import { readSpool } from '../spool/read-spool.ts';
import type { Store } from '../store/open-store.ts';
import { rememberedWalks, rememberWalks } from '../store/walks.ts';
import { progressBar } from './progress-bar.ts';
import type { RunContext } from './run-context.ts';
import { takeSpooled } from './take-spooled.ts';

/** Times that a session which another tj writes at the same moment is read again. */
const MOST_TRIES = 5;

export interface RefreshOptions {
  readonly root: readonly string[];
  /** Milliseconds that reading may take; null for no limit, 0 to read nothing. */
  readonly budgetMs: number | null;
  /** Read only so many sessions, the newest; null for all. */
  readonly newestSessions: number | null;
  readonly reindex: boolean;
  /** Only these sessions; absent: all. */
  readonly sessions?: ReadonlySet<string>;
}

/** What a refresh found and did. */
export interface Refreshed extends Backfill {
  /** Real paths of the folders that were looked in: what `--root` narrows an answer to, also where one is gone. */
  readonly within: readonly string[];
  /** Files found that are not in the store now. */
  readonly filesUnread: number;
  readonly leftOut: LeftOut | null;
  readonly issues: readonly Issue[];
}

/** Brings the store up to date with the transcripts on disk, newest first, as far as the options allow. */
export async function refresh(store: Store, context: RunContext, options: RefreshOptions): Promise<Refreshed> {
  // Whoever takes a report has to read its session: nobody else does so for it.
  const readsAll = options.sessions === undefined && options.budgetMs !== 0;
  if (readsAll) takeSpooled(store, context, readSpool(context.tjHome));
  const input = { roots: options.root, env: context.env, home: context.home };
  const places = rootPlaces(input, (root) => hasFileBelow(store, root + sep));
  const roots = holdersOf(places);
  const found = await findTranscripts(roots, options.reindex ? [] : rememberedWalks(store, roots));
  rememberWalks(store, found.walks);
  const wanted = newestSessions(filesOf(found.files, options.sessions), options.newestSessions);
  const bar = progressBar(context);
  const begun = performance.now();
  const isOver = () => options.budgetMs !== null && performance.now() - begun >= options.budgetMs;
  const run = (reindex: boolean) => {
    return ingest(store, wanted.files, {
      isOver,
      reindex,
      projectOf: projectFinder(),
      onDisk: found.files,
      onProgress: bar.show,
    });
  };
  let outcome = await run(options.reindex);
  let [filesRead, bytesRead] = [outcome.filesRead, outcome.bytesRead];
  for (let tries = 1; outcome.sessionsBusy > 0 && tries < MOST_TRIES; tries++) {
    outcome = await run(false);
    filesRead += outcome.filesRead;
    bytesRead += outcome.bytesRead;
  }
  bar.clear();
  return {
    roots,
    within: places.flatMap(({ root }) => root ?? []),
    filesFound: transcriptsOf(found.files).length,
    sessionsFound: wanted.sessionsFound,
    filesRead,
    bytesRead,
    newestSessions: options.newestSessions,
    lookedIn: lookAround(
      places,
      found.files.map(({ path }) => path),
      context.home,
    ),
    filesUnread: outcome.unchanged && wanted.sessionsLeft === 0 ? 0 : unread(store, found.files),
    leftOut: leftOutOf(outcome.sessionsLeft, outcome.sessionsBusy, wanted.sessionsLeft),
    issues: [...found.issues, ...outcome.issues],
  };
}

/** The files of some sessions; a flat agent may belong to any. */
function filesOf(files: readonly TranscriptFile[], sessions: ReadonlySet<string> | undefined) {
  if (sessions === undefined) return files;
  return files.filter(({ sessionId }) => sessionId === null || sessions.has(sessionId));
}

/** The files of the newest sessions, all files of each; a flat agent counts as a session of its own. */
function newestSessions(files: readonly TranscriptFile[], limit: number | null) {
  const sessions = new Set<string>();
  for (const file of files) sessions.add(file.sessionId ?? file.path);
  const kept = limit === null ? sessions : new Set([...sessions].slice(0, limit));
  return {
    files: files.filter((file) => kept.has(file.sessionId ?? file.path)),
    sessionsFound: sessions.size,
    sessionsLeft: sessions.size - kept.size,
  };
}

function transcriptsOf(files: readonly TranscriptFile[]): TranscriptFile[] {
  return files.filter((file) => file.kind !== 'meta');
}

function unread(store: Store, files: readonly TranscriptFile[]): number {
  const known = knownPaths(store);
  return transcriptsOf(files).filter((file) => !known.has(file.path)).length;
}

function leftOutOf(byBudget: number, busy: number, byLimit: number): LeftOut | null {
  if (byBudget > 0) return { sessions: byBudget + byLimit, reason: 'budget' };
  if (byLimit > 0) return { sessions: byLimit, reason: 'newest-only' };
  return busy > 0 ? { sessions: busy, reason: 'busy' } : null;
}
