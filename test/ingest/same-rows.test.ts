import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { growTo, HISTORIES, makeRoot, removeRoots, transcriptFolders } from '../corpus.ts';
import { dumpOf, freshDump, ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

const REAL = transcriptFolders().filter((folder) => /wandb|kimuson|sniffly|moredip/.test(folder));

describe('the same rows', () => {
  it.skipIf(REAL.length > 0)(
    'the public transcripts are not beside this checkout: only fixtures are tried',
    () => undefined,
  );

  it.each([...HISTORIES, ...REAL])('A7: whatever the order of files and their times: %s', async (folder) => {
    const expected = await freshDump(folder);
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
        const store = openStore(IN_MEMORY);
        await ingestFolder(store, folder, (files) => {
          const keyed = files.map((file) => ({
            file: { ...file, mtimeMs: numbers.next().value },
            key: numbers.next().value,
          }));
          return keyed.sort((a, b) => a.key - b.key).map(({ file }) => file);
        });
        expect(dumpOf(store)).toEqual(expected);
        store.close();
      }),
      { numRuns: 5 },
    );
  });

  it.each([...HISTORIES, ...REAL])('A9: read twice: %s', async (folder) => {
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, folder);
    const once = dumpOf(store);
    const again = await ingestFolder(store, folder);
    expect(again.filesRead).toBe(0);
    expect(dumpOf(store)).toEqual(once);
  });

  it.each([...HISTORIES, ...REAL])('A8: cut anywhere and read on: %s', { timeout: 120_000 }, async (folder) => {
    const expected = await freshDump(folder);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), fc.nat(), async (cuts, seed) => {
        const root = makeRoot({});
        const store = openStore(IN_MEMORY);
        for (const [step, cut] of [...cuts, Number.NaN].entries()) {
          growTo(folder, root, cut, seed + step);
          await ingestFolder(store, root);
        }
        expect(withoutRoot(dumpOf(store), root)).toEqual(withoutRoot(expected, folder));
        store.close();
      }),
      { numRuns: REAL.includes(folder) ? 3 : 12 },
    );
  });
});

describe('files that change otherwise', () => {
  const line = (id: string, output: number, at = '2026-01-01T00:00:00.000Z') =>
    `${JSON.stringify({ type: 'assistant', sessionId: 's', timestamp: at, message: { id, model: 'claude-opus-5', stop_reason: 'end_turn', content: [], usage: { input_tokens: 1, output_tokens: output } } })}\n`;

  it('a file that is gone keeps its rows', async () => {
    const root = makeRoot({ 'p/s.jsonl': line('m1', 5), 'p/t.jsonl': line('m2', 6) });
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, root);
    const before = dumpOf(store);
    rmSync(join(root, 'projects/p/t.jsonl'));
    await ingestFolder(store, root);
    expect(dumpOf(store)).toEqual(before);
  });

  it('a torn last line is neither consumed nor an error, and counts once it is whole', async () => {
    const whole = line('m1', 5) + line('m2', 6);
    const root = makeRoot({ 'p/s.jsonl': whole.slice(0, -20) });
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, root);
    expect(dumpOf(store)).toMatchObject({ issues: [], responses: [{ key: 'm1' }] });
    writeFileSync(join(root, 'projects/p/s.jsonl'), whole);
    await ingestFolder(store, root);
    expect(dumpOf(store)).toMatchObject({ issues: [], responses: [{ key: 'm1' }, { key: 'm2' }] });
  });

  it('a last line that is whole but for its newline counts at once, and once', async () => {
    const root = makeRoot({ 'p/s.jsonl': line('m1', 5).trimEnd() });
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, root);
    expect(dumpOf(store).responses).toMatchObject([{ key: 'm1', records: 1 }]);
    writeFileSync(join(root, 'projects/p/s.jsonl'), line('m1', 5) + line('m2', 6));
    await ingestFolder(store, root);
    expect(dumpOf(store).responses).toMatchObject([{ key: 'm1', records: 1 }, { key: 'm2' }]);
  });
});

/** Sessions stay the same wherever their files lie; only issues tell paths. */
function withoutRoot(dump: Record<string, unknown[]>, root: string): unknown {
  return JSON.parse(JSON.stringify(dump).replaceAll(realpathSync(root), ''));
}
