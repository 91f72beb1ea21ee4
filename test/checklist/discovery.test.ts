import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { storeOf, treeOf, treesOf } from '../tree.ts';
import { answer, lines, record, user } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

/** What a command says of some config folders, as JSON; it must end well. */
function asked(command: readonly string[], ...roots: readonly string[]) {
  const { status, stdout, stderr } = tj(
    [...command, '--json', ...roots.flatMap((root) => ['--root', root])],
    newHome(),
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Ids of the responses of each session. */
async function responsesOf(root: string): Promise<Record<string, string[]>> {
  const trees = await treesOf(root);
  return Object.fromEntries([...trees].map(([id, { chats }]) => [id, chats.map((chat) => chat.key).sort()]));
}

/** A prompt and its answer, in a working folder. */
const session = (id: string, cwd = '/w') => lines(user(0, 'hi', { cwd }), answer(1, id, 'ok', { cwd }));

describe('discovery', () => {
  it('1: no folder of Claude Code is one notice with the places that were looked at, and exit 0', () => {
    const { status, stdout, stderr } = tj(['index'], newHome());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^No transcripts found\.\n(?:looked in .+\n(?:.+there\n)?){2}$/);
  });

  it('1: a link that leads nowhere is told and costs nothing else', () => {
    const root = makeRoot({ 'p/s1.jsonl': session('m1') });
    symlinkSync(join(root, 'nowhere'), join(root, 'projects', 'q'));
    const { issues, kept } = asked(['index'], root);
    expect(issues).toMatchObject([{ kind: 'unreadable', path: join(root, 'projects', 'q') }]);
    expect(kept.responses).toBe(1);
  });

  it.skipIf(process.getuid?.() === 0)('1: a folder that may not be read is told and costs nothing else', () => {
    const root = makeRoot({ 'p/s1.jsonl': session('m1'), 'q/s2.jsonl': session('m2') });
    chmodSync(join(root, 'projects', 'q'), 0);
    const { issues, kept } = asked(['index'], root);
    chmodSync(join(root, 'projects', 'q'), 0o700);
    expect(issues).toMatchObject([{ kind: 'unreadable', path: join(root, 'projects', 'q') }]);
    expect(kept.responses).toBe(1);
  });

  it('2: a folder that is named twice, once by a link, is read once', () => {
    const root = makeRoot({ 'p/s1.jsonl': session('m1') });
    const folder = mkdtempSync(join(tmpdir(), 'tj-link-'));
    symlinkSync(root, join(folder, 'other'));
    const { provenance } = asked(['usage'], root, join(folder, 'other'));
    rmSync(folder, { recursive: true });
    expect(provenance).toMatchObject({ files: 1, responses: 1, copies_collapsed: 0 });
  });

  it('3: two working folders that share a project folder are two projects', async () => {
    const root = makeRoot({
      '-w-a-b/s1.jsonl': session('m1', '/w/a-b'),
      '-w-a-b/s2.jsonl': session('m2', '/w/a/b'),
      '%no slug%/s3.jsonl': session('m3', '/w/c'),
    });
    const store = await storeOf(root);
    expect(store.prepare('SELECT session_id, project FROM sessions ORDER BY 1').raw().all()).toEqual([
      ['s1', '/w/a-b'],
      ['s2', '/w/a/b'],
      ['s3', '/w/c'],
    ]);
    store.close();
  });

  it('4: D:\\x and d:\\x are one project, and a share of another computer is its own', () => {
    const root = makeRoot({
      'D--x/s1.jsonl': session('m1', 'D:\\x'),
      'd--x/s2.jsonl': session('m2', 'd:\\x'),
      '--server-share/s3.jsonl': session('m3', '\\\\server\\share'),
    });
    const { rows } = asked(['usage', '--by', 'project'], root);
    const counts = rows.map((row: { key: string; responses: number }) => [row.key, row.responses]);
    expect(Object.fromEntries(counts)).toEqual({ 'D:\\x': 2, '\\\\server\\share': 1 });
  });

  it('5: a project folder with a name of more than 200 characters is read', async () => {
    expect(await responsesOf(makeRoot({ [`${'-long'.repeat(41)}-1k2j3h/s1.jsonl`]: session('m1') }))).toEqual({
      s1: ['m1'],
    });
  });
});

describe('identity', () => {
  it('6: a session under two project folders is one, and its agent counts once', async () => {
    const agent = lines(user(1, 'go'), answer(2, 'x1', 'ok'));
    const tree = await treeOf(
      makeRoot({
        'p/s1.jsonl': session('m1'),
        'p/s1/subagents/agent-x.jsonl': agent,
        'q/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', 'ok'), user(5, 'more'), answer(6, 'm2', 'ok')),
        'q/s1/subagents/agent-x.jsonl': agent,
      }),
    );
    expect(tree.chats.map((chat) => chat.key).sort()).toEqual(['m1', 'm2', 'x1']);
    expect(tree.rows.agents.map(({ agentId }) => agentId)).toEqual(['x']);
    expect(tree.rows.turns.filter(({ kind }) => kind === 'typed').map(({ label }) => label)).toEqual(['hi', 'more']);
  });

  it('7: records that name another session belong to the session of their file, and count once', async () => {
    const said = { sessionId: 's1' };
    const old = [user(0, 'hi', said), answer(1, 'm1', 'ok', said)];
    const resumed = lines(...old, user(5, 'more', said), answer(6, 'm2', 'ok', said));
    expect(await responsesOf(makeRoot({ 'p/s1.jsonl': lines(...old), 'p/s2.jsonl': resumed }))).toEqual({
      s1: ['m1'],
      s2: ['m2'],
    });
  });

  it('8: one record of the session before makes no session of its own', async () => {
    const stray = user(0, 'plan', { sessionId: 's0' });
    const root = makeRoot({ 'p/s1.jsonl': lines(stray, answer(1, 'm1', 'ok', { sessionId: 's1' })) });
    expect(await responsesOf(root)).toEqual({ s1: ['m1'] });
  });

  it('9: agents beside the sessions go to the session that their records name', async () => {
    const agent = (id: string, sessionId: string) => {
      const said = { sessionId, agentId: id, isSidechain: true };
      return lines(user(1, 'go', said), answer(2, `${id}1`, 'ok', said));
    };
    const root = makeRoot({
      'p/s1.jsonl': session('m1'),
      'p/s2.jsonl': session('m2'),
      'p/agent-a.jsonl': agent('a', 's1'),
      'p/agent-b.jsonl': agent('b', 's2'),
      'p/agent-c.jsonl': agent('c', 's1'),
    });
    expect(await responsesOf(root)).toEqual({ s1: ['a1', 'c1', 'm1'], s2: ['b1', 'm2'] });
  });

  it('10: agents without the file of their session are a session of agents alone', async () => {
    const { sessionId, chats, rows } = await treeOf(
      makeRoot({ 'p/s1/subagents/agent-x.jsonl': lines(user(1, 'go'), answer(2, 'x1', 'ok')) }),
    );
    expect([sessionId, chats.map(({ key, agentId }) => [key, agentId])]).toEqual(['s1', [['x1', 'x']]]);
    expect(rows.turns.map(({ kind }) => kind)).toEqual(['orphan']);
  });

  it('11: journals, summaries, notes, kept outputs and what was set aside are no transcripts', async () => {
    const others = [
      ...['p/s1/subagents/workflows/wf_1/journal.jsonl', 'p/s1/workflows/wf_1.json', 'p/sessions-index.json'],
      ...['p/memory/notes.jsonl', 'p/s1/tool-results/out.jsonl', 'p/s1/custom-title.json', 'p/journal.jsonl'],
      ...['p/s2.jsonl.orphaned-1', 'p/s2.orphaned-1.jsonl', 'p/s2.jsonl.superseded', 'p/s2.superseded.jsonl'],
      ...['p/s2.jsonl.backup', 'p/s2.backup/subagents/agent-x.jsonl', 'p/s2.orphaned-1/subagents/agent-x.jsonl'],
    ];
    const texts = others.map((path, index) => [path, session(`other${index}`)]);
    expect(await responsesOf(makeRoot({ 'p/s1.jsonl': session('m1'), ...Object.fromEntries(texts) }))).toEqual({
      s1: ['m1'],
    });
  });

  it('12: an empty file and one with a title alone are no sessions and no errors', () => {
    const title = lines({ type: 'custom-title', customTitle: 'Plan', sessionId: 's2' });
    const root = makeRoot({ 'p/s1.jsonl': '', 'p/s2.jsonl': title, 'p/s3.jsonl': lines(record('summary', 0, {})) });
    expect(asked(['sessions'], root).sessions).toEqual([]);
    expect(asked(['index'], root)).toMatchObject({ issues: [], kept: { sessions: 0, responses: 0, bad_lines: 0 } });
  });

  it.skip('13: a transcript that is not where the hook says is searched by its id: comes with tj session-end', () =>
    undefined);
  it.skip('14: a transcript below subagents is no session of its own: comes with tj session-end', () => undefined);
});
