import type { FolderFact } from '../../model/folder-facts.ts';
import { rowSum } from '../check/row-sum.ts';
import { KEPT_TABLES } from '../check/summed-tables.ts';
import { folderFacts } from '../folder-facts.ts';
import type { Store } from '../open-store.ts';
import type { Cell } from './export-line.ts';

/** What is not of transcripts, and travels row by row. */
const TABLES = KEPT_TABLES.filter(({ table }) => table !== 'gone_records');

type KeptRow = readonly [table: string, ...values: Cell[]];

/** Access to what the store keeps beside transcripts: hook reports, labels, quota samples, what was pruned, folders. */
export interface KeptRows {
  all(): Iterable<KeptRow>;
  count(): number;
  /** Keeps a row that is not known; what is known of the same thing stays. True where it was kept; null for no row of these tables. */
  keep(row: KeptRow): boolean | null;
}

/** Prepares the statements. To be used within a transaction. */
export function keptRows(store: Store): KeptRows {
  const select = TABLES.map(({ table, columns }) => {
    const order = columns.map((_, at) => at + 1).join(', ');
    return [
      table,
      store.prepare<[], Cell[]>(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${order}`).raw(),
    ] as const;
  });
  const put = new Map(
    TABLES.map(({ table, columns }) => {
      const values = columns.map(() => '?').join(', ');
      const insert = store.prepare<unknown[]>(
        `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}, row_sum) VALUES (${values}, ?)`,
      );
      return [table, { insert, width: columns.length }] as const;
    }),
  );
  const folders = folderFacts(store);
  return {
    *all() {
      for (const [table, rows] of select) for (const row of rows.iterate()) yield [table, ...row];
    },
    count() {
      return TABLES.reduce((sum, { table }) => {
        return sum + (store.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0);
      }, 0);
    },
    keep([table, ...values]) {
      const into = put.get(table);
      if (into === undefined || values.length !== into.width) return null;
      if (table !== 'folders') return into.insert.run(...values, rowSum(values)).changes > 0;
      const [folder, knownBy, project] = values as [string, FolderFact['knownBy'], string];
      // What the disk of this machine showed of a folder stays.
      if (knownBy !== 'worktree' && folders.isSeen(folder)) return false;
      folders.keep({ folder, knownBy, project });
      return true;
    },
  };
}
