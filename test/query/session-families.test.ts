import { afterAll, expect, it } from 'vitest';
import { sessionFamilies } from '../../src/query/session-families.ts';
import type { Store } from '../../src/store/open-store.ts';
import { lines, record, text, user } from '../checklist/lines.ts';
import { corpora, makeRoot, removeRoots } from '../corpus.ts';
import { storeOf } from '../tree.ts';

afterAll(removeRoots);

/** Pairs of sessions of which one shows a response that the other owns. */
function pairsOf(store: Store): [string, string][] {
  return store
    .prepare<[], [string, string]>(`
      SELECT DISTINCT shown.session_id, owned.session_id
      FROM responses AS shown JOIN own_responses AS owned ON owned.key = shown.key AND owned.session_id <> shown.session_id`)
    .raw()
    .all();
}

/** A session `a`, and one that copied all of it, or also went on. */
function copied(...more: readonly object[]): string {
  const said = (id: string, minute: number) => {
    const usage = { input_tokens: 1, output_tokens: 1 };
    const message = {
      role: 'assistant',
      id,
      model: 'claude-opus-4-8',
      stop_reason: 'end_turn',
      content: [text('ok')],
      usage,
    };
    return record('assistant', minute, { message });
  };
  const first = [user(0, 'go'), said('m1', 1), user(2, 'on'), said('m2', 3)];
  return makeRoot({
    'p/a.jsonl': lines(...first, user(4, 'and'), said('m3', 5)),
    'p/b.jsonl': lines(...first, ...more),
  });
}

it.each([
  ...corpora(),
  ['a copy that did nothing by itself', () => copied()] as const,
  ['a copy that went on', () => copied(user(6, 'elsewhere'))] as const,
])('sessions of one family are those that show responses of one another: %s', async (_name, folderOf) => {
  const store = await storeOf(folderOf());
  const { familyOf, inOrder } = sessionFamilies(store, () => true);
  const pairs = pairsOf(store);
  expect([...familyOf.keys()].sort()).toEqual([...new Set(pairs.flat())].sort());
  for (const [copy, owner] of pairs) expect(familyOf.get(copy)).toBe(familyOf.get(owner));
  expect([...inOrder].sort()).toEqual([...familyOf.keys()].sort());
  store.close();
});
