import { HOUR_MS, SECOND_MS } from '../model/time.ts';
import type { FolderState, Walk } from '../model/walk.ts';
import { errorCode } from './error-code.ts';
import { folderState } from './folder-state.ts';
import { patternsOfAll } from './identify-transcript.ts';

/** The coarsest tick by which a file system dates a change (FAT). */
const TICK_MS = 2 * SECOND_MS;

/** Some network file systems do not date their folders at all: what is new there is found after this time. */
const TRUSTED_MS = HOUR_MS;

/**
 * Whether a later walk may be spared by this one. Not when a folder could not be listed, nor when one changed so lately
 * that a further change could bear the same time.
 */
export function isLasting({ complete, folders, begunAt }: Walk): boolean {
  return complete && folders.every(({ mtimeMs, ctimeMs }) => Math.max(mtimeMs, ctimeMs) < begunAt - TICK_MS);
}

/** Whether a walk at `now` (milliseconds since the epoch) would find what this one found. */
export function stillHolds({ begunAt, patterns, folders }: Walk, now: number): boolean {
  const age = now - begunAt;
  return age >= 0 && age < TRUSTED_MS && patterns === patternsOfAll().join(' ') && folders.every(isAsItWas);
}

/** Its modification time tells what came and went, unless it was set back; its change time tells that, and its rights. */
function isAsItWas(then: FolderState): boolean {
  try {
    const now = folderState(then.path);
    return now.ino === then.ino && now.mtimeMs === then.mtimeMs && now.ctimeMs === then.ctimeMs;
  } catch (error) {
    errorCode(error);
    return false;
  }
}
