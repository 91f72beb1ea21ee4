import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../discover/error-code.ts';
import { UserError } from '../model/errors.ts';
import { BY_HAND, type HookReport } from '../model/hook-report.ts';
import { sessionsLike } from '../query/find-sessions.ts';
import { unsentText } from '../render/export-summary.ts';
import { faultLines } from '../render/fault-lines.ts';
import { vanishedLines } from '../render/vanished-lines.ts';
import { lockDrain, unlockDrain } from '../spool/drain-lock.ts';
import { logTrouble } from '../spool/hook-log.ts';
import { readSpool, removeSpooled, type Spooled } from '../spool/read-spool.ts';
import type { Store } from '../store/open-store.ts';
import { settingOf } from './config-file.ts';
import { EXPORT_ENDPOINT } from './config-keys.ts';
import { isTraced } from './is-traced.ts';
import { refresh } from './refresh.ts';
import { type RunContext, storePath } from './run-context.ts';
import { takeSpooled } from './take-spooled.ts';
import { traceRoots } from './trace-roots.ts';
import { withStore } from './with-store.ts';

/**
 * A transcript is whole when nothing was added for this long; one that goes on is read as it is. One that is not there
 * may still come, but mostly there was no prompt, and others wait.
 */
const QUIET_MS = 300;
const MOST_WAIT_MS = 3000;
const LOOK_AGAIN_MS = 50;

export interface DrainOptions {
  readonly root: readonly string[];
  /** Whoever waits for the sessions reads them, also where another process is at it. */
  readonly isAwaited: boolean;
}

/**
 * Reads the sessions that hooks reported, with their agents, and moves the reports into the store, until none is left.
 * One process at a time does so; whoever finds another at it may leave, because that one looks once more at its end.
 */
export async function drainSpool(options: DrainOptions, run: RunContext): Promise<void> {
  // One that was taken and cannot be removed is not taken for a new one.
  const taken = new Set<string>();
  const newOnes = () => readSpool(run.tjHome).filter(({ path }) => !taken.has(path));
  const drainAll = async () => {
    for (let waiting = newOnes(); waiting.length > 0; waiting = newOnes()) {
      await drain(waiting, options, run);
      for (const { path } of waiting) taken.add(path);
    }
  };
  if (options.isAwaited) return await drainAll();
  while (lockDrain(run.tjHome)) {
    try {
      await drainAll();
    } finally {
      unlockDrain(run.tjHome);
    }
    if (newOnes().length === 0) return;
  }
}

async function drain(found: readonly Spooled[], options: DrainOptions, run: RunContext): Promise<void> {
  const roots = traceRoots(run);
  const isKept = ({ report }: Spooled) => report === null || report.reason === BY_HAND || isTraced(report.cwd, roots);
  const waiting = found.filter(isKept);
  removeSpooled(found.filter((each) => !isKept(each)));
  if (waiting.length === 0) return;
  const reports = waiting.flatMap(({ report }): HookReport[] => (report === null ? [] : [report]));
  // At the beginning of a session whatever changed since is read, so that a missed end loses nothing.
  const all = reports.some(({ reason }) => reason === null);
  await Promise.all(reports.map(({ reason, transcriptPath }) => (reason === null ? null : isQuiet(transcriptPath))));
  const reported = new Set<string>(reports.map(({ sessionId }) => sessionId));
  await withStore(storePath(run, undefined), async (store) => {
    const { vanished, faults } = await refresh(store, run, {
      root: options.root,
      budgetMs: null,
      newestSessions: null,
      reindex: false,
      depthOf: ({ sessionId }) => (all || reported.has(sessionId) ? 'spans' : null),
      takesReports: all,
    });
    for (const line of [...vanishedLines(vanished), ...faultLines(faults)]) logTrouble(run.tjHome, new Date(), line);
    takeSpooled(store, run, waiting);
    for (const report of reports) reportUnread(store, report, run);
    await sendReported(store, reported, run);
  });
}

/** What sends the rest of an export that a hook made. */
const WHEN_SENT = 'it is sent after the next session, or by tj export --otlp';

/** Where the settings name a collector. One that is down costs nothing: what it did not get is sent after a later session. */
async function sendReported(store: Store, reported: ReadonlySet<string>, run: RunContext): Promise<void> {
  const tell = (trouble: string) => logTrouble(run.tjHome, new Date(), `export: ${trouble}`);
  try {
    if (settingOf(run, EXPORT_ENDPOINT).value === '') return;
    const { exportReported } = await import('./export-otlp.ts');
    const exported = await exportReported(store, reported, run);
    if (exported !== null && exported.sent.trouble !== '') tell(unsentText(exported, WHEN_SENT));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    tell(error.message);
  }
}

/** Resolves when the transcript, which may lag behind its hook, stays as it is; at the latest after `MOST_WAIT_MS`. */
async function isQuiet(path: string | null): Promise<void> {
  if (path === null) return;
  let [seen, quietMs] = [stampOf(path), 0];
  for (let waited = 0; waited < MOST_WAIT_MS && quietMs < QUIET_MS; waited += LOOK_AGAIN_MS) {
    await sleep(LOOK_AGAIN_MS);
    const now = stampOf(path);
    quietMs = now === seen ? quietMs + LOOK_AGAIN_MS : 0;
    seen = now;
  }
}

/** Null where there is no such file, or no way to it: what a hook names need not be a path at all. */
function stampOf(path: string): string | null {
  try {
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs}`;
  } catch (error) {
    errorCode(error);
    return null;
  }
}

/** A session without a transcript had no prompt; one whose transcript is elsewhere than tj looks is worth a word. */
function reportUnread(store: Store, { sessionId, transcriptPath }: HookReport, { tjHome }: RunContext): void {
  if (transcriptPath === null || !existsSync(transcriptPath)) return;
  if (sessionsLike(store, sessionId, 1).length > 0) return;
  logTrouble(tjHome, new Date(), `session ${sessionId}: ${transcriptPath} lies in none of the folders that tj reads`);
}
