import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { refresh } from '../../src/cli/refresh.ts';
import { runContext } from '../../src/cli/run-context.ts';
import type { DepthOf } from '../../src/model/depth.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { rememberedWalks } from '../../src/store/walks.ts';
import { answer, lines, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { newHome, removeHomes } from './tj.ts';

afterAll(() => {
  vi.useRealTimers();
  removeRoots();
  removeHomes();
});

/** Ten seconds on, so that the folders of the test are old enough to be trusted; what is loaded when it is needed may take as long. */
beforeAll(async () => {
  await import('../../src/ingest/ingest.ts');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
});

const text = (id: string) => lines(user(0, 'hi'), answer(1, id, 'ok'));

function refreshed(store: Store, root: string, more: { reindex?: boolean; budgetMs?: number; depthOf?: DepthOf } = {}) {
  const context = runContext({ HOME: '/nowhere' }, {}, {}, true);
  const usual = { root: [root], budgetMs: null, newestSessions: null, reindex: false, takesReports: true };
  return refresh(store, context, { ...usual, depthOf: () => 'spans', ...more });
}

const memoryOf = (store: Store, root: string) => rememberedWalks(store, [join(root, 'projects')]);

test('a walk is kept and spares the next one; a new session is found and read all the same', async () => {
  const root = makeRoot({ 'p/s1.jsonl': text('m1') });
  const store = openStore(join(newHome(), 'tj.db'));
  await refreshed(store, root);
  const [first] = memoryOf(store, root);
  vi.setSystemTime(Date.now() + 1000);
  expect(await refreshed(store, root)).toMatchObject({ filesFound: 1, sessionsFound: 1, filesRead: 0, filesUnread: 0 });
  expect(memoryOf(store, root)).toEqual([first]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  mkdirSync(join(root, 'projects', 'q'));
  writeFileSync(join(root, 'projects', 'q', 's2.jsonl'), text('m2'));
  expect(await refreshed(store, root)).toMatchObject({ filesFound: 2, filesRead: 1, filesUnread: 0 });
  expect(memoryOf(store, root)).not.toEqual([first]);
  store.close();
});

test('files that were found and not read are told as long as they are unread', async () => {
  const root = makeRoot({ 'p/s1.jsonl': text('m1'), 'p/s2.jsonl': text('m2') });
  const store = openStore(join(newHome(), 'tj.db'));
  for (let i = 0; i < 2; i++) expect(await refreshed(store, root, { budgetMs: 0 })).toMatchObject({ filesUnread: 2 });
  rmSync(join(root, 'projects', 'p', 's2.jsonl'));
  expect(await refreshed(store, root)).toMatchObject({ filesFound: 1, filesRead: 1, filesUnread: 0 });
  store.close();
});

test('files that are as the store has them are not looked up in it; any that is not is found', async () => {
  const root = makeRoot({ 'p/s1.jsonl': text('m1'), 'p/s2.jsonl': text('m2') });
  const path = join(root, 'projects', 'p', 's2.jsonl');
  const store = openStore(join(newHome(), 'tj.db'));
  await refreshed(store, root, { depthOf: () => 'usage' });
  const responses = () => store.prepare('SELECT count(*) FROM own_responses').pluck().get();
  // What is not looked up can be wrong: that is how it shows.
  store.exec('UPDATE files SET size = size + 1');
  expect(await refreshed(store, root, { depthOf: () => 'usage' })).toMatchObject({
    filesFound: 2,
    sessionsFound: 2,
    filesRead: 0,
  });
  store.exec('UPDATE files SET size = size - 1');
  appendFileSync(path, lines(answer(2, 'm3', 'more')));
  expect(await refreshed(store, root, { depthOf: () => 'usage' })).toMatchObject({ filesRead: 1 });
  expect(responses()).toBe(3);
  expect(await refreshed(store, root)).toMatchObject({ filesRead: 2 });
  expect(await refreshed(store, root)).toMatchObject({ filesRead: 0 });
  rmSync(path);
  expect(await refreshed(store, root)).toMatchObject({ filesFound: 1, filesRead: 0 });
  expect(responses()).toBe(3);
  store.close();
});

test('--reindex walks anew, whatever is remembered', async () => {
  const root = makeRoot({ 'p/s1.jsonl': text('m1') });
  const store = openStore(join(newHome(), 'tj.db'));
  await refreshed(store, root);
  const [first] = memoryOf(store, root);
  vi.setSystemTime(Date.now() + 1000);
  await refreshed(store, root, { reindex: true });
  expect(memoryOf(store, root)[0]?.walk.begunAt).toBeGreaterThan(first?.walk.begunAt ?? Number.NaN);
  store.close();
});

test('a store in memory remembers nothing', async () => {
  const root = makeRoot({ 'p/s1.jsonl': text('m1') });
  const store = openStore(IN_MEMORY);
  await refreshed(store, root);
  expect(memoryOf(store, root)).toEqual([]);
  store.close();
});

test('while another tj writes, an answer that needs nothing read is given at once', async () => {
  const root = makeRoot({ 'p/s1.jsonl': text('m1') });
  const path = join(newHome(), 'tj.db');
  const store = openStore(path);
  await refreshed(store, root);
  const other = openStore(path);
  other.exec('DELETE FROM walks; BEGIN IMMEDIATE');
  const begun = performance.now();
  expect(await refreshed(store, root)).toMatchObject({ filesFound: 1, filesUnread: 0 });
  expect(performance.now() - begun).toBeLessThan(2000);
  other.exec('ROLLBACK');
  other.close();
  store.close();
});
