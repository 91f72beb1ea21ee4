import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HookReport } from '../model/hook-report.ts';
import { makeFolder } from './make-folder.ts';
import { REPORT, spoolFolder, UNFINISHED } from './spool-folder.ts';

/**
 * Leaves a report where any later tj finds it, also after a power cut: whole or not at all, for the user's eyes only. `label` tells reports of
 * one moment apart. Throws what the file system says when it cannot be written.
 */
export function spoolReport(tjHome: string, report: HookReport, label: string): void {
  const folder = spoolFolder(tjHome);
  makeFolder(folder);
  const path = join(folder, `${report.at}-${label}`);
  try {
    writeFileSync(path + UNFINISHED, `${JSON.stringify(report)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(path + UNFINISHED, path + REPORT);
    syncFolder(folder);
  } catch (error) {
    rmSync(path + UNFINISHED, { force: true });
    throw error;
  }
}

/** Where a folder cannot be opened (Windows), its file system keeps names in order itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
