import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { dumpOf, freshDump, ingestFolder } from '../ingest/store-dump.ts';
import { treesOf } from '../tree.ts';
import { answer, lines, record, user } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

/** Ids of the responses of each session, whichever file is read first. */
async function owned(files: Readonly<Record<string, readonly object[]>>): Promise<Record<string, string[]>> {
  const root = makeRoot(Object.fromEntries(Object.entries(files).map(([id, all]) => [`p/${id}.jsonl`, lines(...all)])));
  const fresh = await freshDump(root);
  for (const first of Object.keys(files)) {
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, root, (all) => all.filter(({ sessionId }) => sessionId === first));
    await ingestFolder(store, root);
    expect(dumpOf(store), `${first} first`).toEqual(fresh);
    store.close();
  }
  return Object.fromEntries([...(await treesOf(root))].map(([id, { chats }]) => [id, chats.map(({ key }) => key)]));
}

const shared = (more: object = {}) => [user(0, 'hi', more), answer(1, 'm1', 'ok', more), answer(2, 'm2', 'ok', more)];
const fork = [user(10, 'the fork'), answer(11, 'f1', 'ok')];

describe('a copy that begins when its origin began, without a word of where it is from', () => {
  it.each([
    ['a-copy', 'origin'],
    ['z-copy', 'origin'],
  ])('goes on alone: what both show is the origin’s, whichever id is smaller (%s)', async (copy, origin) => {
    expect(await owned({ [copy]: [...shared(), ...fork], [origin]: shared() })).toEqual({
      [copy]: ['f1'],
      [origin]: ['m1', 'm2'],
    });
  });

  it('so does each in a chain of copies', async () => {
    const second = [user(20, 'again'), answer(21, 'g1', 'ok')];
    expect(await owned({ c: shared(), b: [...shared(), ...fork], a: [...shared(), ...fork, ...second] })).toEqual({
      a: ['g1'],
      b: ['f1'],
      c: ['m1', 'm2'],
    });
  });

  it('says that it is of a background session, though the origin went on as well', async () => {
    const bg = { sessionKind: 'bg' };
    expect(await owned({ a: [...shared(bg), ...fork], b: [...shared(), answer(9, 'm3', 'ok')] })).toEqual({
      a: ['f1'],
      b: ['m1', 'm2', 'm3'],
    });
  });

  it('left the ids of its origin as they were, though the origin went on as well', async () => {
    const kept = { sessionId: 'b' };
    expect(await owned({ a: [...shared(kept), ...fork], b: [...shared(kept), answer(9, 'm3', 'ok', kept)] })).toEqual({
      a: ['f1'],
      b: ['m1', 'm2', 'm3'],
    });
  });

  it('is told apart by its id alone where both went on', async () => {
    expect(await owned({ a: [...shared(), ...fork], b: [...shared(), answer(9, 'm3', 'ok')] })).toEqual({
      a: ['m1', 'm2', 'f1'],
      b: ['m3'],
    });
  });

  it('has no agents of its origin: these do not make the origin more than the copy', async () => {
    const root = makeRoot({
      'p/a.jsonl': lines(...shared(), ...fork),
      'p/b.jsonl': lines(...shared()),
      'p/b/subagents/agent-x.jsonl': lines(user(1, 'go'), answer(2, 'x1', 'ok')),
    });
    const trees = await treesOf(root);
    expect([...trees].map(([id, { chats }]) => [id, chats.map(({ key }) => key).sort()])).toEqual([
      ['a', ['f1']],
      ['b', ['m1', 'm2', 'x1']],
    ]);
  });

  it('becomes one as it goes on: read in parts and at once it is the same (A8)', async () => {
    const root = makeRoot({ 'p/a.jsonl': lines(...shared()), 'p/b.jsonl': lines(...shared().slice(0, 2)) });
    const store = openStore(IN_MEMORY);
    const grow = async (id: string, ...more: object[]) => {
      appendFileSync(join(root, `projects/p/${id}.jsonl`), lines(...more));
      await ingestFolder(store, root);
      expect(dumpOf(store)).toEqual(await freshDump(root));
    };
    await ingestFolder(store, root);
    await grow('b', answer(2, 'm2', 'ok'));
    await grow('a', ...fork);
    await grow('b', answer(9, 'm3', 'ok'));
    await grow('b', record('continued-in', 9, { continuedInSessionId: 'a' }));
    store.close();
  });
});

describe('a copy is shown as what it did by itself', () => {
  /** Start, length and title of each session, as `tj sessions` tells them. */
  function told(root: string, home = newHome()) {
    const { sessions } = JSON.parse(tj(['sessions', '--json', '--root', root], home).stdout);
    const rows = sessions as {
      session_id: string;
      started_at: string;
      wall_seconds: number;
      active_seconds: number;
      title: string;
    }[];
    return Object.fromEntries(
      rows.map((row) => [
        row.session_id,
        [row.started_at.slice(14, 19), row.wall_seconds, row.active_seconds, row.title],
      ]),
    );
  }
  const title = (customTitle: string) => ({ type: 'custom-title', customTitle });
  const generated = (aiTitle: string) => ({ type: 'ai-title', aiTitle });
  const origin = [user(0, 'hi'), answer(1, 'm1', 'ok'), answer(300, 'm2', 'ok')];
  const own = [user(1200, 'the fork'), answer(1210, 'f1', 'ok'), answer(1230, 'f2', 'ok')];

  it('from its first own prompt on, by its name', () => {
    const root = makeRoot({ 'p/a.jsonl': lines(...origin, ...own), 'p/b.jsonl': lines(...origin) });
    expect(told(root)).toEqual({ a: ['20:00', 30, 30, 'the fork'], b: ['00:00', 300, 300, 'hi'] });
  });

  it('from its first own answer on, where that answers a prompt of its origin', () => {
    const root = makeRoot({ 'p/a.jsonl': lines(...origin, answer(400, 'f1', 'ok')), 'p/b.jsonl': lines(...origin) });
    expect(told(root)).toMatchObject({ a: ['05:00', 100, 100, 'hi'] });
  });

  it('a title of its own before its prompt, but not one that its origin has as well', () => {
    const root = makeRoot({
      'p/a.jsonl': lines(title('plan'), ...origin, ...own, title('plan (fork)')),
      'p/b.jsonl': lines(title('plan'), ...origin),
      'p/c.jsonl': lines(title('plan'), ...origin, ...own.slice(0, 1), answer(1220, 'g1', 'ok'), title('plan')),
    });
    const titles = Object.entries(told(root)).map(([id, row]) => [id, row[3]]);
    expect(Object.fromEntries(titles)).toEqual({ a: 'plan (fork)', b: 'plan', c: 'the fork' });
  });

  it('whatever its origin is called later, and also when its origin turns out to be one itself (A8)', async () => {
    const root = makeRoot({ 'p/a.jsonl': lines(generated('x'), ...origin, ...own), 'p/b.jsonl': lines(...origin) });
    const store = openStore(IN_MEMORY);
    const changed = async (id: string, text: string) => {
      writeFileSync(join(root, `projects/p/${id}.jsonl`), text);
      await ingestFolder(store, root);
      expect(dumpOf(store)).toEqual(await freshDump(root));
    };
    await ingestFolder(store, root);
    await changed('b', lines(...origin, generated('x')));
    await changed('0', lines(...origin.slice(0, 2)));
    expect(told(root)).toMatchObject({ a: ['20:00', 30, 30, 'the fork'], b: ['00:01', 299, 299, 'x'] });
    store.close();
  });
});
