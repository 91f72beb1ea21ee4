import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findRoots } from '../../src/discover/find-roots.ts';
import { findTranscripts } from '../../src/discover/find-transcripts.ts';
import { unchangedRoots, withKnownFiles } from '../../src/ingest/known-files.ts';
import type { Depth } from '../../src/model/depth.ts';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

const LONG_AGO = new Date('2026-01-01T00:00:00Z');
const ANSWER = {
  ...{ type: 'assistant', uuid: 'u1', sessionId: 's1', timestamp: '2026-03-02T10:16:09.000Z' },
  message: { id: 'msg_1', model: 'claude-opus-4-6', stop_reason: 'end_turn', usage: { output_tokens: 1 }, content: [] },
};

it.each<[Depth, boolean]>([
  ['spans', true],
  ['usage', false],
])('a file that looks older than its records is looked up unless it was read whole: %s', async (depth, isKnown) => {
  const root = makeRoot({ '-p/s1.jsonl': `${JSON.stringify(ANSWER)}\n` });
  for (const place of ['projects/-p/s1.jsonl', 'projects/-p', 'projects'])
    utimesSync(join(root, place), LONG_AGO, LONG_AGO);
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, root, undefined, { depthOf: () => depth });
  const roots = findRoots({ roots: [root], env: {}, home: '/' });
  const found = await findTranscripts(roots, [], Date.now() + 5_000);
  const begunAt = Date.now() - 5_000;
  const remembered = withKnownFiles(store, { ...found, walks: found.walks.map((walk) => ({ ...walk, begunAt })) });
  const counts = unchangedRoots(roots, remembered, () => depth);
  expect(counts).toEqual(isKnown ? [{ root: roots[0], transcripts: 1, sessions: 1 }] : null);
  store.close();
});
