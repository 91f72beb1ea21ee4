import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../discover/error-code.ts';
import { entriesIn } from '../../discover/look-at.ts';
import type { Finding } from '../../model/finding.ts';
import { spoolFolder } from '../../spool/spool-folder.ts';
import { type StoreCopy, storeCopies } from '../../store/store-copies.ts';
import type { RunContext } from '../run-context.ts';

/** What others than the owner may do with a file. */
const OF_OTHERS = 0o077;

/** Files and folders of tj's own that others may read, and a store that cannot be written to. */
export function lookAtFiles(run: RunContext, store: string): Finding[] {
  return [...openToOthers(run, store), ...readOnly(store), ...copies(store)];
}

const COPIES: Readonly<Record<StoreCopy['why'], string>> = {
  repair: 'the damaged store of before a repair: nothing reads it',
  upgrade: 'the store as it was before an upgrade of tj: nothing reads it',
  unfinished: 'what a repair was making that was killed: nothing reads it',
};

function copies(store: string): Finding[] {
  return storeCopies(store).map(({ path, why }) => {
    return {
      kind: 'store-copy',
      level: 'info',
      message: COPIES[why],
      path,
      do: why === 'unfinished' ? 'tj doctor --repair' : `rm "${path}"`,
    };
  });
}

function openToOthers({ tjHome }: RunContext, store: string): Finding[] {
  // Windows has no such modes.
  if (process.platform === 'win32') return [];
  const spool = spoolFolder(tjHome);
  const beside = ['', '-wal', '-shm', '-checked'].map((end) => store + end);
  const own = entriesIn(tjHome).flatMap((entry) => (entry.isFile() ? [join(tjHome, entry.name)] : []));
  const reports = entriesIn(spool).flatMap((entry) => (entry.isFile() ? [join(spool, entry.name)] : []));
  const copies = storeCopies(store).flatMap(({ path, why }) => [...(why === 'upgrade' ? [dirname(path)] : []), path]);
  const paths = [...new Set([tjHome, spool, ...own, ...beside, ...reports, ...copies])];
  return paths.flatMap((path): Finding[] => {
    const stat = statOf(path);
    if (stat === undefined || (stat.mode & OF_OTHERS) === 0) return [];
    const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
    const message = `other users may read it: its mode is ${mode}`;
    const wanted = stat.isDirectory() ? '700' : '600';
    return [{ kind: 'permissions', level: 'warning', message, path, do: `chmod ${wanted} "${path}"` }];
  });
}

function readOnly(store: string): Finding[] {
  if (statOf(store) === undefined) return [];
  return [store, dirname(store)].flatMap((path): Finding[] => {
    if (isWritable(path)) return [];
    const message = 'cannot be written to: nothing new is kept';
    return [{ kind: 'store-read-only', level: 'error', message, path, do: `chmod u+w "${path}"` }];
  });
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    errorCode(error);
    return false;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    errorCode(error);
    return undefined;
  }
}
