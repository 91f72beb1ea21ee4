import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import Database from 'better-sqlite3';

/** Texts in which something must not stand, by what they are. */
export type Texts = Map<string, string>;

/** The bytes of every file below a folder, and of every blob of its databases, inflated where they are deflated. */
export function bytesBelow(folder: string): Texts {
  const texts: Texts = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    texts.set(path, bytes.toString('latin1'));
    if (bytes.subarray(0, 6).toString() === 'SQLite') for (const [name, text] of blobsIn(path)) texts.set(name, text);
  }
  return texts;
}

function blobsIn(path: string): Texts {
  const texts: Texts = new Map();
  const store = new Database(path, { readonly: true });
  const tables = store.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  for (const table of tables) {
    for (const [row, values] of store.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw().all().entries()) {
      for (const value of values) {
        if (value instanceof Uint8Array)
          texts.set(`${path} ${table} ${row}`, (texts.get(`${path} ${table} ${row}`) ?? '') + inflated(value));
      }
    }
  }
  store.close();
  return texts;
}

/** zlib's format, wherever in a blob it begins: something may stand before it. */
function inflated(bytes: Uint8Array): string {
  for (const from of [0, 1, 2, 4, 8]) {
    try {
      return inflateSync(bytes.subarray(from)).toString('latin1');
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
    }
  }
  return Buffer.from(bytes).toString('latin1');
}

/** Where any of these stands: as it is, or as JSON has it. */
export function found(secrets: ReadonlyMap<string, string>, texts: Texts): string[] {
  return [...secrets].flatMap(([what, secret]) => {
    const escaped = JSON.stringify(secret).slice(1, -1);
    const places = [...texts]
      .filter(([, text]) => text.includes(secret) || text.includes(escaped))
      .map(([name]) => name);
    return places.length === 0 ? [] : [`${what}: ${places.slice(0, 4).join(', ')}${places.length > 4 ? ' …' : ''}`];
  });
}
