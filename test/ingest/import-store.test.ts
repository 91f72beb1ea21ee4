import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Imported, storeImporter } from '../../src/ingest/import-store.ts';
import type { Depth } from '../../src/model/depth.ts';
import { millis } from '../../src/model/time.ts';
import { type ExportLine, lineDecoder, lineEncoder } from '../../src/store/move/export-line.ts';
import { exportHeader, exportLines } from '../../src/store/move/export-lines.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { answer, lines as transcript, user } from '../checklist/lines.ts';
import { corpora, growTo, HISTORIES, makeRoot, removeRoots, transcriptFolders } from '../corpus.ts';
import { dumpOf, ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

const NOW = millis(Date.UTC(2026, 2, 5));

/** The lines of an export, through the bytes of a file. */
function exported(store: Store, machine = 'here'): ExportLine[] {
  const header = exportHeader(store, { tj: '0.1.0', machine, at: NOW });
  const [encode, decode] = [lineEncoder(), lineDecoder()];
  return [...exportLines(store, header)].map((line) => decode(encode(line).subarray(0, -1)) as ExportLine);
}

function importInto(store: Store, lines: readonly ExportLine[], isOnDisk = (_: string) => false): Imported {
  const [first, ...rest] = lines;
  if (first === undefined || !('header' in first)) throw new Error('an export begins with a header');
  return store
    .transaction(() => {
      const importer = storeImporter(store, first.header, {
        isOnDisk,
        now: NOW,
        labels: 'short',
        onBuilt: () => undefined,
      });
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

/** Two folders that have the corpus between them, with files that both have, some of them longer in one. */
function dividedInTwo(folder: string, seed: number): [string, string] {
  const roots: [string, string] = [makeRoot({}), makeRoot({})];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.jsonl?$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  files.forEach((file, index) => {
    const where = (index * 7 + seed) % 3;
    roots.forEach((root, side) => {
      if (where === 1 - side) return;
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(join(folder, file), join(root, file));
    });
  });
  return roots;
}

const LARGER = transcriptFolders().filter((folder) => /kimuson|posh/.test(folder));

describe.each([...HISTORIES, ...LARGER].map((folder) => [folder]))('%s', (folder) => {
  it.each([0, 1, 2])('two stores imported into one are the index of both folders (%i)', async (seed) => {
    const [one, other] = dividedInTwo(folder, seed);
    const both = await storeOf(one, other);
    const [a, b] = [await storeOf(one), await storeOf(other)];
    for (const order of [
      [a, b],
      [b, a],
    ]) {
      const here = openStore(IN_MEMORY);
      for (const store of order) importInto(here, exported(store));
      expect(dumpOf(here)).toEqual(dumpOf(both));
      here.close();
    }
    for (const store of [a, b, both]) store.close();
  });

  it('what was read here before and after an import counts once', async () => {
    const [one, other] = dividedInTwo(folder, 1);
    const both = await storeOf(one, other);
    const [a, here] = [await storeOf(one), openStore(IN_MEMORY)];
    const growing = makeRoot({});
    growTo(other, growing, 4000, 1);
    await ingestFolder(here, growing);
    importInto(here, exported(a), (path) => path.startsWith(growing));
    growTo(other, growing, Number.NaN, 0);
    await ingestFolder(here, growing);
    const dump = (store: Store) => JSON.stringify(dumpOf(store)).replaceAll(growing, other);
    expect(JSON.parse(dump(here))).toEqual(JSON.parse(dump(both)));
    for (const store of [a, here, both]) store.close();
  });
});

describe('one transcript in two stores, at the same path', () => {
  const line = fc.subarray(['m1', 'm2', 'm3', 'm4', 'm5'], { minLength: 1 });
  const keysOf = (store: Store) =>
    store.prepare<[], string>('SELECT key FROM own_responses ORDER BY key').pluck().all();
  const content = (keys: readonly string[]) =>
    transcript(user(0, 'go'), ...keys.map((key) => answer(Number(key.slice(1)), key, key)));

  it('what either has is there once, whichever is imported into which, and goes on growing', async () => {
    const depth = fc.constantFrom<Depth>('usage', 'spans');
    await fc.assert(
      fc.asyncProperty(line, line, depth, depth, fc.boolean(), async (mine, theirs, deep, deepThere, onDisk) => {
        const root = makeRoot({ 'p/s.jsonl': content(theirs) });
        const path = join(root, 'projects/p/s.jsonl');
        const [there, here] = [openStore(IN_MEMORY), openStore(IN_MEMORY)];
        await ingestFolder(there, root, undefined, { depthOf: () => deepThere });
        writeFileSync(path, `${content(mine)}\n`);
        await ingestFolder(here, root, undefined, { depthOf: () => (onDisk ? 'spans' : deep) });
        const lines = exported(there, 'laptop');
        importInto(here, lines, () => onDisk);
        const all = [...new Set([...mine, ...theirs])].sort();
        expect(keysOf(here)).toEqual(all);
        const kept = exported(here);
        expect(importInto(here, lines, () => onDisk)).toMatchObject({ newSessions: 0, changedSessions: 0 });
        expect(exported(here)).toEqual(kept);
        if (onDisk) {
          writeFileSync(path, transcript(answer(9, 'm9', 'nine')), { flag: 'a' });
          await ingestFolder(here, root);
          expect(keysOf(here)).toEqual([...all, 'm9']);
        }
        there.close();
        here.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe.each([...HISTORIES, ...LARGER].map((folder) => [folder]))(
  '%s, of which only the responses are known',
  (folder) => {
    it('what was read for its responses alone, and is gone, is the same here', async () => {
      const there = openStore(IN_MEMORY);
      await ingestFolder(there, folder, undefined, { depthOf: () => 'usage' });
      const here = openStore(IN_MEMORY);
      const lines = exported(there);
      importInto(here, lines);
      expect(dumpOf(here)).toEqual(dumpOf(there));
      expect(importInto(here, lines)).toMatchObject({ newSessions: 0, changedSessions: 0 });
      expect(dumpOf(here)).toEqual(dumpOf(there));
      there.close();
      here.close();
    });

    it('of two such stores every response counts for the session that made it', async () => {
      const owners = (store: Store) =>
        store
          .prepare(`
          SELECT session_id, key, attempt, model, input_tokens, output_tokens, cache_read_tokens
          FROM own_responses ORDER BY 1, 2, 3, 4, 5, 6, 7`)
          .all();
      for (const seed of [0, 1, 2]) {
        const roots = dividedInTwo(folder, seed);
        const both = await storeOf(...roots);
        const here = openStore(IN_MEMORY);
        for (const root of roots) {
          const there = openStore(IN_MEMORY);
          await ingestFolder(there, root, undefined, { depthOf: () => 'usage' });
          importInto(here, exported(there));
          there.close();
        }
        expect(owners(here)).toEqual(owners(both));
        both.close();
        here.close();
      }
    });
  },
);
