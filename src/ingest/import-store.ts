import type { LabelsKept } from '../model/label.ts';
import type { Millis } from '../model/time.ts';
import { fileStates } from '../store/file-states.ts';
import { forgetter } from '../store/forget.ts';
import type { ExportedFile, ExportHeader, ExportLine, UsageSession } from '../store/move/export-line.ts';
import { fileCopies } from '../store/move/file-copies.ts';
import { keptRows } from '../store/move/kept-rows.ts';
import { usageSessions } from '../store/move/usage-sessions.ts';
import type { Store } from '../store/open-store.ts';
import { prunedSessions } from '../store/pruned.ts';
import { ownershipResolver } from '../store/resolve-ownership.ts';
import { keptBuilder } from './batch-writer.ts';
import { accountKeeper } from './keep-accounts.ts';
import { sessionPlacer } from './place-sessions.ts';

export interface ImportHow {
  /** Whether a transcript of this path is on this machine. */
  readonly isOnDisk: (path: string) => boolean;
  readonly now: Millis;
  /** What is kept of texts. */
  readonly labels: LabelsKept;
  readonly onBuilt: (sessionsBuilt: number, sessionsToBuild: number) => void;
}

/** What came of an import. */
export interface Imported {
  /** Sessions that were not known, that have something new, and that are as they were. */
  readonly newSessions: number;
  readonly changedSessions: number;
  readonly sameSessions: number;
  /** Sessions that were left out, because tj prune took them out here. */
  readonly keptOut: number;
  /** By table: rows that were not known of what is not of transcripts. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Takes the lines of an export, and brings into the store what it does not have. */
export interface Importer {
  /** False for a line that cannot be one of an export. Throws what zlib, SQLite or `JSON.parse` says of what is in one. */
  take(line: ExportLine): boolean;
  /** Builds the sessions of which something is new. */
  finish(): Imported;
}

/**
 * Prepares to import what a header announces. To be used within one transaction, so that it comes in whole or not at all.
 * What it has of a session that is known is added to that: responses count once, as those of two folders do (C1 to C4).
 */
export function storeImporter(store: Store, { columns }: ExportHeader, how: ImportHow): Importer {
  const states = fileStates(store);
  const files = fileCopies(store);
  const kept = keptRows(store);
  const usage = usageSessions(store, columns, how.labels);
  const known = new Set(store.prepare<[], string>('SELECT session_id FROM sessions').pluck().all());
  const isPruned = prunedSessions(store);
  // Working folders are those of another machine.
  const build = keptBuilder(store, () => null, how.now);
  const placeUsage = usagePlacer(store);
  const [seen, keptOut, usageOnly, changed] = [new Set<string>(), new Set<string>(), new Map(), new Set<string>()];
  const rows: Record<string, number> = {};

  const takeSession = (session: UsageSession) => {
    const { id } = session;
    if (isPruned(id) && !known.has(id)) return keptOut.add(id);
    seen.add(id);
    if (usage.knownAs(id) === 'nothing')
      return usageOnly.set(id, { keys: usage.write(session), cwd: usage.cwdOf(session) });
    if (usage.lacking(session).length === 0) return undefined;
    // As of one whose transcripts are there: what they do not have is kept as gone from them.
    if (usage.knownAs(id) === 'usage') build([id]);
    states.keepGone(id, usage.lacking(session), 'elsewhere', how.now);
    return changed.add(id);
  };
  const takeFile = (file: ExportedFile) => {
    if (isPruned(file.session) && !known.has(file.session)) return keptOut.add(file.session);
    seen.add(file.session);
    for (const id of files.adopt(file, how)) if (!usageOnly.has(id)) changed.add(id);
    return undefined;
  };
  return {
    take(line) {
      if ('file' in line) takeFile(line.file);
      else if ('session' in line) takeSession(line.session);
      else if ('row' in line) {
        const isNew = kept.keep(line.row);
        if (isNew === null) return false;
        if (isNew) rows[line.row[0]] = (rows[line.row[0]] ?? 0) + 1;
      } else return false;
      return true;
    },
    finish() {
      placeUsage(usageOnly);
      build([...changed], how.onBuilt);
      // They say what the store has of files.
      forgetter(store).walks();
      for (const id of changed) seen.add(id);
      const anew = [...seen].filter((id) => !known.has(id)).length;
      const added = [...changed].filter((id) => known.has(id)).length;
      const sameSessions = seen.size - anew - added;
      return { newSessions: anew, changedSessions: added, sameSessions, keptOut: keptOut.size, rows };
    },
  };
}

/** Decides whose the responses are of sessions of which nothing else is known, and sums them. */
function usagePlacer(store: Store) {
  const place = sessionPlacer(store, () => null);
  const resolve = ownershipResolver(store);
  const keepAccounts = accountKeeper(store, fileStates(store));
  return (sessions: ReadonlyMap<string, { readonly keys: readonly string[]; readonly cwd: string | null }>): void => {
    if (sessions.size === 0) return;
    place([...sessions.values()].map(({ cwd }) => ({ session: { cwd }, worktrees: [] })));
    const keys = [...sessions.values()].flatMap((session) => session.keys);
    const changed = resolve(new Map(keys.map((key) => [key, null])), new Set());
    keepAccounts(new Map(), new Set([...sessions.keys(), ...changed]), new Map());
  };
}
