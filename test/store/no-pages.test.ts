import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { lines, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { dumpOf, freshDump, ingestFolder } from '../ingest/store-dump.ts';
import { writeOldStore } from './old-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-no-pages-'));
afterAll(() => {
  removeRoots();
  rmSync(folder, { recursive: true, force: true });
});

it('a store of version 8, whose sessions were summed together, is built anew and takes more in', async () => {
  const root = makeRoot({ 'p/a.jsonl': lines(user(0, 'go')), 'p/b.jsonl': lines(user(1, 'go')) });
  const [path, fresh] = [join(folder, 'old.db'), openStore(IN_MEMORY)];
  await ingestFolder(fresh, root);
  writeOldStore(path, 8, fresh);
  const old = new Database(path);
  old.exec(`
    INSERT INTO ledger_pages VALUES (1, 2, '[]', '[]', '[]', NULL, NULL, '[]', x'', x'', '[]', x'');
    UPDATE paged_sessions SET page = 1;`);
  expect(old.prepare('SELECT count(*) FROM paged_sessions WHERE page = 1').pluck().get()).toBe(2);
  old.close();
  const store = openStore(path);
  await ingestFolder(store, root);
  expect(dumpOf(store)).toEqual(dumpOf(fresh));
  writeFileSync(join(root, 'projects/p/a.jsonl'), lines(user(0, 'go'), user(2, 'on')));
  writeFileSync(join(root, 'projects/p/c.jsonl'), lines(user(3, 'go')));
  await ingestFolder(store, root);
  expect(dumpOf(store)).toEqual(await freshDump(root));
  store.close();
});
