import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { answer } from '../../src/cli/ask.ts';
import { runContext } from '../../src/cli/run-context.ts';
import { contextsWithin } from '../../src/query/contexts.ts';
import { openStore } from '../../src/store/open-store.ts';
import { FIXTURES } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-snapshot-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('an answer reads one state of the store, though another tj takes contexts away meanwhile', async () => {
  const path = join(folder, 'tj.db');
  const store = openStore(path);
  const root = join(FIXTURES, '2.0.40/flat-agents-of-two-sessions');
  await ingestFolder(store, root);
  const threads = store.prepare<[], number>('SELECT count(*) FROM contexts').pluck().get() ?? 0;
  expect(threads).toBeGreaterThan(0);
  const run = runContext({ HOME: folder, TJ_HOME: folder }, {}, {}, true);
  const refresh = { root: [root], budgetMs: 0, newestSessions: null, reindex: false, takesReports: true };
  const source = { store: path, refresh, needs: () => () => 'spans' as const, usualDays: null };
  await answer({ color: false }, run, source, { time: 'day', of: 'all' }, async (asked) => {
    store.exec('DELETE FROM contexts');
    const found = [...contextsWithin(asked.store, asked.where)];
    expect(found).toHaveLength(threads);
    expect(found.every(({ stretches }) => stretches().length > 0)).toBe(true);
  });
  store.close();
});
