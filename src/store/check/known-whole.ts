import { readFileSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { errorCode } from '../../discover/error-code.ts';
import { jsonObject } from '../../model/json-object.ts';
import { DAY_MS } from '../../model/time.ts';

/** A disk can lose a bit while nobody writes: a store is looked through again after so long. */
const LASTS_MS = DAY_MS;

/** What a store was like when a tj left it, and when it was last looked through. */
interface Left {
  readonly size: number;
  readonly mtimeMs: number;
  readonly checkedAt: number;
}

/**
 * When the store was last found to be as it was written, now for a new one; null where that was too long ago, or something other than tj, or a tj
 * that was killed, has changed the file since. To be asked before it is opened. A memory and no truth: losing it costs one check.
 */
export function knownWholeAt(path: string, now = Date.now()): number | null {
  const stat = statOf(path);
  // Nothing is in it that could be damaged.
  if (stat === undefined || stat.size === 0) return now;
  const left = leftIn(path);
  if (left === null) return null;
  const isSame = left.size === stat.size && left.mtimeMs === stat.mtimeMs;
  return isSame && left.checkedAt <= now && now - left.checkedAt < LASTS_MS ? left.checkedAt : null;
}

/** Notes what a store is like that was known to be whole and has just been closed. */
export function leaveWhole(path: string, checkedAt: number): void {
  const stat = statOf(path);
  if (stat === undefined) return;
  const left: Left = { size: stat.size, mtimeMs: stat.mtimeMs, checkedAt };
  if (statOf(noteOf(path))?.isFile() === false) return;
  const before = leftIn(path);
  if (before?.size === left.size && before.mtimeMs === left.mtimeMs && before.checkedAt === checkedAt) return;
  try {
    writeFileSync(noteOf(path), `${JSON.stringify(left)}\n`, { mode: 0o600 });
  } catch (error) {
    // Where nothing can be written the next answer looks again.
    errorCode(error);
  }
}

/** Whether something was in the store at `path` when a tj left it. */
export function isNoted(path: string): boolean {
  return (leftIn(path)?.size ?? 0) > 0;
}

/** Forgets what was noted of a store that is no more, before another is made in its place. */
export function forgetNote(path: string): void {
  if (isNoted(path)) rmSync(noteOf(path), { force: true });
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    errorCode(error);
    return undefined;
  }
}

/** The note beside a store. */
function noteOf(path: string): string {
  return `${path}-checked`;
}

function leftIn(path: string): Left | null {
  if (statOf(noteOf(path))?.isFile() !== true) return null;
  try {
    const { size, mtimeMs, checkedAt } = jsonObject(readFileSync(noteOf(path), 'utf8')) ?? {};
    const isLeft = typeof size === 'number' && typeof mtimeMs === 'number' && typeof checkedAt === 'number';
    return isLeft ? { size, mtimeMs, checkedAt } : null;
  } catch (error) {
    errorCode(error);
    return null;
  }
}
