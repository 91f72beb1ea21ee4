import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';
import { storeOf, treeOf, treesIn, treesOf } from '../tree.ts';
import { answer, lines, record, user } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000002';
const one = lines(user(0, 'hi'), answer(1, 'm1', 'ok'));

async function keysOf(layout: Readonly<Record<string, string | Buffer>>): Promise<Record<string, string[]>> {
  const trees = await treesOf(makeRoot(layout));
  return Object.fromEntries([...trees].map(([id, { chats }]) => [id, chats.map(({ key }) => key)]));
}

describe('discovery and identity', () => {
  it('1: no folder, or a link to nowhere, is nothing to show and one notice', () => {
    const root = makeRoot({});
    symlinkSync('/nowhere/at/all', join(root, 'projects', 'gone'));
    for (const args of [['quickstart'], ['quickstart', '--root', root]]) {
      const { status, stdout } = tj(args, newHome());
      expect({ status, told: stdout.includes('No ') }).toEqual({ status: 0, told: true });
    }
  });

  it('2: two roots that are one folder are read once', () => {
    const root = makeRoot({ [`p/${A}.jsonl`]: one });
    const link = join(newHome(), 'link');
    symlinkSync(root, link);
    const { stdout } = tj(['usage', '--json', '--root', root, '--root', link], newHome());
    expect(JSON.parse(stdout)).toMatchObject({ totals: { responses: 1 }, provenance: { files: 1 } });
  });

  it('3: two working folders that share a project folder are two projects', () => {
    const other = lines(user(0, 'hi', { cwd: '/x' }), answer(1, 'm2', 'ok', { cwd: '/x' }));
    const root = makeRoot({ [`p/${A}.jsonl`]: one, [`p/${B}.jsonl`]: other });
    const { rows } = JSON.parse(tj(['usage', '--by', 'project', '--json', '--root', root], newHome()).stdout);
    expect(rows.map(({ key }: { key: string }) => key).sort()).toEqual(['/w', '/x']);
  });

  it('4, 5: any name of a project folder will do: drive letters, more than 200 characters', async () => {
    const layout = {
      [`D--x/${A}.jsonl`]: one,
      [`${'l'.repeat(210)}/${B}.jsonl`]: lines(user(0, 'hi'), answer(1, 'm2', 'ok')),
    };
    expect(await keysOf(layout)).toEqual({ [A]: ['m1'], [B]: ['m2'] });
  });

  it('6: a session in two project folders is one, each agent once', async () => {
    const child = { 'subagents/agent-a1.jsonl': lines(user(2, 'go'), answer(3, 's1', 'ok')) };
    const layout: Record<string, string> = {
      [`p/${A}.jsonl`]: one,
      [`q/${A}.jsonl`]: one + lines(answer(9, 'm2', 'ok')),
    };
    for (const slug of ['p', 'q']) layout[`${slug}/${A}/subagents/agent-a1.jsonl`] = child['subagents/agent-a1.jsonl'];
    const trees = await treesOf(makeRoot(layout));
    expect([...trees.keys()]).toEqual([A]);
    expect(
      trees
        .get(A)
        ?.chats.map(({ key }) => key)
        .sort(),
    ).toEqual(['m1', 'm2', 's1']);
    expect(trees.get(A)?.rows.agents).toHaveLength(1);
  });

  it('7, 8: the name of the file is the session, whatever its records say', async () => {
    expect(
      await keysOf({
        [`p/${A}.jsonl`]: lines(user(0, 'hi', { sessionId: B }), answer(1, 'm1', 'ok', { sessionId: B })),
      }),
    ).toEqual({ [A]: ['m1'] });
  });

  it('9: flat agents in one folder go to the sessions that their records name', async () => {
    const flat = (id: string, key: string) =>
      lines(user(2, 'go', { sessionId: id, agentId: 'x' }), answer(3, key, 'ok', { sessionId: id }));
    const layout = {
      [`p/${A}.jsonl`]: one,
      'p/agent-1111111.jsonl': flat(A, 's1'),
      'p/agent-2222222.jsonl': flat(B, 's2'),
    };
    expect(await keysOf(layout)).toEqual({ [A]: ['m1', 's1'], [B]: ['s2'] });
  });

  it('10: agents without a main file hang on a turn of their own', async () => {
    const tree = await treeOf(
      makeRoot({ [`p/${A}/subagents/agent-a1.jsonl`]: lines(user(2, 'go'), answer(3, 's1', 'ok')) }),
    );
    expect(tree.rows.turns.map(({ kind }) => kind)).toEqual(['orphan']);
    expect(tree.chats.map(({ key }) => key)).toEqual(['s1']);
  });

  it.each([
    `${A}/subagents/workflows/wf_1/journal.jsonl`,
    `${A}.jsonl.orphaned-1`,
    `${A}.jsonl.backup`,
    'memory/a.jsonl',
    `${A}/tool-results/x.jsonl`,
  ])('11: %s is no transcript', async (path) => {
    expect(await keysOf({ [`p/${path}`]: one })).toEqual({});
  });

  it('12: an empty file, or one with a title only, is listed nowhere and is no error', () => {
    const root = makeRoot({ [`p/${A}.jsonl`]: '', [`p/${B}.jsonl`]: lines({ type: 'ai-title', aiTitle: 'x' }) });
    const run = tj(['sessions', '--json', '--root', root], newHome());
    expect([run.status, JSON.parse(run.stdout).sessions]).toEqual([0, []]);
  });

  it.skip('13, 14: what the hook is handed comes with tj session-end', () => undefined);
});

