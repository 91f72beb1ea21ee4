import { afterAll, expect, it } from 'vitest';
import { decodeRecordsV1 } from '../../src/store/journal-v1.ts';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { answer, lines, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';
import { drawn, treesIn } from '../tree.ts';

afterAll(removeRoots);

const ID = 'aaaaaaaa-0000-4000-8000-000000000001';
const ZERO = '2026-01-01T00:00:00Z';
const AT = Date.parse(ZERO);

const USAGE = [[2, 30, 0, 0, 0], null, 2, false, '', '', 0, []];

/** What parser version 1 kept of a prompt, a call of an agent, and its result. */
const KEPT = JSON.stringify([
  ['place', 1, null, '/w', '2.1.100', ID],
  ['prompt', 1, AT, 'p1', null, null, false, 'typed', 'pr1', 'hi', 2, 'hash'],
  [
    ...['answer', 2, AT + 1000, 'u2', 'p1', null, false, 'm1', 'claude-opus-4-8', true, 'tool_use', USAGE, 40],
    ...[[{ id: 't1', name: 'Agent', agentType: 'Explore', promptHash: null }], false],
  ],
  ['results', 3, AT + 9000, 'u3', 'u2', null, false, [{ toolUseId: 't1', status: 'ok', chars: 4 }], 'a1'],
  ['other', 4, AT + 9500],
]);

it('what parser version 1 kept is read as records of today; what it did not keep is unknown', () => {
  expect(decodeRecordsV1(KEPT)).toMatchObject([
    { kind: 'place', cwd: '/w' },
    { kind: 'prompt', label: 'hi', permissionMode: null },
    {
      kind: 'answer',
      key: 'm1',
      usage: { tokens: { output: 30 } },
      toolCalls: [{ id: 't1', inputHash: '', spawn: { agentType: 'Explore' } }],
    },
    { kind: 'results', results: [{ toolUseId: 't1', agentId: 'a1', hash: '' }] },
    { kind: 'other', until: AT + 9500 },
  ]);
});

it('a session of a version 1 store whose transcript is gone is built anew with what came later', async () => {
  const store = openStore(IN_MEMORY);
  store
    .prepare(
      `INSERT INTO files (file_id, path, kind, session_id, agent_id, size, mtime_ms, ino, head_hash, position, next_line, parser_version)
      VALUES (1, '/gone/s.jsonl', 'main', ?, NULL, 9, 9, 9, 'h', 9, 5, 1)`,
    )
    .run(ID);
  store.prepare('INSERT INTO journal (file_id, from_line, records) VALUES (1, 1, ?)').run(KEPT);
  const child = lines(user(2, 'go'), answer(3, 's1', 'ok'));
  await ingestFolder(store, makeRoot({ [`p/${ID}/subagents/agent-a1.jsonl`]: child }));
  const tree = treesIn(store).get(ID);
  expect(tree && drawn(tree, ZERO)).toEqual([
    'turn hi 0-9.5',
    '  chat m1 0-1',
    '  agent Explore#a1 2-3',
    '    chat s1 2-3',
  ]);
  store.close();
});
