import { lstatSync } from 'node:fs';
import { sep } from 'node:path';
import { projectFinder } from '../discover/find-project.ts';
import { holdersOf, type RootPlace, rootPlaces } from '../discover/find-roots.ts';
import { findTranscripts } from '../discover/find-transcripts.ts';
import { judgeLinks } from '../discover/judge-links.ts';
import type { RememberedWalk, RootCount } from '../discover/look-again.ts';
import { lookAround } from '../discover/look-around.ts';
import { pathOf } from '../discover/path-of.ts';
import { unchangedRoots, withKnownFiles } from '../ingest/known-files.ts';
import type { Backfill } from '../model/backfill.ts';
import type { DepthOf } from '../model/depth.ts';
import type { Fault } from '../model/fault.ts';
import type { Vanished } from '../model/gone-records.ts';
import type { Issue } from '../model/issue.ts';
import { append } from '../model/long-lists.ts';
import type { LeftOut } from '../model/provenance.ts';
import { millis } from '../model/time.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { hasFileBelow, knownPaths } from '../query/known-paths.ts';
import { readSpool } from '../spool/read-spool.ts';
import { faultsIn } from '../store/faults.ts';
import type { Store } from '../store/open-store.ts';
import { notPruned } from '../store/pruned.ts';
import { rememberedWalks, rememberWalks } from '../store/walks.ts';
import { settingOf } from './config-file.ts';
import { LABELS } from './config-keys.ts';
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
  /** How far each session is needed. */
  readonly depthOf: DepthOf;
  /** Whether every session is brought up to date that a hook may have reported. */
  readonly takesReports: boolean;
}

/** What a refresh found and did. */
export interface Refreshed extends Backfill {
  /** Real paths of the folders that were looked in: what `--root` narrows an answer to, also where one is gone. */
  readonly within: readonly string[];
  /** Files found that are not in the store now. */
  readonly filesUnread: number;
  readonly leftOut: LeftOut | null;
  readonly issues: readonly Issue[];
  /** What is missing from transcripts since they were last read, and is kept. */
  readonly vanished: readonly Vanished[];
  /** Sessions of the folders that were looked in that could not be built when they were last read. */
  readonly faults: readonly Fault[];
  /** Whether a transcript is where it was. */
  readonly isOnDisk: (path: string) => boolean;
}

/** Brings the store up to date with the transcripts on disk, newest first, as far as the options allow. */
export async function refresh(store: Store, context: RunContext, options: RefreshOptions): Promise<Refreshed> {
  const depthOf =
    options.takesReports && options.budgetMs !== 0 ? takeReports(store, context, options) : options.depthOf;
  const input = { roots: options.root, env: context.env, home: context.home };
  const places = rootPlaces(input, (root) => hasFileBelow(store, root + sep));
  const roots = holdersOf(places);
  const remembered = options.reindex ? [] : rememberedWalks(store, roots);
  const asKnown = unchangedRoots(roots, remembered, depthOf);
  if (asKnown !== null) return nothingNew(store, asKnown, roots, places, remembered, context);
  if (roots.length > 0 && remembered.length === 0 && options.budgetMs !== 0) {
    const { startEarly } = await import('../ingest/reader-thread.ts');
    startEarly();
  }
  const found = await findTranscripts(
    roots,
    remembered.map(({ walk }) => walk),
  );
  const files = notPruned(store, found.files);
  // Most runs end before this, without what reads.
  const { ingest } = await import('../ingest/ingest.ts');
  const wanted = newestSessions(files, options.newestSessions);
  const bar = progressBar(context);
  const { budgetMs } = options;
  const stopAt = budgetMs === null ? null : performance.timeOrigin + performance.now() + budgetMs;
  const run = (reindex: boolean) => {
    return ingest(store, wanted.files, {
      ...{ stopAt, reindex, depthOf },
      projectOf: projectFinder(context.home),
      labels: settingOf(context, LABELS).value,
      onDisk: found.files,
      now: context.now,
      onProgress: bar.show,
    });
  };
  let outcome = await run(options.reindex);
  let [filesRead, bytesRead] = [outcome.filesRead, outcome.bytesRead];
  const vanished = [...outcome.vanished];
  for (let tries = 1; outcome.sessionsBusy > 0 && tries < MOST_TRIES; tries++) {
    outcome = await run(false);
    filesRead += outcome.filesRead;
    bytesRead += outcome.bytesRead;
    append(vanished, outcome.vanished);
  }
  bar.clear();
  const faults = faultsBelow(store, roots);
  if (!store.memory) rememberWalks(store, withKnownFiles(store, found));
  return {
    roots,
    within: places.flatMap(({ root }) => root ?? []),
    filesFound: transcriptsOf(files).length,
    sessionsFound: wanted.sessionsFound,
    filesRead,
    bytesRead,
    newestSessions: options.newestSessions,
    lookedIn: lookAround(
      places,
      found.files.map(({ path }) => path),
      context.home,
    ),
    filesUnread: outcome.unchanged && wanted.sessionsLeft === 0 ? 0 : unread(store, files, depthOf),
    leftOut: leftOutOf(outcome.sessionsLeft, outcome.sessionsBusy, wanted.sessionsLeft, faults),
    issues: [...found.issues, ...outcome.issues],
    vanished,
    faults,
    isOnDisk: onDiskAmong(found.files),
  };
}

