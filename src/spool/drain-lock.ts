import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../discover/error-code.ts';
import { MINUTE_MS } from '../model/time.ts';
import { spoolFolder } from './spool-folder.ts';

/** After this its process id may be another's; a drain that takes longer gets company, which does no harm. */
const STALE_MS = 10 * MINUTE_MS;

/**
 * Makes this process the one that drains the spool, where it is not already; false while another does. It only saves
 * work: reports are kept once, however many processes drain.
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
      if (errorCode(error) !== 'EEXIST') return false;
      const holder = holderOf(path);
      if (holder === process.pid) return true;
      if (holder !== null) return false;
      rmSync(path, { force: true, recursive: true });
    }
  }
  return false;
}

/** Makes another process, which this one has just started, the one that drains. */
export function handDrainTo(tjHome: string, pid: number): void {
  writeFileSync(lockPath(tjHome), String(pid), { mode: 0o600 });
}

/** Lets the next one drain. */
export function unlockDrain(tjHome: string): void {
  rmSync(lockPath(tjHome), { force: true });
}

function lockPath(tjHome: string): string {
  return join(spoolFolder(tjHome), 'drain.lock');
}

/** The process that holds the lock; 0 for the moment between its making and its writing, null where nobody does. */
function holderOf(path: string): number | null {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return null;
    const pid = Number(readFileSync(path, 'utf8'));
    return pid === 0 || isAlive(pid) ? pid : null;
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? null : 0;
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
