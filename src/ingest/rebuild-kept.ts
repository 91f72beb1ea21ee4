import { type Millis, millis } from '../model/time.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import type { FileGlimpse } from '../store/file-glimpses.ts';
import type { Store } from '../store/open-store.ts';
import { PARSER_VERSION } from '../store/parser-version.ts';
import { sessionsToRebuild } from '../store/sessions-to-rebuild.ts';
import type { LookAtFolder } from './place-sessions.ts';

export interface RebuildOptions {
  readonly stopAt: number | null;
  readonly projectOf: LookAtFolder;
  readonly now?: Millis;
}

/** Sessions built in one transaction. */
const AT_ONCE = 50;

/**
 * Builds sessions anew that an earlier version of tj kept and whose transcripts are gone, from their journal: as far as
 * that says enough for what is built today. Stops at `stopAt`; the next run goes on. Tells how many sessions wait for it.
 */
export async function rebuildKept(
  store: Store,
  onDisk: readonly TranscriptFile[],
  glimpses: ReadonlyMap<string, FileGlimpse>,
  { stopAt, projectOf, now }: RebuildOptions,
): Promise<number> {
  const gone = keptSessions(onDisk, glimpses);
  const ids = gone.size === 0 ? [] : sessionsToRebuild(store, gone);
  if (ids.length === 0) return 0;
  const [{ keptWriter }, { isLaterThan }] = await Promise.all([
    import('./batch-writer.ts'),
    import('./reader-thread.ts'),
  ]);
  const isOver = isLaterThan(stopAt);
  const write = keptWriter(store, projectOf, now ?? millis(Date.now()));
  let done = 0;
  for (; done < ids.length && !isOver(); done += AT_ONCE) {
    write(ids.slice(done, done + AT_ONCE));
  }
  return Math.max(0, ids.length - done);
}

/** Sessions of files that are not found any more and were read by an earlier version. */
function keptSessions(
  onDisk: readonly TranscriptFile[],
  glimpses: ReadonlyMap<string, FileGlimpse>,
): ReadonlySet<string> {
  const old = [...glimpses].filter(([, { parserVersion }]) => parserVersion !== PARSER_VERSION);
  if (old.length === 0) return new Set();
  const found = new Set(onDisk.map(({ path }) => path));
  return new Set(old.flatMap(([path, { sessionId }]) => (found.has(path) ? [] : [sessionId])));
}