function nothingNew(
  store: Store,
  counts: readonly RootCount[],
  roots: readonly string[],
  places: readonly RootPlace[],
  remembered: readonly RememberedWalk[],
  { home }: RunContext,
): Refreshed {
  const issues = new Map<string, Issue>();
  for (const { walk } of remembered) judgeLinks(walk.links, walk.root, roots, (issue) => issues.set(issue.path, issue));
  const one = remembered.flatMap(({ walk: { root, places } }) =>
    places.slice(0, 1).map((place) => pathOf(root, place)),
  );
  const faults = faultsBelow(store, roots);
  return {
    roots,
    within: places.flatMap(({ root }) => root ?? []),
    filesFound: counts.reduce((sum, { transcripts }) => sum + transcripts, 0),
    sessionsFound: counts.reduce((sum, { sessions }) => sum + sessions, 0),
    ...{
      filesRead: 0,
      bytesRead: 0,
      newestSessions: null,
      filesUnread: 0,
      leftOut: leftOutOf(0, 0, 0, faults),
      vanished: [],
    },
    faults,
    lookedIn: lookAround(places, one, home),
    issues: [...issues.values()],
    isOnDisk: onDiskAmong([]),
  };
}

/** Whether a transcript is on disk. Those that were found need no second look; others may lie below other roots. */
export function onDiskAmong(files: readonly TranscriptFile[]): (path: string) => boolean {
  const found = new Set(files.map(({ path }) => path));
  return (path) => found.has(path) || (lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}

/** Whoever takes a report has to read its session whole: nobody else does so for it. */
function takeReports(store: Store, context: RunContext, { depthOf }: RefreshOptions): DepthOf {
  const spooled = readSpool(context.tjHome);
  takeSpooled(store, context, spooled);
  if (spooled.length === 0) return depthOf;
  const reported = new Set(spooled.map(({ report }) => report?.sessionId));
  return (session) => (reported.has(session.sessionId) ? 'spans' : depthOf(session));
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

/** Transcripts that matter to the answer and are not in the store. */
function unread(store: Store, files: readonly TranscriptFile[], depthOf: DepthOf): number {
  const known = knownPaths(store);
  return transcriptsOf(files).filter(({ path, sessionId, mtimeMs }) => {
    return !known.has(path) && depthOf({ sessionId: sessionId ?? path, writtenAt: millis(mtimeMs) }) !== null;
  }).length;
}

function faultsBelow(store: Store, roots: readonly string[]): Fault[] {
  return faultsIn(store).filter(({ path }) => roots.some((root) => path.startsWith(root + sep)));
}

function leftOutOf(byBudget: number, busy: number, byLimit: number, faults: readonly Fault[]): LeftOut | null {
  if (byBudget > 0) return { sessions: byBudget + byLimit, reason: 'budget' };
  if (byLimit > 0) return { sessions: byLimit, reason: 'newest-only' };
  if (busy > 0) return { sessions: busy, reason: 'busy' };
  const unknown = faults.filter(({ kept }) => kept === 'nothing').length;
  return unknown > 0 ? { sessions: unknown, reason: 'fault' } : null;
}
