import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../discover/error-code.ts';
import type { HookReport } from '../model/hook-report.ts';
import { jsonObject, membersOf, textOrNull } from '../model/json-object.ts';
import { MINUTE_MS, millis } from '../model/time.ts';
import { REPORT, spoolFolder, UNFINISHED } from './spool-folder.ts';

/** A report that waits, with its file; null where the file holds none. */
export interface Spooled {
  readonly path: string;
  readonly report: HookReport | null;
}

/** A file that is not whole after this long was left by a process that died. */
const ABANDONED_MS = 10 * MINUTE_MS;

/** A report is as long as a payload at most. */
const MOST_BYTES = 2 * 1024 * 1024;

/** All reports that wait, oldest first. A folder that cannot be read has none. */
export function readSpool(tjHome: string): Spooled[] {
  const folder = spoolFolder(tjHome);
  const names = namesIn(folder).sort();
  for (const name of names) if (name.endsWith(UNFINISHED)) removeAbandoned(join(folder, name));
  return names
    .filter((name) => name.endsWith(REPORT))
    .flatMap((name) => {
      const path = join(folder, name);
      const text = textOf(path);
      return text === null ? [] : [{ path, report: reportIn(text) }];
    });
}

/**
 * Takes files away that the store has now; another tj may have been faster. False where one cannot be taken away: it is
 * kept once all the same.
 */
export function removeSpooled(spooled: readonly Spooled[]): boolean {
  return spooled.map(({ path }) => isRemoved(path)).every(Boolean);
}

/** What lies in a folder; nothing where it cannot be read, or is none. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    errorCode(error);
    return [];
  }
}

/** Null for what is no report of tj's own: a folder, a pipe that nobody writes to, a file of another size. */
function textOf(path: string): string | null {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= MOST_BYTES ? readFileSync(path, 'utf8') : null;
  } catch (error) {
    errorCode(error);
    return null;
  }
}

function removeAbandoned(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() && Date.now() - stat.mtimeMs > ABANDONED_MS) isRemoved(path);
}

function isRemoved(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch (error) {
    errorCode(error);
    return false;
  }
}

function reportIn(text: string): HookReport | null {
  const found = jsonObject(text);
  const { sessionId, at } = found ?? {};
  if (found === null || typeof sessionId !== 'string' || sessionId === '') return null;
  if (typeof at !== 'number' || !Number.isSafeInteger(at)) return null;
  const run = membersOf(found.run) ?? {};
  return {
    sessionId,
    at: millis(at),
    reason: textOrNull(found.reason),
    transcriptPath: textOrNull(found.transcriptPath),
    cwd: textOrNull(found.cwd),
    run: {
      runId: textOrNull(run.runId),
      parentSessionId: textOrNull(run.parentSessionId),
      instance: textOrNull(run.instance),
      project: textOrNull(run.project),
    },
  };
}
