import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A temporary folder by its real path, gone after the tests of the file. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tj-discover-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files below a folder and all folders they need; a name that ends in a slash is an empty folder. */
export function plant(folder: string, ...names: readonly string[]): void {
  names.forEach((name, index) => {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (name.endsWith('/')) return;
    writeFileSync(path, '{}\n');
    utimesSync(path, 1_700_000_000 + index, 1_700_000_000 + index);
  });
}
