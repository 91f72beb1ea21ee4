import { appendFileSync, closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { provenanceOf } from '../../src/query/provenance.ts';
import { ALL_RESPONSES } from '../../src/query/response-filter.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { answer, lines, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { dumpOf, ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

const GOOD = lines(user(0, 'hi'), answer(1, 'm1', 'ok'));

const issuesOf = (store: Store) =>
  store.prepare('SELECT line, kind, detail, count FROM issues ORDER BY file_id, line').all() as {
    readonly line: number;
    readonly kind: string;
    readonly detail: string;
    readonly count: number;
  }[];

const badLinesOf = (store: Store) => provenanceOf(store, ALL_RESPONSES).badLines;

async function read(root: string, depth: 'usage' | 'spans'): Promise<Store> {
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, root, undefined, { depthOf: () => depth });
  return store;
}

describe.each(['usage', 'spans'] as const)('at depth %s', (depth) => {
  test('of any number of bad lines all are counted, and the first twenty have their place', async () => {
    const store = await read(makeRoot({ 'p/s.jsonl': `${GOOD}${'{x\n'.repeat(50_000)}` }), depth);
    const issues = issuesOf(store);
    expect(issues.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, i) => 3 + i));
    expect(issues.map(({ count }) => count)).toEqual([...Array.from({ length: 19 }, () => 1), 49_981]);
    expect(badLinesOf(store)).toBe(50_000);
    store.close();
  });

  test('one kind of oddity does not crowd out another', async () => {
    const odd = JSON.stringify({ ...answer(2, 'm2', 'ok') }).replace('"input_tokens":1', '"input_tokens":"x"');
    const store = await read(makeRoot({ 'p/s.jsonl': `${GOOD}${'{x\n'.repeat(100)}${`${odd}\n`.repeat(100)}` }), depth);
    const sums = store.prepare('SELECT kind, count(*), sum(count) FROM issues GROUP BY kind ORDER BY kind').raw().all();
    expect(sums).toEqual([
      ['bad-line', 20, 100],
      ['bad-number', 20, 100],
    ]);
    store.close();
  });

  test('a line above 64 MB is counted with its place and its size', async () => {
    const root = makeRoot({ 'p/s.jsonl': GOOD });
    const path = join(root, 'projects/p/s.jsonl');
    const file = openSync(path, 'a');
    const [head, tail] = ['{"type":"user","x":"', '"}\n'];
    writeSync(file, head);
    for (let mb = 0; mb < 65; mb++) writeSync(file, 'x'.repeat(1024 * 1024));
    writeSync(file, `${tail}${lines(answer(3, 'm2', 'after it'))}`);
    closeSync(file);
    const store = await read(root, depth);
    const bytes = head.length + 65 * 1024 * 1024 + tail.length - 1;
    expect(issuesOf(store)).toEqual([
      {
        line: 3,
        kind: 'line-too-long',
        detail: `left out: ${(bytes / 1e6).toFixed(1)} MB, of which a line may have 67.1 MB`,
        count: 1,
      },
    ]);
    expect({ bad: badLinesOf(store), responses: provenanceOf(store, ALL_RESPONSES).responses }).toEqual({
      bad: 1,
      responses: 2,
    });
    store.close();
  });

  test('metadata of an agent of more than a megabyte is not read, and counted', async () => {
    const root = makeRoot({
      'p/s.jsonl': GOOD,
      'p/s/subagents/agent-a1.jsonl': lines(answer(2, 'm2', 'ok', { isSidechain: true, agentId: 'a1' })),
      'p/s/subagents/agent-a1.meta.json': `{"agentType":"Explore","description":"${'y'.repeat(2_000_000)}"}`,
    });
    const store = await read(root, depth);
    expect(issuesOf(store)).toMatchObject([{ kind: 'line-too-long', line: 1, count: 1 }]);
    expect(provenanceOf(store, ALL_RESPONSES)).toMatchObject({ responses: 2, badLines: 1 });
    const again = await ingestFolder(store, root, undefined, { depthOf: () => depth });
    expect(again).toMatchObject({ filesRead: 0, issues: [] });
    store.close();
  });
});

test('a file that gets its bad lines piece by piece has the same rows as one that is read at once', async () => {
  const root = makeRoot({ 'p/s.jsonl': GOOD });
  const path = join(root, 'projects/p/s.jsonl');
  const store = openStore(IN_MEMORY);
  for (const bad of [0, 5, 30, 1, 400]) {
    appendFileSync(path, '{x\n'.repeat(bad));
    await ingestFolder(store, root);
  }
  const fresh = await read(root, 'spans');
  expect(badLinesOf(store)).toBe(436);
  expect(dumpOf(store)).toEqual(dumpOf(fresh));
  fresh.close();
  store.close();
});

test('a bad line costs no look at the lines behind it', async () => {
  const root = makeRoot({ 'p/s.jsonl': '{x\n'.repeat(200_000) });
  const begun = process.cpuUsage();
  (await read(root, 'spans')).close();
  // Seventy seconds where each one is looked for to the end of what was read, one where it is not.
  expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(20);
});
