import type { TranscriptFile } from '../model/transcript-file.ts';
import { compareStamp } from '../read/file-stamp.ts';
import type { FileState } from '../store/file-states.ts';
import { PARSER_VERSION } from '../store/journal-codec.ts';

/** A file that has to be read. */
export interface FileChange {
  readonly file: TranscriptFile;
  /** What the store knows of it; null when it is new. */
  readonly state: FileState | null;
  /** Read on from the stored position, or anew from the start. */
  readonly how: 'on' | 'anew';
}

/** The changes of one session, read and built together. */
export interface WorkUnit {
  readonly changes: readonly FileChange[];
  /** Bytes to be read. */
  readonly bytes: number;
}

/** What has to be read, by session, in the order of `files` (newest first). Files that are gone are left as they are. */
export function workToDo(files: readonly TranscriptFile[], states: readonly FileState[], reindex: boolean): WorkUnit[] {
  const byPath = new Map(states.map((state) => [state.path, state]));
  const units = new Map<string, FileChange[]>();
  for (const file of files) {
    const change = changeOf(file, byPath.get(file.path) ?? null, reindex);
    if (change === null) continue;
    const unit = file.sessionId ?? change.state?.sessionId ?? file.path;
    const changes = units.get(unit);
    if (changes === undefined) units.set(unit, [change]);
    else changes.push(change);
  }
  return [...units.values()].map((changes) => ({
    changes,
    bytes: changes.reduce((sum, change) => sum + bytesOf(change), 0),
  }));
}

function changeOf(file: TranscriptFile, state: FileState | null, reindex: boolean): FileChange | null {
  if (state === null || reindex || state.parserVersion !== PARSER_VERSION) return { file, state, how: 'anew' };
  switch (compareStamp(state, file)) {
    case 'same':
      return null;
    case 'grown':
      return { file, state, how: 'on' };
    case 'changed':
      return { file, state, how: 'anew' };
  }
}

function bytesOf({ file, state, how }: FileChange): number {
  return how === 'on' && state !== null ? file.size - state.position : file.size;
}
