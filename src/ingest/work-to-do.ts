import type { TranscriptFile } from '../model/transcript-file.ts';
import { compareStamp } from '../read/file-stamp.ts';
import type { FileGlimpse } from '../store/file-glimpses.ts';
import type { FileState, FileStates } from '../store/file-states.ts';
import { PARSER_VERSION } from '../store/parser-version.ts';

/** A file that has to be read. */
export interface FileChange {
  readonly file: TranscriptFile;
  /** What the store knows of it; null when it is new. */
  readonly state: FileState | null;
  /** Read on from the stored position, or anew from the start. */
  readonly how: 'on' | 'anew';
  /** Whether what was read of it may no longer stand in it. */
  readonly changed: boolean;
}

/** The changes of one session, read and built together. */
export interface WorkUnit {
  /** Null while only the records can tell (flat agents). */
  readonly sessionId: string | null;
  readonly changes: readonly FileChange[];
  /** True when all that is known of the session is read anew here, so that it can be built from this alone. */
  readonly whole: boolean;
  /** Bytes to be read. */
  readonly bytes: number;
}

/**
 * What has to be read of the files that may have changed, by session, in the order of `files` (newest first). `glimpses`
 * are of all files known, also of those that are gone: they are left as they are.
 */
export function workToDo(
  files: readonly TranscriptFile[],
  glimpses: ReadonlyMap<string, FileGlimpse>,
  states: FileStates,
  reindex: boolean,
): WorkUnit[] {
  const units = new Map<string, FileChange[]>();
  for (const file of files) {
    const state = states.byPath(file.path) ?? null;
    const change = changeOf(file, state, reindex || glimpses.get(file.path)?.depth === 'usage');
    if (change === null) continue;
    const unit = file.sessionId ?? change.state?.sessionId ?? file.path;
    const changes = units.get(unit);
    if (changes === undefined) units.set(unit, [change]);
    else changes.push(change);
  }
  const known = countBySession(glimpses.values());
  return [...units.values()].map((changes) => unitOf(changes, known));
}

function unitOf(changes: readonly FileChange[], knownFiles: ReadonlyMap<string, number>): WorkUnit {
  const sessionId = changes.find((change) => change.file.sessionId !== null)?.file.sessionId ?? null;
  const known = changes.filter((change) => change.state !== null).length;
  const whole = sessionId !== null && known === (knownFiles.get(sessionId) ?? 0);
  return {
    sessionId,
    changes,
    whole: whole && changes.every((change) => change.how === 'anew' && change.file.sessionId === sessionId),
    bytes: changes.reduce((sum, change) => sum + bytesOf(change), 0),
  };
}

function countBySession(states: Iterable<FileGlimpse>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const state of states) counts.set(state.sessionId, (counts.get(state.sessionId) ?? 0) + 1);
  return counts;
}

/** `anew`: whatever was read of it, it is read from its start. */
function changeOf(file: TranscriptFile, state: FileState | null, anew: boolean): FileChange | null {
  if (state === null) return { file, state, how: 'anew', changed: false };
  const compared = compareStamp(state, file);
  const changed = compared === 'changed';
  if (changed || anew || state.parserVersion !== PARSER_VERSION) return { file, state, how: 'anew', changed };
  return compared === 'same' ? null : { file, state, how: 'on', changed };
}

function bytesOf({ file, state, how }: FileChange): number {
  return how === 'on' && state !== null ? file.size - state.position : file.size;
}
