import { afterAll, describe, expect, it } from 'vitest';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { dumpOf, freshDump, ingestFolder } from '../ingest/store-dump.ts';
import { drawn, type SessionTree, treeOf, treesOf } from '../tree.ts';
import { answer, lines, record, results, use, user, ZERO } from './lines.ts';

afterAll(removeRoots);

async function drawnOf(layout: Readonly<Record<string, string>>): Promise<string[]> {
  return drawn(await treeOf(makeRoot(layout)), ZERO);
}

const responses = ({ chats }: SessionTree) => chats.map((chat) => chat.key);

describe('trees and copies', () => {
  it('61: a missing parent, a record that is its own, and a circle leave the order of the file', async () => {
    const circle = { isSidechain: true, uuid: 'c1', parentUuid: 'c2' };
    const tree = await drawnOf({
      'p/s1.jsonl': lines(
        user(0, 'hi', { uuid: 'u0', parentUuid: 'gone' }),
        answer(1, 'm1', 'ok', { uuid: 'a1', parentUuid: 'a1' }),
        record('system', 2, { subtype: 'compact_boundary', uuid: 'b1', logicalParentUuid: 'a3' }),
        answer(3, 'm2', 'ok', { uuid: 'a3', parentUuid: 'a4' }),
        answer(4, 'm3', 'ok', { uuid: 'a4', parentUuid: 'a3' }),
        user(5, 'aside', circle),
        answer(6, 's1', 'ok', { ...circle, uuid: 'c2', parentUuid: 'c1' }),
      ),
    });
    expect(tree.map((line) => line.replace(/inline-\w+/, 'inline'))).toEqual([
      'turn hi 0-4',
      '  chat m1 0-1',
      '  chat m2 2-3',
      '  chat m3 3-4',
      '  agent agent#inline 5-6',
      '    chat s1 5-6',
    ]);
  });

  it('62: the roots that compactions make are one session, with an event for each', async () => {
    const boundary = {
      subtype: 'compact_boundary',
      parentUuid: null,
      compactMetadata: { trigger: 'auto', preTokens: 9 },
    };
    const summary = user(3, 'This session is being continued from', { isCompactSummary: true });
    const { rows } = await treeOf(
      makeRoot({
        'p/s1.jsonl': lines(
          user(0, 'hi', { parentUuid: null }),
          answer(1, 'm1', 'ok'),
          ...[record('system', 2, boundary), summary, answer(4, 'm2', 'ok')],
          ...[record('system', 5, boundary), answer(6, 'm3', 'ok')],
        ),
      }),
    );
    expect(rows.turns.map(({ label, responses }) => [label, responses])).toEqual([['hi', 3]]);
    expect(rows.events.map(({ kind, tokensBefore }) => [kind, tokensBefore])).toEqual([
      ['compaction', 9],
      ['compaction', 9],
    ]);
  });

  it('63: both sides of a rewind are billed, each once', async () => {
    const tree = await treeOf(
      makeRoot({
        'p/s1.jsonl': lines(
          user(0, 'hi', { uuid: 'u0', parentUuid: null }),
          answer(1, 'm1', 'ok', { uuid: 'a1', parentUuid: 'u0' }),
          user(2, 'this way', { uuid: 'u2', parentUuid: 'a1' }),
          answer(3, 'm2', 'ok', { uuid: 'a3', parentUuid: 'u2' }),
          user(4, 'no, that way', { uuid: 'u4', parentUuid: 'a1' }),
          answer(5, 'm3', 'ok', { uuid: 'a5', parentUuid: 'u4' }),
        ),
      }),
    );
    expect(responses(tree)).toEqual(['m1', 'm2', 'm3']);
    expect(tree.rows.turns.map((turn) => turn.label)).toEqual(['hi', 'this way', 'no, that way']);
  });

  it.skip('63: the side of a rewind that was left is marked as abandoned', () => undefined);

  it('64: a fork that shares 500 responses with its source shows its own alone', async () => {
    const shared = [user(0, 'hi'), ...Array.from({ length: 500 }, (_, i) => answer(i + 1, `m${i}`, 'ok'))];
    const trees = await treesOf(
      makeRoot({
        'p/a-fork.jsonl': lines(...shared, user(600, 'the fork'), answer(601, 'f1', 'ok')),
        'p/source.jsonl': lines(
          user(-1, 'first'),
          ...shared,
          record('continued-in', 550, { continuedInSessionId: 'a-fork' }),
        ),
      }),
    );
    expect([...trees].map(([id, { chats }]) => [id, chats.length])).toEqual([
      ['a-fork', 1],
      ['source', 500],
    ]);
    expect(drawn(trees.get('a-fork') as SessionTree, ZERO)).toEqual(['turn the fork 600-601', '  chat f1 600-601']);
  });

  it('65: a fork that is read before its source gives the same rows as one read after it', async () => {
    const shared = [user(0, 'hi'), answer(1, 'm1', [use('t1', 'Bash')]), results(2, { t1: 'ok' })];
    const root = makeRoot({
      'p/fork.jsonl': lines(
        ...shared,
        user(9, 'the fork', { forkedFrom: { sessionId: 'source' } }),
        answer(10, 'f1', 'ok'),
      ),
      'p/source.jsonl': lines(...shared, answer(3, 'm2', 'ok')),
    });
    for (const first of ['fork', 'source']) {
      const store = openStore(IN_MEMORY);
      await ingestFolder(store, root, (files) => files.filter(({ sessionId }) => sessionId === first));
      await ingestFolder(store, root);
      expect(dumpOf(store), `${first} first`).toEqual(await freshDump(root));
      store.close();
    }
  });

  it('66: a fork whose uuids are new is known by the ids of its messages', async () => {
    const copied = (uuid: string) => ({ uuid, forkedFrom: { sessionId: 'source', messageUuid: 'x' } });
    const trees = await treesOf(
      makeRoot({
        'p/a-fork.jsonl': lines(
          user(0, 'hi', copied('n0')),
          answer(1, 'm1', 'ok', copied('n1')),
          user(9, 'the fork', { uuid: 'n2' }),
          answer(10, 'f1', 'ok', { uuid: 'n3' }),
        ),
        'p/source.jsonl': lines(user(0, 'hi', { uuid: 'o0' }), answer(1, 'm1', 'ok', { uuid: 'o1' })),
      }),
    );
    expect([...trees].map(([id, tree]) => [id, responses(tree)])).toEqual([
      ['a-fork', ['f1']],
      ['source', ['m1']],
    ]);
  });

  it('66: a copy of a copy is known by the session that its answers were asked for in, also where the source is gone', async () => {
    const shared = (owner: string | null) => [
      user(0, 'hi'),
      answer(1, 'm1', 'ok', { requestSessionId: 'source' }),
      user(2, 'the first copy'),
      answer(3, 'c1', 'ok', owner === null ? {} : { requestSessionId: owner }),
    ];
    const trees = await treesOf(
      makeRoot({
        'p/b-copy.jsonl': lines(...shared(null)),
        'p/a-copy.jsonl': lines(...shared('b-copy'), user(4, 'the second copy'), answer(5, 'd1', 'ok')),
      }),
    );
    expect([...trees].map(([id, tree]) => [id, responses(tree)])).toEqual([
      ['a-copy', ['d1']],
      ['b-copy', ['m1', 'c1']],
    ]);
  });

  it.each([
    ['fork', ['f1']],
    ['branch', ['f1']],
    ['launch', ['m1', 'f1']],
  ])('66: a session derived from another by %s is its copy or is not', async (via, own) => {
    const from = { type: 'derived-from', v: 1, sessionId: 'a-fork' };
    const sessions = [{ type: 'claude_code_session', id: 'source', via }];
    const trees = await treesOf(
      makeRoot({
        'p/a-fork.jsonl': lines({ ...from, sessions }, user(0, 'hi'), answer(1, 'm1', 'ok'), answer(10, 'f1', 'ok')),
        'p/source.jsonl': lines(user(0, 'hi'), answer(1, 'm1', 'ok'), answer(11, 'm2', 'ok')),
      }),
    );
    expect(responses(trees.get('a-fork') as SessionTree)).toEqual(own);
  });
});
