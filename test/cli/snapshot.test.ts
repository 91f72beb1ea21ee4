import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { answer } from '../../src/cli/ask.ts';
import { runContext } from '../../src/cli/run-context.ts';
import { keptContexts } from '../../src/query/ledger-pages.ts';
import { keepLedgerPages } from '../../src/store/keep-ledger-pages.ts';
import { openStore } from '../../src/store/open-store.ts';
import { FIXTURES } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-snapshot-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('an answer reads one state of the store, though another tj takes a page away meanwhile', async () => {
  const path = join(folder, 'tj.db');
  const store = openStore(path);
  await ingestFolder(store, join(FIXTURES, '2.0.40/flat-agents-of-two-sessions'));
  keepLedgerPages(store, () => false, { newest: 0, full: 1 });
  const pages = store.prepare<[], number>('SELECT count(*) FROM ledger_pages').pluck().get() ?? 0;
  expect(pages).toBeGreaterThan(0);
  const run = runContext({ HOME: folder, TJ_HOME: folder }, {}, {}, true);
  const source = { store: path, refresh: { root: [folder], budgetMs: 0, newestSessions: null, reindex: false } };
  await answer({ color: false }, run, source, { time: 'day', of: 'all' }, async (asked) => {
    const contexts = keptContexts(asked.store, asked.where);
    store.exec('DELETE FROM ledger_pages');
    const found = [...contexts.pages].map((page) => page.entries().length + page.threads().length);
    expect(found).toHaveLength(pages);
    expect(found.every((numbers) => numbers > 0)).toBe(true);
    expect([...contexts.rows]).toHaveLength(0);
  });
  store.close();
});
