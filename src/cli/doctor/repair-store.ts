import { existsSync } from 'node:fs';
import { type CarriedOver, carryOverBuilt, rebuildAll } from '../../ingest/rebuild-all.ts';
import { UserError } from '../../model/errors.ts';
import type { GoneForGood, Repaired } from '../../model/repaired.ts';
import { isoOf } from '../../model/time.ts';
import { sessionResponses, shownElsewhere } from '../../query/doctor/session-responses.ts';
import { provenanceOf } from '../../query/provenance.ts';
import { ALL_RESPONSES } from '../../query/response-filter.ts';
import { KEPT_TABLES } from '../../store/check/summed-tables.ts';
import { notAStore, ownerOf } from '../../store/file-owner.ts';
import { asUserError, openStore, type Store } from '../../store/open-store.ts';
import {
  copyBeside,
  type HeldStore,
  holdStore,
  placeForNew,
  releaseStore,
  removeStore,
  removeUnfinished,
  replaceStore,
} from '../../store/repair/replace-store.ts';
import { type Salvaged, salvage } from '../../store/repair/salvage.ts';
import { storePages } from '../../store/repair/store-pages.ts';
import { checkingBar } from '../progress-bar.ts';
import { bytesOf } from '../prune-store.ts';
import { refresh } from '../refresh.ts';
import type { RunContext } from '../run-context.ts';
import { withWholeStore } from '../with-store.ts';
import { lookAtStore } from './look-at-store.ts';

export interface RepairOptions {
  readonly root: readonly string[];
  /** Compare every session with what its journal makes of it. */
  readonly all: boolean;
  /** Whether the store was named: another program's file may be there by mistake. */
  readonly isNamed: boolean;
}

/**
 * Saves what can be read of a damaged store and rebuilds the rest, from what it has of transcripts and from transcripts on disk. The
 * damaged one is kept beside. A kill at any point leaves the damaged store, or the repaired one. `UserError` where nothing can be
 * repaired: another program's file, a newer tj, a full disk.
 */
export async function repairStore(path: string, run: RunContext, options: RepairOptions): Promise<Repaired> {
  const made = await makeWhole(path, run, options);
  if (made === null) return { ...UNTOUCHED, store: path };
  return await withWholeStore(path, run, async (store) => {
    const { sessions, responses } = provenanceOf(store, ALL_RESPONSES);
    const gone = goneOf(made, store);
    const { copy: keptAs, filesRead, carried } = made;
    return { store: path, keptAs, sessions, responses, filesRead, carriedOver: carried.sessions.length, gone };
  });
}

/** Reads of transcripts on disk what the store had of them, each as far as it was; returns how many that were. */
async function readAgain(store: Store, run: RunContext, named: readonly string[], salvaged: Salvaged): Promise<number> {
  const root = named.filter((folder) => existsSync(folder));
  if (root.length === 0 && named.length > 0) return 0;
  const isKnown = new Set(sessionResponses(store).map(({ sessionId }) => sessionId));
  const { filesRead } = await refresh(store, run, {
    ...{ root, budgetMs: null, newestSessions: null, reindex: false, takesReports: false },
    depthOf({ sessionId }) {
      if (!isKnown.has(sessionId) && !salvaged.isReadAgain) return null;
      return salvaged.usageOnly.has(sessionId) ? 'usage' : 'spans';
    },
  });
  return filesRead;
}

const UNTOUCHED = {
  ...{ keptAs: null, sessions: 0, responses: 0, filesRead: 0, carriedOver: 0 },
  gone: { sessions: [], rows: [], pages: [] },
};

/** Null where the store is whole. */
async function makeWhole(path: string, run: RunContext, options: RepairOptions) {
  const looked = await lookAtStore(path, options.all, checkingBar(run, bytesOf(path)));
  looked.store?.close();
  const wrong = looked.findings.filter(({ level }) => level === 'error');
  const other = wrong.find(({ kind }) => kind !== 'store-damaged' && kind !== 'rows-differ');
  if (other !== undefined) {
    const { kind, message } = other;
    const isWhole = kind === 'engine' || message.includes(path);
    throw new UserError(kind, isWhole ? message : `the store ${path} ${message}`, 1);
  }
  if (wrong.length === 0) {
    removeUnfinished(path);
    return null;
  }
  let held: HeldStore | null = null;
  try {
    held = holdStore(path);
    return await replaced(held, run, options);
  } catch (error) {
    throw asUserError(error, path);
  } finally {
    if (held !== null) releaseStore(held);
  }
}

