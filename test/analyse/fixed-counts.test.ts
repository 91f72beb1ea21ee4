import { afterAll, expect, it } from 'vitest';
import { lines, record, user } from '../checklist/lines.ts';
import { removeRoots } from '../corpus.ts';
import { leversIn } from './advice/advice-in.ts';
import { prompted, storeOf } from './advice/lever-history.ts';
import { fixedRows } from './fixed-rows.ts';

afterAll(removeRoots);

const rule = (second: number) =>
  record('attachment', second, {
    attachment: { type: 'nested_memory', path: '/w/.claude/rules/go.md', content: { content: 'g'.repeat(2000) } },
  });

const hook = (second: number) =>
  record('attachment', second, {
    ...{ uuid: `hook-${second}` },
    attachment: {
      ...{ type: 'hook_additional_context', hookName: 'SessionStart:startup', hookEvent: 'SessionStart' },
      ...{ content: ['h'.repeat(2000)], toolUseID: 'SessionStart' },
    },
  });

/** A rule that is loaded before the second response and again before the third; three responses have it, of four. */
const twice = [
  hook(0),
  user(1, 'go'),
  prompted(2, 'm1', 10_000),
  rule(3),
  prompted(4, 'm2', 10_600, { read: 10_000 }),
  rule(5),
  prompted(6, 'm3', 11_200, { read: 10_600 }),
  user(7, 'on'),
  prompted(8, 'm4', 11_220, { read: 11_200 }),
];

it('a response that carries a memory file twice counts once', async () => {
  const store = await storeOf({ 'p/s1.jsonl': lines(...twice) });
  const lever = leversIn(store).find(({ kind }) => kind === 'memory-file');
  expect(lever).toMatchObject({ responses: 3, sessions: 1, evidence: [{ responses: 3 }] });
  expect(lever?.title).toContain('was in 3 prompts of 1 session');
});

it('a session that copied the beginning of another has its fixed context, too, where it answers on', async () => {
  const copy = [...twice, user(9, 'another way'), prompted(10, 'm5', 11_240, { read: 11_220 })];
  const store = await storeOf({ 'p/s1.jsonl': lines(...twice), 'p/s2.jsonl': lines(...copy) });
  const rows = fixedRows(store);
  expect(rows.find(({ part }) => part === 'hook')).toMatchObject({ responses: 5, sessions: 2 });
  expect(rows.find(({ part }) => part === 'memory')).toMatchObject({ responses: 4, sessions: 2 });
  const levers = leversIn(store).filter(({ kind }) => kind === 'hook-context' || kind === 'memory-file');
  expect(levers.map(({ kind, responses, sessions }) => [kind, responses, sessions]).sort()).toEqual([
    ['hook-context', 5, 2],
    ['memory-file', 4, 2],
  ]);
});
