import type { ComparedRows } from '../../analyse/doctor/store-findings.ts';
import { storeFindings } from '../../analyse/doctor/store-findings.ts';
import { UserError } from '../../model/errors.ts';
import type { Finding, FindingKind } from '../../model/finding.ts';
import { checkStore } from '../../store/check/check-store.ts';
import { NEWEST_VERSION, versionOf } from '../../store/migrate.ts';
import { asUserError, openToLook, type Store } from '../../store/open-store.ts';
import type { CheckingBar } from '../progress-bar.ts';

/** Sessions that are built again to compare their rows where not all are asked for. */
const SAMPLE = 20;

/** What came of opening a store and looking through it. */
export interface LookedAtStore {
  /** Null where nothing can be asked of it. */
  readonly store: Store | null;
  readonly findings: readonly Finding[];
  readonly compared: ComparedRows | null;
}

/** Opens the store at `path`, which is left as it is, and compares it with its checksums and with what it was built of. */
export async function lookAtStore(path: string, all: boolean, bar: CheckingBar): Promise<LookedAtStore> {
  const nothing = (finding: Finding): LookedAtStore => ({ store: null, findings: [finding], compared: null });
  try {
    const store = openToLook(path);
    if (store === null) return nothing(noStore(path));
    const version = versionOf(store);
    if (version > NEWEST_VERSION) return nothing(newerStore(path, version));
    if (version === 0) return nothing(noStore(path));
    const damages = checkStore(store, true, bar.show);
    bar.clear();
    const isReadable = damages.every(({ part }) => part !== 'structure' && part !== 'journal');
    const compared = isReadable ? await compare(store, all) : null;
    return { store, findings: storeFindings(path, damages, compared), compared };
  } catch (error) {
    const told = asUserError(error, path);
    if (!(told instanceof UserError)) throw error;
    return nothing(cannotOpen(path, told));
  }
}

async function compare(store: Store, all: boolean): Promise<ComparedRows> {
  const { comparableSessions, differingSessions } = await import('../../ingest/compare-built.ts');
  const comparable = comparableSessions(store, !all);
  const chosen = all ? comparable : comparable.slice(0, SAMPLE);
  const differ = chosen.length === 0 ? [] : differingSessions(store, chosen);
  return { sessions: chosen.length, comparable: comparable.length, differ };
}

function noStore(path: string): Finding {
  return { kind: 'no-store', level: 'info', message: 'nothing is kept yet', path, do: 'tj index' };
}

function newerStore(path: string, version: number): Finding {
  const message = `was written by a newer tj (${version})`;
  return { kind: 'other-store', level: 'error', message, path, do: 'npm install -g tokenjar' };
}

const KINDS: Readonly<Record<string, FindingKind>> = {
  'damaged-store': 'store-damaged',
  'not-a-store': 'other-store',
  'old-store': 'other-store',
  'no-native-module': 'engine',
  'old-node': 'engine',
};

const TO_TYPE: Readonly<Record<string, (path: string) => string>> = {
  'damaged-store': () => 'tj doctor --repair',
  'not-a-store': () => 'tj doctor --db FILE',
  'no-store': () => 'tj doctor --db FILE',
  'old-store': (path) => `mv "${path}" "${path}.old" && tj index`,
  'no-native-module': () => 'npm rebuild better-sqlite3',
  'old-node': () => 'npm install',
};

/** Errors name the file themselves, and what to type. */
function cannotOpen(path: string, { code, message }: UserError): Finding {
  const todo = TO_TYPE[code]?.(path);
  return {
    kind: KINDS[code] ?? 'store-unreadable',
    level: 'error',
    message:
      message.split(/(?<=damaged|emptied|left as it is|nowhere|to itself|is no file, but a \w+): /)[0] ?? message,
    path,
    ...(todo === undefined ? {} : { do: todo }),
  };
}
