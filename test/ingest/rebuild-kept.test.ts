import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findTranscripts } from '../../src/discover/find-transcripts.ts';
import { type IngestOutcome, ingest } from '../../src/ingest/ingest.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { lines, record, user } from '../checklist/lines.ts';
import { corpora, makeRoot, removeRoots } from '../corpus.ts';
import { dumpOf, ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

/** Nothing is found any more: all transcripts were deleted. */
async function withoutFiles(store: Store, stopAt: number | null): Promise<IngestOutcome> {
  return await ingest(store, [], {
    stopAt,
    onProgress: () => undefined,
    reindex: false,
    projectOf: () => null,
    depthOf: () => 'spans' as const,
  });
}

/** As if an earlier version had built it, whose tables were dropped. */
function age(store: Store): void {
  store.exec('UPDATE files SET parser_version = 0; DELETE FROM sessions');
}

describe.each(corpora())('%s', (_, folderOf) => {
  it('what an earlier version kept of transcripts that are gone is built anew', async () => {
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, folderOf());
    const before = dumpOf(store);
    age(store);
    await withoutFiles(store, null);
    expect(dumpOf(store)).toEqual(before);
    store.close();
  });
});

it('a transcript that is on disk and not asked for is no transcript that is gone', async () => {
  const folder = corpora()[0]?.[1]() ?? '';
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, folder);
  const { files: onDisk } = await findTranscripts([join(folder, 'projects')], []);
  age(store);
  const options = {
    stopAt: null,
    onProgress: () => undefined,
    reindex: false,
    projectOf: () => null,
    depthOf: () => 'spans' as const,
  };
  await ingest(store, [], { ...options, onDisk });
  expect(dumpOf(store)).toMatchObject({ sessions: [], responses: [] });
  store.close();
});

it('without time nothing is built, nothing is lost, and what waits is told', async () => {
  const [first] = corpora();
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, first?.[1]() ?? '');
  const before = dumpOf(store);
  age(store);
  const left = before.sessions?.length;
  expect(await withoutFiles(store, 0)).toMatchObject({ sessionsLeft: left });
  expect(dumpOf(store)).toMatchObject({ sessions: [], responses: [] });
  expect(await withoutFiles(store, null)).toMatchObject({ sessionsLeft: 0 });
  expect(dumpOf(store)).toEqual(before);
  expect(await withoutFiles(store, 0)).toMatchObject({ sessionsLeft: 0 });
  store.close();
});

it('what is on disk comes first, so that many sessions that are gone keep none of today waiting', async () => {
  const [gone] = corpora();
  const today = makeRoot({
    'p/s1.jsonl': lines(user(0, 'hi'), record('assistant', 1, { message: { id: 'm1', usage: {} } })),
  });
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, gone?.[1]() ?? '');
  const left = store.prepare<[], number>('SELECT count(*) FROM sessions').pluck().get() ?? 0;
  age(store);
  const { files } = await findTranscripts([join(today, 'projects')], []);
  let isOver = false;
  const outcome = await ingest(store, files, {
    get stopAt() {
      return isOver ? 0 : null;
    },
    onProgress: ({ sessionsDone, sessionsToDo }) => {
      isOver = sessionsDone === sessionsToDo;
    },
    reindex: false,
    projectOf: () => null,
    depthOf: () => 'spans' as const,
  });
  expect(outcome).toMatchObject({ filesRead: files.length, sessionsLeft: left });
  store.close();
});
