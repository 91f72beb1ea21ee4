import { basename } from 'node:path';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';

/** A transcript that was on disk when its session was taken out. */
interface Pruned {
  readonly path: string;
  readonly sessionId: string;
  readonly size: number;
}

export const PRUNED_COLUMNS = ['path', 'session_id', 'size'] as const;

/**
 * Those of the files found that are not kept out of the store since `tj prune` took their sessions out. A session comes
 * back as a whole, with the first of its transcripts that has grown or is new; a transcript that was only moved is neither.
 */
export function notPruned(store: Store, files: readonly TranscriptFile[]): readonly TranscriptFile[] {
  const { out, back } = prunedAmong(store, files);
  if (back.size > 0) comeBack(store, back);
  return files.filter((file) => back.has(out.get(file) ?? '') || !out.has(file));
}

/** The same, and nothing is written. */
export function withoutPruned(store: Store, files: readonly TranscriptFile[]): readonly TranscriptFile[] {
  const { out, back } = prunedAmong(store, files);
  return files.filter((file) => back.has(out.get(file) ?? '') || !out.has(file));
}

/** Files of sessions that were taken out, each with its session, and those of these sessions that come back. */
function prunedAmong(
  store: Store,
  files: readonly TranscriptFile[],
): { readonly out: ReadonlyMap<TranscriptFile, string>; readonly back: ReadonlySet<string> } {
  const out = new Map<TranscriptFile, string>();
  const back = new Set<string>();
  const pruned = store.prepare<[], Pruned>('SELECT path, session_id AS sessionId, size FROM pruned').all();
  if (pruned.length === 0) return { out, back };
  const known = new Set(store.prepare<[], string>('SELECT path FROM files').pluck().all());
  const sizes = sizesOf(pruned);
  const sessionOf = new Map(pruned.map(({ path, sessionId }) => [basename(path), sessionId]));
  for (const file of files) {
    const sessionId = file.sessionId ?? sessionOf.get(basename(file.path)) ?? '';
    const own = sizes.get(sessionId);
    if (own === undefined || known.has(file.path)) continue;
    out.set(file, sessionId);
    if (file.kind !== 'meta' && file.size > (own.get(basename(file.path)) ?? -1)) back.add(sessionId);
  }
  return { out, back };
}

/** Keeps transcripts out of the store as long as they are no larger than they are now. */
export function keepOut(store: Store, files: readonly Pruned[]): void {
  const put = store.prepare('INSERT OR REPLACE INTO pruned (path, session_id, size, row_sum) VALUES (?, ?, ?, ?)');
  for (const { path, sessionId, size } of files) put.run(path, sessionId, size, rowSum([path, sessionId, size]));
}

/** Sizes by session and name of the file; of several of one name, the largest. */
function sizesOf(pruned: readonly Pruned[]): Map<string, Map<string, number>> {
  const sizes = new Map<string, Map<string, number>>();
  for (const { path, sessionId, size } of pruned) {
    const own = sizes.get(sessionId) ?? new Map<string, number>();
    own.set(basename(path), Math.max(size, own.get(basename(path)) ?? 0));
    sizes.set(sessionId, own);
  }
  return sizes;
}

function comeBack(store: Store, sessions: ReadonlySet<string>): void {
  const drop = store.prepare('DELETE FROM pruned WHERE session_id IN (SELECT value FROM json_each(?))');
  store.transaction(() => drop.run(JSON.stringify([...sessions]))).immediate();
}
