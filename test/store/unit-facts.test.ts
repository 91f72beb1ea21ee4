import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repeatsOf } from '../../src/build/repeats.ts';
import { PLAN_TOOLS, type UnitCall } from '../../src/build/unit-facts.ts';
import { toolKind } from '../../src/model/tool-kind.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { answer, edit, prompt, result } from '../cli/audit-sessions.ts';
import { corpora, makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';

afterAll(removeRoots);

type Row = Readonly<Record<string, number | string | null>>;

const FACTS = `plan_calls AS planCalls, agents_started AS agents, files_edited AS files, lines_changed AS lines,
  edits_without_lines AS linesUnknown, retries, edited_again AS editedAgain`;

/** What is kept of the calls of turns and agents, the turns of a session in their order before its agents. */
function keptFacts(store: Store): Row[] {
  return store
    .prepare<[], Row>(`
      SELECT session_id AS sessionId, '' AS agentId, turn_id AS turnId, ordinal, ${FACTS} FROM turns
      UNION ALL SELECT session_id, agent_id, '', NULL, ${FACTS} FROM agents
      ORDER BY 1, 2, ordinal`)
    .all();
}

/** The same from single calls and turns, each asked for by itself. */
function slowFacts(store: Store, { sessionId, agentId, turnId, ordinal }: Row): Row {
  const calls = store
    .prepare<unknown[], Row>(`
      SELECT * FROM tools
      WHERE session_id = ? AND owned AND agent_id = ? AND coalesce(turn_id, '') = ?
      ORDER BY ordinal`)
    .all(sessionId, agentId, turnId)
    .map(callOf);
  const edits = calls.filter(({ name, status }) => toolKind(name) === 'edit' && status === 'ok');
  const files = new Set(edits.map(({ target }) => target));
  const next = store
    .prepare<unknown[], string>(`
      SELECT DISTINCT target FROM tools
      WHERE session_id = ? AND owned AND status = 'ok' AND name IN ('Edit', 'MultiEdit', 'Write', 'NotebookEdit')
        AND turn_id = (
          SELECT turn_id FROM turns
          WHERE session_id = ? AND kind IN ('typed', 'command', 'bash', 'queued') AND ordinal > ?
          ORDER BY ordinal LIMIT 1
        )`)
    .pluck()
    .all(sessionId, sessionId, ordinal);
  return {
    ...({ sessionId, agentId, turnId, ordinal } as Row),
    planCalls: calls.filter(({ name }) => PLAN_TOOLS.has(name)).length,
    agents: calls.filter(
      ({ name, isAgent, status }) => isAgent || (toolKind(name) === 'agent' && !['denied', 'error'].includes(status)),
    ).length,
    files: files.size,
    lines: edits.reduce((sum, { lines }) => sum + (lines?.added ?? 0) + (lines?.removed ?? 0), 0),
    linesUnknown: edits.filter(({ lines }) => lines === null).length,
    retries: [...repeatsOf(calls).values()].filter(({ isRetry }) => isRetry).length,
    editedAgain: next.filter((file) => files.has(file)).length,
  };
}

function callOf(row: Row): UnitCall {
  const lines =
    row.lines_added === null ? null : { added: Number(row.lines_added), removed: Number(row.lines_removed) };
  const {
    tool_use_id: toolUseId,
    agent_id: agentId,
    turn_id: turnId,
    name,
    target,
    input_hash: inputHash,
    status,
  } = row;
  const [startedAt, endedAt, isAgent] = [row.started_at, row.ended_at, row.is_agent === 1];
  return {
    toolUseId,
    agentId,
    turnId,
    name,
    target,
    inputHash,
    status,
    startedAt,
    endedAt,
    isAgent,
    lines,
  } as UnitCall;
}

describe.each(corpora())('%s', (_, folderOf) => {
  it('what is kept of turns and agents is what the calls of their own session say', async () => {
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, folderOf());
    const kept = keptFacts(store);
    expect(kept).toEqual(kept.map((row) => slowFacts(store, row)));
    store.close();
  });
});

describe('a turn that begins with what another session made', () => {
  const text = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const shown = [
    prompt('10:00:00'),
    answer('10:00:10', 'm1', { calls: [edit('a', '/w/app/a.ts'), edit('b', '/w/app/b.ts')] }),
    result('10:00:20', 'a'),
    result('10:00:20', 'b'),
  ];
  const own = [answer('10:00:30', 'm2', { calls: [edit('c', '/w/app/c.ts')] }), result('10:00:40', 'c')];
  const origin = text([prompt('09:00:00', 'Before'), ...shown]);
  const fork = text([...shown, ...own]);

  it.each([
    ['both at once', [['origin', 'fork']]],
    ['the origin first', [['origin'], ['fork']]],
    ['the fork first, which owns it all until then', [['fork'], ['origin']]],
  ])('has its own calls alone counted: %s', async (_, steps) => {
    const root = makeRoot({});
    mkdirSync(join(root, 'projects/p'));
    const store = openStore(IN_MEMORY);
    for (const step of steps) {
      for (const name of step) writeFileSync(join(root, `projects/p/${name}.jsonl`), name === 'fork' ? fork : origin);
      await ingestFolder(store, root);
      const kept = keptFacts(store);
      expect(kept).toEqual(kept.map((row) => slowFacts(store, row)));
    }
    const turns = store
      .prepare('SELECT session_id, sum(files_edited), sum(responses) FROM turns GROUP BY 1')
      .raw()
      .all();
    expect(turns).toEqual([
      ['fork', 1, 2],
      ['origin', 2, 1],
    ]);
    const usage = store.prepare('SELECT session_id, sum(responses), sum(copies) FROM usage GROUP BY 1').raw().all();
    expect(usage).toEqual([
      ['fork', 1, 0],
      ['origin', 1, 1],
    ]);
    store.close();
  });
});