describe('lines', () => {
  it.each([
    ['15: no JSON in the middle', `${one}{"type":\n${lines(answer(2, 'm2', 'ok'))}`],
    [
      '17: a byte order mark, CRLF, leading NULs, blank lines and comments',
      `\ufeff${one.replaceAll('\n', '\r\n')}\n\n// note\n\0\0${lines(answer(2, 'm2', 'ok'))}`,
    ],
    ['19: JSON that is no object', `${one}null\n[]\n3\n${lines(answer(2, 'm2', 'ok'))}`],
    [
      '20: unknown types and blocks',
      one + lines({ type: 'new' }, record('system', 2, { subtype: 'new' }), answer(2, 'm2', [{ type: 'new' }])),
    ],
    [
      '21: odd messages',
      one +
        lines(
          record('user', 1, { message: null }),
          record('user', 1, {}),
          record('user', 1, { message: { content: [null, 7] } }),
          answer(2, 'm2', 'ok'),
        ),
    ],
    [
      '23: lone surrogates, NUL in strings, __proto__',
      `${one}{"type":"user","__proto__":{"x":1},"message":{"content":"\\ud800 \\u0000"}}\n${lines(answer(2, 'm2', 'ok'))}`,
    ],
  ])('%s costs nothing else', async (_, text) => {
    expect(await keysOf({ [`p/${A}.jsonl`]: text })).toEqual({ [A]: ['m1', 'm2'] });
  });

  it('16: a torn last line waits until it is whole', async () => {
    const root = makeRoot({ [`p/${A}.jsonl`]: `${one}{"type":"assis` });
    const store = await storeOf(root);
    expect(store.prepare('SELECT count(*) FROM issues').pluck().get()).toBe(0);
    expect(store.prepare('SELECT position FROM files').pluck().get()).toBe(Buffer.byteLength(one));
    store.close();
  });

  it('18: a line of several megabytes of base64 is read in bounded memory', async () => {
    const image = { type: 'image', source: { type: 'base64', data: 'A'.repeat(6_000_000) } };
    expect(await keysOf({ [`p/${A}.jsonl`]: lines(user(0, [image]), answer(1, 'm1', 'ok')) })).toEqual({ [A]: ['m1'] });
  });

  it('22: a missing or later time is kept as it is, and nothing ends before it begins', async () => {
    const tree = await treeOf(
      makeRoot({
        [`p/${A}.jsonl`]: lines(user(5, 'hi'), answer(2, 'm1', 'ok'), answer(9, 'm2', 'ok', { timestamp: 'soon' })),
      }),
    );
    for (const { startedAt, endedAt } of tree.spans)
      expect(startedAt === null || endedAt === null || endedAt >= startedAt).toBe(true);
    expect(tree.spans.find(({ responseId }) => responseId === 'm2')).toMatchObject({ startedAt: null, endedAt: null });
  });

  it('24: a file that shrank is read anew, without duplicates', async () => {
    const root = makeRoot({ [`p/${A}.jsonl`]: one + lines(answer(2, 'm2', 'ok')) });
    const store = await storeOf(root);
    truncateSync(join(root, 'projects', 'p', `${A}.jsonl`), Buffer.byteLength(one));
    await ingestFolder(store, root);
    expect(
      treesIn(store)
        .get(A)
        ?.chats.map(({ key }) => key),
    ).toEqual(['m1']);
    store.close();
  });

  it.skip('25: constant memory for very large files is measured by the bench', () => undefined);
});
