import Database from 'better-sqlite3';
import { isDeflated } from '../deflated.ts';
import { IN_MEMORY, openStore, type Store } from '../open-store.ts';
import { USAGE_KEYS, USAGE_SUMS } from '../sum-usage.ts';
import { integerSum, rowSum } from './row-sum.ts';
import { BUILT_TABLES, INTEGER_TABLES, KEPT_TABLES, type SummedTable } from './summed-tables.ts';

/**
 * Something in a store that is not as it was written:
 * - `structure`: what SQLite says of its pages, its indexes, and of rows that refer to nothing;
 * - `kept`: rows that neither transcripts nor the journal can give back;
 * - `journal`: what was read of transcripts;
 * - `built`: rows that can be built again;
 * - `sums`: sums that are not those of the responses.
 */
export interface Damage {
  readonly part: 'structure' | 'kept' | 'journal' | 'built' | 'sums';
  /** '' for the file as a whole. */
  readonly table: string;
  /** Rows that are damaged, or 1. */
  readonly count: number;
  /** What SQLite says; '' for what checksums say. */
  readonly detail: string;
}

/** Findings of SQLite that are named; one damaged page is the cause of many. */
const MOST_DETAILS = 3;

/** Looking at pages and indexes takes about this much of the time. */
const STRUCTURE_SHARE = 0.4;

/**
 * Compares a store with its own checksums and sums: about 16 ms of processor time a megabyte. `withJournal`: also what no answer reads. `onShare`
 * is called with how much of it is done, from 0 to 1. Never throws for what is damaged.
 */
export function checkStore(store: Store, withJournal: boolean, onShare: (share: number) => void = () => {}): Damage[] {
  onShare(0);
  const structure = [...sqliteSays(store), ...missingParts(store), ...danglingRows(store)];
  const parts = countedParts(store, withJournal);
  const counted = parts.flatMap(([part, table, count], index): Damage[] => {
    onShare(STRUCTURE_SHARE + ((1 - STRUCTURE_SHARE) * index) / parts.length);
    const found = countOf(count);
    return found.count === 0 ? [] : [{ part, table, ...found }];
  });
  return [...structure, ...counted].filter(isToldFirst);
}

/** A list of tables that cannot be read is said of each question, in the same words. */
function isToldFirst({ table, detail }: Damage, at: number, all: readonly Damage[]): boolean {
  const isOfAll = detail.startsWith('malformed database schema');
  return detail === '' || all.findIndex((each) => each.detail === detail && (isOfAll || each.table === table)) === at;
}

/** What is counted of each table, and of which part it is. */
function countedParts(
  store: Store,
  withJournal: boolean,
): (readonly [part: Damage['part'], table: string, count: () => number])[] {
  return [
    ...KEPT_TABLES.map((table) => ['kept', table.table, () => badRows(store, table)] as const),
    ...BUILT_TABLES.map((table) => ['built', table.table, () => badRows(store, table)] as const),
    ...Object.entries(INTEGER_TABLES).map(
      ([table, columns]) => ['built', table, () => badIntegers(store, table, columns)] as const,
    ),
    ['sums', 'usage', () => wrongSums(store)] as const,
    ...(withJournal
      ? [
          ['journal', 'journal', () => badBlobs(store, 'journal')] as const,
          ['kept', 'gone_records', () => badBlobs(store, 'gone_records')] as const,
        ]
      : []),
  ];
}

/** Whether a store is as it was written, as far as answers depend on it; `onShare` as of `checkStore`. */
export function isWhole(store: Store, onShare: (share: number) => void): boolean {
  return checkStore(store, false, onShare).length === 0;
}

/** A page that cannot be read is one more damage. */
function countOf(count: () => number): Pick<Damage, 'count' | 'detail'> {
  try {
    return { count: count(), detail: '' };
  } catch (error) {
    if (error instanceof Database.SqliteError) return { count: 1, detail: error.message };
    throw error;
  }
}

