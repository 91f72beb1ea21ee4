import { basename } from 'node:path';
import { contentHash } from '../model/content-hash.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';

/** A transcript that was on disk when its session was taken out: known again, but not named. */
interface Pruned {
  readonly sessionHash: string;
  /** Of the name of its file. */
  readonly nameHash: string;
  readonly size: number;
}

export const PRUNED_COLUMNS = ['session_hash', 'name_hash', 'size'] as const;

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

/** Whether a session was taken out, and did not come back. */
export function prunedSessions(store: Store): (sessionId: string) => boolean {
  const hashes = new Set(store.prepare<[], string>('SELECT DISTINCT session_hash FROM pruned').pluck().all());
  return (sessionId) => hashes.has(contentHash(sessionId));
}

/** Files of sessions that were taken out, each with the hash of its session, and those of these sessions that come back. */
function prunedAmong(
  store: Store,
  files: readonly TranscriptFile[],
): { readonly out: ReadonlyMap<TranscriptFile, string>; readonly back: ReadonlySet<string> } {
  const out = new Map<TranscriptFile, string>();
  const back = new Set<string>();
  const pruned = store
    .prepare<[], Pruned>('SELECT session_hash AS sessionHash, name_hash AS nameHash, size FROM pruned')
    .all();
  if (pruned.length === 0) return { out, back };
  const known = new Set(store.prepare<[], string>('SELECT path FROM files').pluck().all());
  const sizes = sizesOf(pruned);
  const sessionOf = new Map(pruned.map(({ nameHash, sessionHash }) => [nameHash, sessionHash]));
  for (const file of files) {
    const nameHash = nameHashOf(file.path);
    const session = file.sessionId === null ? sessionOf.get(nameHash) : contentHash(file.sessionId);
    const own = sizes.get(session ?? '');
    if (session === undefined || own === undefined || known.has(file.path)) continue;
    out.set(file, session);
    if (file.kind !== 'meta' && file.size > (own.get(nameHash) ?? -1)) back.add(session);
  }
  return { out, back };
}

function nameHashOf(path: string): string {
  return contentHash(basename(path));
}

/** Keeps transcripts out of the store as long as they are no larger than they are now. */
export function keepOut(store: Store, files: readonly { path: string; sessionId: string; size: number }[]): void {
  const sizeOf = store
    .prepare<[string, string], number>('SELECT size FROM pruned WHERE session_hash = ? AND name_hash = ?')
    .pluck();
  const put = store.prepare('INSERT OR REPLACE INTO pruned VALUES (?, ?, ?, ?)');
  for (const file of files) {
    const [session, name] = [contentHash(file.sessionId), nameHashOf(file.path)];
    // Of several of one name, the largest.
    const size = Math.max(file.size, sizeOf.get(session, name) ?? 0);
    put.run(session, name, size, rowSum([session, name, size]));
  }
}

/** Sizes by session and name of the file. */
function sizesOf(pruned: readonly Pruned[]): Map<string, Map<string, number>> {
  const sizes = new Map<string, Map<string, number>>();
  for (const { sessionHash, nameHash, size } of pruned) {
    const own = sizes.get(sessionHash) ?? new Map<string, number>();
    sizes.set(sessionHash, own.set(nameHash, size));
  }
  return sizes;
}

function comeBack(store: Store, sessions: ReadonlySet<string>): void {
  const drop = store.prepare('DELETE FROM pruned WHERE session_hash IN (SELECT value FROM json_each(?))');
  store.transaction(() => drop.run(JSON.stringify([...sessions]))).immediate();
}
