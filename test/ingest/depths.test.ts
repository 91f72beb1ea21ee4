import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Depth } from '../../src/model/depth.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { corpora, growTo, HISTORIES, makeRoot, removeRoots, transcriptFolders } from '../corpus.ts';
import { dumpOf, freshDump, ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

/** What both depths say of the responses that count. */
const COLUMNS = `session_id, key, variant, attempt, attempt_kind, copies, agent_id, at, model, input_tokens, output_tokens,
  cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, context_tokens, thinking_tokens, fast, geo, tier,
  web_searches, rebuilt_5m_tokens, rebuilt_1h_tokens, rebuilt_input_tokens, finished, recovered, stop_reason, records,
  branch, version, effort`;

function responsesOf(store: Store): unknown[] {
  return store.prepare(`SELECT ${COLUMNS} FROM own_responses ORDER BY session_id, key, variant, attempt`).all();
}

async function freshResponses(folder: string): Promise<unknown[]> {
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, folder);
  const responses = responsesOf(store);
  store.close();
  return responses;
}

const REAL = transcriptFolders().filter((folder) => /wandb|kimuson|sniffly|moredip/.test(folder));

describe('both depths give the same responses', () => {
  it.skipIf(REAL.length > 0)(
    'the public transcripts are not beside this checkout: only fixtures are tried',
    () => undefined,
  );

  it.each(corpora())('of %s', async (_name, folderOf) => {
    const folder = folderOf();
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, folder, undefined, { depthOf: () => 'usage' });
    expect(responsesOf(store)).toEqual(await freshResponses(folder));
    store.close();
  });

  it.each([...HISTORIES, ...REAL])('however far each session is read, time and again: %s', async (folder) => {
    const expected = await freshResponses(folder);
    const whole = await freshDump(folder);
    const depth = fc.constantFrom<Depth | null>('usage', 'spans', null);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.infiniteStream(depth), { maxLength: 3 }), async (readings) => {
        const store = openStore(IN_MEMORY);
        for (const depths of readings)
          await ingestFolder(store, folder, undefined, { depthOf: () => depths.next().value });
        await ingestFolder(store, folder, undefined, { depthOf: () => 'usage' });
        expect(responsesOf(store)).toEqual(expected);
        await ingestFolder(store, folder);
        expect(dumpOf(store)).toEqual(whole);
        store.close();
      }),
      { numRuns: REAL.includes(folder) ? 3 : 12 },
    );
  });

  it('of two roots that two read into one new store at once, though a session of one copied one of the other', async () => {
    const answer = (session: string, at: string, more: object = {}) =>
      `${JSON.stringify({
        ...{ type: 'assistant', uuid: `u-${session}`, sessionId: session, timestamp: at, cwd: '/w', version: '2.1.0' },
        message: {
          id: 'msg_1',
          model: 'claude-opus-4-6',
          content: [],
          stop_reason: 'end_turn',
          usage: { input_tokens: 3 },
        },
        ...more,
      })}\n`;
    const first = makeRoot({ 'p/first.jsonl': answer('first', '2026-03-02T10:00:00.000Z') });
    const copied = { forkedFrom: { sessionId: 'first' } };
    const second = makeRoot({ 'p/second.jsonl': answer('second', '2026-03-02T10:00:00.000Z', copied) });
    const path = join(first, 'tj.db');
    const stores = [openStore(path), openStore(path)] as const;
    const usage = { depthOf: (): Depth => 'usage' };
    await Promise.all([
      ingestFolder(stores[0], first, undefined, usage),
      ingestFolder(stores[1], second, undefined, usage),
    ]);
    const shown = stores[0].prepare('SELECT session_id, owned, copies FROM responses ORDER BY session_id').raw().all();
    expect(shown).toEqual([
      ['first', 1, 1],
      ['second', 0, 0],
    ]);
    for (const store of stores) store.close();
  });

  it.each([...HISTORIES, ...REAL])('of files that grow meanwhile, cut at any byte: %s', async (folder) => {
    const expected = await freshResponses(folder);
    const depth = fc.constantFrom<Depth>('usage', 'spans');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), depth), { maxLength: 3 }), fc.nat(), async (cuts, seed) => {
        const root = makeRoot({});
        const store = openStore(IN_MEMORY);
        for (const [step, [cut, asked]] of cuts.entries()) {
          growTo(folder, root, cut, seed + step);
          await ingestFolder(store, root, undefined, { depthOf: () => asked });
        }
        growTo(folder, root, Number.NaN, 0);
        await ingestFolder(store, root, undefined, { depthOf: () => 'usage' });
        expect(responsesOf(store)).toEqual(expected);
        store.close();
      }),
      { numRuns: REAL.includes(folder) ? 3 : 12 },
    );
  });
});
