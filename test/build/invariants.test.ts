import { afterAll, describe, expect, it } from 'vitest';
import { copyEdge, edgeNames, fixtureFolders, removeRoots, transcriptFolders } from '../corpus.ts';
import { storeOf, treesIn } from '../tree.ts';
import { broken } from './invariants.ts';

afterAll(removeRoots);

describe('A1 to A6 and A11 hold', () => {
  it.skipIf(transcriptFolders().length > 0)(
    'the public transcripts are not beside this checkout: only what is written by hand is tried',
    () => undefined,
  );

  it.each(edgeNames())('on the small transcript %s', async (name) => {
    expect(await faultsOf(copyEdge(name))).toEqual([]);
  });

  it.each(fixtureFolders())('on the fixture %s', async (folder) => {
    expect(await faultsOf(folder)).toEqual([]);
  });

  it.each(transcriptFolders())('on the public transcripts %s', { timeout: 60_000 }, async (folder) => {
    expect(await faultsOf(folder)).toEqual([]);
  });
});

async function faultsOf(folder: string): Promise<string[]> {
  const store = await storeOf(folder);
  const faults = broken(treesIn(store), store);
  store.close();
  return faults;
}
