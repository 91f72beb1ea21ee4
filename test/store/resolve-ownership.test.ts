import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { prune } from '../../src/ingest/prune.ts';
import { millis } from '../../src/model/time.ts';
import { pruneTargets } from '../../src/query/prune-targets.ts';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { lines, record, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { dumpOf, freshDump, ingestFolder } from '../ingest/store-dump.ts';

afterAll(removeRoots);

const FORKED = { forkedFrom: { sessionId: 'origin', messageUuid: 'x' } };

function answer(id: string, output: number, finished: boolean, more: object = {}): object {
  const usage = { input_tokens: finished ? 3 : 1, output_tokens: output };
  const stop_reason = finished ? 'end_turn' : null;
  const message = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason, content: [], usage };
  return record('assistant', 2, { message, ...more });
}

it('what a response takes from another session it gives back once that shows it no more', async () => {
  const origin = lines(user(0, 'go'), answer('m1', 1, false));
  const root = makeRoot({ 'p/origin.jsonl': origin });
  const fork = join(root, 'projects/p/fork.jsonl');
  const store = openStore(IN_MEMORY);
  const counted = () =>
    store
      .prepare('SELECT session_id, output_tokens, finished, copies, shown IS NULL FROM own_responses WHERE key = ?')
      .raw()
      .all('m1');
  await ingestFolder(store, root);
  const alone = dumpOf(store);
  expect(counted()).toEqual([['origin', 1, 0, 0, 1]]);

  writeFileSync(fork, lines(user(0, 'go', FORKED), answer('m1', 90, true, FORKED)));
  await ingestFolder(store, root);
  expect(counted()).toEqual([['origin', 90, 1, 1, 0]]);
  expect(dumpOf(store)).toEqual(await freshDump(root));

  writeFileSync(join(root, 'projects/p/origin.jsonl'), origin + lines(user(9, 'on')));
  await ingestFolder(store, root);
  expect(counted()).toEqual([['origin', 90, 1, 1, 0]]);
  expect(dumpOf(store)).toEqual(await freshDump(root));

  const [target] = pruneTargets(store, { roots: [fork], before: null, gone: false }, millis(0));
  if (target === undefined) throw new Error('the fork is in the store');
  store.transaction(() => prune(store, [target], { gone: false, comesBack: () => false, now: millis(0) }))();
  expect(counted()).toEqual([['origin', 1, 0, 0, 1]]);
  expect(dumpOf(store).responses).toEqual(alone.responses);
  store.close();
});

it('a session that alone shows its responses owns all of them, as it shows them', async () => {
  const store = openStore(IN_MEMORY);
  await ingestFolder(
    store,
    makeRoot({ 'p/s.jsonl': lines(user(0, 'go'), answer('m1', 5, true), answer('m2', 6, true)) }),
  );
  expect(store.prepare('SELECT key, owned, variant, copies, shown FROM responses ORDER BY key').raw().all()).toEqual([
    ['m1', 1, '', 0, null],
    ['m2', 1, '', 0, null],
  ]);
  store.close();
});
