import { afterAll, describe, expect, it } from 'vitest';
import { readTimes } from '../../src/ingest/read-times.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { corpora, makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

/** When the sessions went on that are in both stores; a session may be known by other records than answers alone. */
function endsOf(store: Store, other: Store): unknown[] {
  const known = new Set(other.prepare('SELECT session_id FROM sessions').pluck().all());
  return store
    .prepare<[], { session_id: string }>(
      'SELECT session_id, ended_at, earlier_ends, cwd FROM sessions ORDER BY session_id',
    )
    .all()
    .filter(({ session_id }) => known.has(session_id));
}

/** An answer, and all that came behind it: results of tools, one a minute. */
function endingWithoutAnswer(): string {
  const lines = Array.from({ length: 20 }, (_, minute) => {
    const at = { sessionId: 's1', uuid: `u${minute}`, timestamp: new Date(1_772_446_560_000 + minute * 60_000) };
    const result = { type: 'tool_result', tool_use_id: `t${minute}`, content: 'ok' };
    const usage = { input_tokens: 1, output_tokens: 1 };
    return minute === 0
      ? { type: 'assistant', ...at, message: { id: 'msg_1', model: 'claude-opus-4-6', usage, content: [] } }
      : { type: 'user', ...at, message: { role: 'user', content: [result] } };
  });
  return makeRoot({ 'p/s1.jsonl': lines.map((line) => `${JSON.stringify(line)}\n`).join('') });
}

describe('when sessions went on is known without reading them whole', () => {
  it.each([...corpora(), ['one that ends without an answer', endingWithoutAnswer] as const])(
    'of %s',
    async (_name, folderOf) => {
      const folder = folderOf();
      const [whole, timed] = [openStore(IN_MEMORY), openStore(IN_MEMORY)];
      await ingestFolder(whole, folder);
      await ingestFolder(timed, folder, undefined, { depthOf: () => 'usage' });
      const ids = timed.prepare<[], string>("SELECT session_id FROM sessions WHERE depth = 'usage'").pluck().all();
      readTimes(timed, ids, () => null);
      expect(endsOf(timed, whole)).toEqual(endsOf(whole, timed));
      whole.close();
      timed.close();
    },
  );
});
