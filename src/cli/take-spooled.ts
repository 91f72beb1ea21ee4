import { join } from 'node:path';
import type { HookReport } from '../model/hook-report.ts';
import { logTrouble } from '../spool/hook-log.ts';
import { removeSpooled, type Spooled } from '../spool/read-spool.ts';
import { keepHookReports } from '../store/hook-reports.ts';
import type { Store } from '../store/open-store.ts';
import type { RunContext } from './run-context.ts';

/**
 * Moves reports of hooks from the spool into the store. They are for the user's own store alone: another one that is
 * asked for by `--db` must not take them from it.
 */
export function takeSpooled(store: Store, { tjHome }: Pick<RunContext, 'tjHome'>, spooled: readonly Spooled[]): void {
  if (spooled.length === 0 || store.name !== join(tjHome, 'tj.db')) return;
  const reports = spooled.flatMap(({ report }): HookReport[] => (report === null ? [] : [report]));
  keepHookReports(store, reports);
  const trouble = removeSpooled(spooled) ? [] : ['reports that were taken cannot be removed from the spool'];
  const broken = spooled.length - reports.length;
  if (broken > 0) trouble.push(`${broken} of the reports waiting could not be read and were removed`);
  for (const line of trouble) logTrouble(tjHome, new Date(), line);
}
