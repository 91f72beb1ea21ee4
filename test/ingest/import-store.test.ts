import { afterAll, describe, expect, it } from 'vitest';
import { type Imported, storeImporter } from '../../src/ingest/import-store.ts';
import { millis } from '../../src/model/time.ts';
import { decodeLine, type ExportLine, encodeLine } from '../../src/store/move/export-line.ts';
import { exportHeader, exportLines } from '../../src/store/move/export-lines.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { corpora, removeRoots } from '../corpus.ts';
import { dumpOf, ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

const NOW = millis(Date.UTC(2026, 2, 5));

/** The lines of an export, through the bytes of a file. */
function exported(store: Store, machine = 'here'): ExportLine[] {
  const header = exportHeader(store, { tj: '0.1.0', machine, at: NOW });
  return [...exportLines(store, header)].map((line) => decodeLine(encodeLine(line).subarray(0, -1)) as ExportLine);
}

function importInto(store: Store, lines: readonly ExportLine[], isOnDisk = (_: string) => false): Imported {
  const [first, ...rest] = lines;
  if (first === undefined || !('header' in first)) throw new Error('an export begins with a header');
  return store
    .transaction(() => {
      const importer = storeImporter(store, first.header, { isOnDisk, now: NOW, onBuilt: () => undefined });
      for (const line of rest.slice(0, -1)) expect(importer.take(line)).toBe(true);
      return importer.finish();
    })
    .immediate();
}

async function storeOf(...folders: readonly string[]): Promise<Store> {
  const store = openStore(IN_MEMORY);
  for (const folder of folders) await ingestFolder(store, folder);
  return store;
}

describe.each(corpora())('%s', (_, folderOf) => {
  it('what another machine exports is the same here, however often it is imported', async () => {
    const there = await storeOf(folderOf());
    const lines = exported(there, 'laptop');
    const here = openStore(IN_MEMORY);
    const first = importInto(here, lines);
    expect(dumpOf(here)).toEqual(dumpOf(there));
    expect(exported(here).slice(1)).toEqual(lines.slice(1));
    expect(first.changedSessions + first.sameSessions).toBe(0);
    const before = exported(here);
    expect(importInto(here, lines)).toMatchObject({ newSessions: 0, changedSessions: 0 });
    expect(exported(here)).toEqual(before);
    expect(dumpOf(here)).toEqual(dumpOf(there));
    there.close();
    here.close();
  });
});
