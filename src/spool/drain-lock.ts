import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../discover/error-code.ts';
import { MINUTE_MS } from '../model/time.ts';
import { spoolFolder } from './spool-folder.ts';

/** After this its process id may be another's; a drain that takes longer gets company, which does no harm. */
const STALE_MS = 10 * MINUTE_MS;

/**
 * Makes this process the one that drains the spool; false while another does. It only saves work: reports are kept
 * once, however many processes drain.
 */
export function lockDrain(tjHome: string): boolean {
  const path = lockPath(tjHome);
  for (let tries = 0; tries < 2; tries++) {
    try {
      const fd = openSync(path, 'wx', 0o600);
      writeSync(fd, String(process.pid));
      closeSync(fd);
      return true;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || isHeld(path)) return false;
      rmSync(path, { force: true, recursive: true });
    }
  }
  return false;
}

/** Lets the next one drain. */
export function unlockDrain(tjHome: string): void {
  rmSync(lockPath(tjHome), { force: true });
}

function lockPath(tjHome: string): string {
  return join(spoolFolder(tjHome), 'drain.lock');
}

function isHeld(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return false;
    const pid = Number(readFileSync(path, 'utf8'));
    // Empty for the moment between its making and its writing.
    return pid === 0 || isAlive(pid);
  } catch (error) {
    return errorCode(error) !== 'ENOENT';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