interface Made {
  /** Where the damaged store is kept. */
  readonly copy: string;
  readonly salvaged: Salvaged;
  readonly filesRead: number;
  readonly carried: CarriedOver;
}

async function replaced(held: HeldStore, run: RunContext, { isNamed, root }: RepairOptions): Promise<Made> {
  const { path } = held;
  removeUnfinished(path);
  const place = placeForNew(path);
  const pages = storePages(path);
  const fresh = openStore(place);
  try {
    const salvaged = salvage(pages, fresh);
    if (salvaged.taken === 0 && isNamed && ownerOf(path) === 'no-database') throw notAStore(path);
    rebuildAll(fresh, run.now);
    const filesRead = await readAgain(fresh, run, root, salvaged);
    const carried = carryOverBuilt(fresh, salvaged);
    const copy = copyBeside(held, isoOf(run.now).slice(0, 19).replaceAll(/[-:]/g, ''));
    await replaceStore(held, fresh);
    return { copy, salvaged, filesRead, carried };
  } finally {
    pages.close();
    if (fresh.open) fresh.close();
    removeStore(place);
  }
}

/** What nothing gives back once its row is lost. */
const FOR_GOOD = KEPT_TABLES.map(({ table }) => table);

/** What says where each table is. */
const SCHEMA = 'sqlite_schema';

/** What is lost where a transcript is gone: of every session, and of those that the journal does not make any more. */
const OF_SESSIONS = ['sessions', 'session_origins'];
const OF_SPANS = ['turns', 'agents', 'tools', 'events', 'ledgers', 'claude_contexts', 'contexts'];

function goneOf({ salvaged, carried }: Pick<Made, 'salvaged' | 'carried'>, store: Store): GoneForGood {
  const now = new Map(sessionResponses(store).map((session) => [session.sessionId, session]));
  const elsewhere = shownElsewhere(store);
  const lost = [...salvaged.responses].flatMap(([sessionId, of]) => {
    const left = now.get(sessionId);
    // A copy of what another session has is gone from this one alone, and counts there.
    const copies = elsewhere(sessionId, salvaged.lostKeys.get(sessionId) ?? []);
    const responses = of - (left?.responses ?? 0) - copies;
    return responses > 0 ? [{ sessionId, title: left?.title ?? '', responses, of }] : [];
  });
  const carriedOver = new Set(carried.sessions);
  const rowsOf = (table: string) => {
    const isBuilt = ({ sessionId }: { readonly sessionId: string }) =>
      now.has(sessionId) && !carriedOver.has(sessionId);
    const builtAgain = OF_SPANS.includes(table)
      ? salvaged.badOfSessions.filter((row) => row.table === table && isBuilt(row))
      : [];
    return (salvaged.badRows.get(table) ?? 0) - builtAgain.length;
  };
  const pagesOf = (table: string) => salvaged.badPages.get(table) ?? 0;
  // Responses are named by session, as long as their index says whose they were.
  const tables = [
    ...FOR_GOOD,
    ...(carried.hasGone ? OF_SESSIONS : []),
    ...(carried.hasGone && salvaged.badPages.has('sqlite_autoindex_responses_1') ? ['responses'] : []),
    ...(carried.hasGone && (salvaged.isSourceDamaged || carried.sessions.length > 0) ? OF_SPANS : []),
  ];
  return {
    sessions: lost.sort((a, b) => b.responses - a.responses || (a.sessionId < b.sessionId ? -1 : 1)),
    rows: tables.flatMap((table) => (rowsOf(table) > 0 ? [{ table, rows: rowsOf(table) }] : [])),
    pages: [...tables, SCHEMA].flatMap((table) => (pagesOf(table) > 0 ? [{ table, pages: pagesOf(table) }] : [])),
  };
}
