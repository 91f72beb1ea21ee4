import Database from 'better-sqlite3';
import type { Store } from '../../src/store/open-store.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';

/** Writes the store that an earlier version of tj would have made of the rows of `from`; its contexts were others before version 7. */
export function writeOldStore(path: string, version: number, from: Store): void {
  const old = new Database(path);
  for (const migration of MIGRATIONS.slice(0, version)) old.exec(migration);
  old.pragma(`user_version = ${version}`);
  old.pragma('foreign_keys = OFF');
  const kept = tablesOf(from);
  const tables = tablesOf(old).filter((name) => kept.includes(name));
  if (!tables.includes('responses')) throw new Error('no tables');
  for (const table of tables.filter((name) => name !== 'contexts' || version >= 7)) {
    const names = old.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
    const put = old.prepare(`INSERT INTO ${table} (${names}) VALUES (${names.map(() => '?')})`);
    for (const row of from.prepare<[], unknown[]>(`SELECT ${names} FROM ${table}`).raw().all()) put.run(...row);
  }
  old.close();
}

function tablesOf(store: Store): string[] {
  return store
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    .pluck()
    .all();
}
