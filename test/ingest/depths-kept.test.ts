import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Depth } from '../../src/model/depth.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { answer, lines, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

const keysOf = (store: Store) => store.prepare<[], string>('SELECT key FROM own_responses ORDER BY key').pluck().all();
const tokensOf = (store: Store) =>
  store.prepare('SELECT sum(input_tokens + cache_read_tokens + output_tokens) FROM own_responses').pluck().get();

describe('once seen, kept, at whatever depth', () => {
  const depth = fc.constantFrom<Depth>('usage', 'spans');
  const shown = fc.subarray(['m1', 'm2', 'm3', 'm4', 'm5']);

  it('a response that vanishes from its transcript stays, however far the session is read before and after', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(shown, depth), { minLength: 1, maxLength: 5 }), async (readings) => {
        const root = makeRoot({ 'p/s.jsonl': '' });
        const path = join(root, 'projects/p/s.jsonl');
        const store = openStore(IN_MEMORY);
        const seen = new Set<string>();
        for (const [step, [keys, asked]] of readings.entries()) {
          const content = lines(user(0, 'go'), ...keys.map((key) => answer(Number(key.slice(1)), key, key)));
          // Blank lines: never as long as before, so that the stat differs.
          writeFileSync(path, content + '\n'.repeat(step + 1));
          for (const key of keys) seen.add(key);
          await ingestFolder(store, root, undefined, { depthOf: () => asked });
        }
        expect(keysOf(store)).toEqual([...seen].sort());
        const tokens = tokensOf(store);
        await ingestFolder(store, root);
        await ingestFolder(store, root, undefined, { reindex: true });
        expect(keysOf(store)).toEqual([...seen].sort());
        expect(tokensOf(store)).toBe(tokens);
        store.close();
      }),
      { numRuns: 40 },
    );
  });

  it('what vanished before the session was read whole is said when it is', async () => {
    const root = makeRoot({ 'p/s.jsonl': lines(user(0, 'go'), answer(1, 'm1', 'one'), answer(2, 'm2', 'two')) });
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, root, undefined, { depthOf: () => 'usage' });
    writeFileSync(join(root, 'projects/p/s.jsonl'), lines(user(0, 'go'), answer(2, 'm2', 'two')));
    const { vanished } = await ingestFolder(store, root);
    expect(vanished).toMatchObject([{ why: 'cut', responses: 1 }]);
    expect((await ingestFolder(store, root)).vanished).toEqual([]);
    store.close();
  });
});
