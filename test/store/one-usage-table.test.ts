import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';
import { FIXTURES, transcriptFolders } from '../corpus.ts';
import { dumpOf, ingestFolder } from '../ingest/store-dump.ts';
import { writeOldStore } from './old-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-one-usage-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = { onProgress: () => undefined, reindex: false, projectOf: () => null, depthOf: () => 'spans' as const };
const folders = [
  join(FIXTURES, '2.1.150/fork-with-forked-from'),
  ...transcriptFolders().filter((name) => name.includes('moredip')),
];

describe.each([5, 16])('a store of version %i', (version) => {
  it.each(folders)('whose transcripts are gone is built anew from its journal: %s', async (from) => {
    const path = join(folder, `${version}-${folders.indexOf(from)}.db`);
    const fresh = openStore(IN_MEMORY);
    await ingestFolder(fresh, from);
    writeOldStore(path, version, fresh);
    const store = openStore(path);
    expect(store.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(await ingest(store, [], { ...options, isOver: () => true })).toMatchObject({ filesRead: 0 });
    expect(dumpOf(store)).toMatchObject({ sessions: [], responses: [], usage: [] });
    await ingest(store, [], { ...options, isOver: () => false });
    expect(dumpOf(store)).toEqual(dumpOf(fresh));
    await ingest(store, [], { ...options, isOver: () => true });
    expect(dumpOf(store)).toEqual(dumpOf(fresh));
    store.close();
    fresh.close();
  });
});