function sqliteSays(store: Store): Damage[] {
  try {
    const said = store.pragma(`integrity_check(${MOST_DETAILS})`) as { integrity_check: string }[];
    const details = said.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    return details.map((detail) => ({ part: 'structure', table: '', count: 1, detail: inOneLine(detail) }));
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return [{ part: 'structure', table: '', count: 1, detail: error.message }];
  }
}

function inOneLine(said: string): string {
  return said
    .replace('*** in database main ***', '')
    .trim()
    .replace(/\s*\n\s*/g, '; ');
}

/** Tables, indexes and views that every store has. */
function missingParts(store: Store): Damage[] {
  const named = "SELECT type || ' ' || name FROM sqlite_schema ORDER BY 1";
  const whole = openStore(IN_MEMORY);
  try {
    const there = new Set(store.prepare<[], string>(named).pluck().all());
    const missing = whole
      .prepare<[], string>(named)
      .pluck()
      .all()
      .filter((part) => !there.has(part));
    return missing.map((part) => ({ part: 'structure', table: '', count: 1, detail: `${part} is missing` }));
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return [{ part: 'structure', table: '', count: 1, detail: error.message }];
  } finally {
    whole.close();
  }
}

function danglingRows(store: Store): Damage[] {
  try {
    const rows = store.pragma('foreign_key_check') as { table: string; parent: string }[];
    const tables = [...new Set(rows.map(({ table }) => table))];
    return tables.map((table) => {
      const count = rows.filter((row) => row.table === table).length;
      return { part: 'structure', table, count, detail: 'rows that refer to nothing' };
    });
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return [{ part: 'structure', table: '', count: 1, detail: error.message }];
  }
}

function badRows(store: Store, { table, columns, blobs }: SummedTable): number {
  const rows = store
    .prepare<[], readonly unknown[]>(
      `SELECT row_sum, ${[...columns, ...blobs].join(', ')} FROM ${table} NOT INDEXED WHERE row_sum IS NOT NULL`,
    )
    .raw()
    .iterate();
  let bad = 0;
  for (const [sum, ...values] of rows) {
    const bytes = values.slice(columns.length);
    const isBad = !bytes.every((each) => each instanceof Uint8Array);
    if (isBad || rowSum(values.slice(0, columns.length), ...(bytes as Uint8Array[])) !== sum) bad++;
  }
  return bad;
}

function badIntegers(store: Store, table: string, columns: readonly string[]): number {
  const count = `SELECT count(*) FROM ${table} NOT INDEXED WHERE integers_sum IS NOT ${integerSum(columns)}`;
  return store.prepare<[], number>(count).pluck().get() ?? 0;
}

function badBlobs(store: Store, table: 'journal' | 'gone_records'): number {
  let bad = 0;
  for (const bytes of store.prepare<[], unknown>(`SELECT records FROM ${table}`).pluck().iterate()) {
    if (!isDeflated(bytes)) bad++;
  }
  return bad;
}

/** Rows of `usage` that are not the sums of the responses, and sums that have no row. */
function wrongSums(store: Store): number {
  const [keys, sums] = [Object.entries(USAGE_KEYS), Object.entries(USAGE_SUMS)];
  const names = [...keys, ...sums].map(([name]) => name).join(', ');
  const anew = `
    SELECT ${keys.map(([name, of]) => `${of} AS ${name}`).join(', ')}, ${sums.map(([name, [how, of]]) => `${how}(${of}) AS ${name}`).join(', ')}
    FROM responses NOT INDEXED WHERE owned = 1 GROUP BY ${keys.map((_, i) => i + 1).join(', ')}`;
  return (
    store
      .prepare<[], number>(`
        WITH anew AS MATERIALIZED (${anew}), kept AS MATERIALIZED (SELECT ${names} FROM usage NOT INDEXED)
        SELECT (SELECT count(*) FROM (SELECT * FROM anew EXCEPT SELECT * FROM kept))
          + (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM anew))`)
      .pluck()
      .get() ?? 0
  );
}
