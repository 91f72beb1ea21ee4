import { afterAll, describe, expect, it } from 'vitest';
import { buildSession } from '../../src/build/build-session.ts';
import { sessionId } from '../../src/model/ids.ts';
import type { SessionRows } from '../../src/model/session-rows.ts';
import { fileStates } from '../../src/store/file-states.ts';
import { lines, record, results, spawn, use, user } from '../checklist/lines.ts';
import { copyEdge, makeRoot, removeRoots } from '../corpus.ts';
import { storeOf } from '../tree.ts';
import { chars, chat, prompts } from './context-of.ts';

afterAll(removeRoots);

/** A progress record of agent `a1` that embeds another one. */
const progress = (second: number, message: object, agentId = 'a1') =>
  record('progress', second, { parentToolUseID: 'g1', data: { type: 'agent_progress', agentId, message } });

const told = [
  user(2, chars(250)),
  chat(3, 'x1', { read: 8100, output: 10 }, [use('t1', 'Read', { file_path: '/w/big.ts' })]),
  results(4, { t1: chars(5000) }),
  chat(5, 'x2', { read: 8100 + 10 + 2000 }, [use('t2', 'Bash', { command: 'ls' })]),
];

const main = (...between: readonly object[]) =>
  lines(
    user(0, 'hi'),
    chat(1, 'm1', { read: 5000 }, [spawn('g1', 'Explore', chars(250))]),
    ...between,
    results(8, { g1: 'found' }),
    chat(9, 'm2', { read: 5100 }),
  );

async function builtOf(root: string, id = 's'): Promise<SessionRows> {
  const store = await storeOf(root);
  const files = fileStates(store).filesOf(id);
  store.close();
  return buildSession(sessionId(id), files);
}

/** The prompts of each thread, by agent. */
function contextsOf({ contexts }: SessionRows): Record<string, Record<string, string[]>> {
  return Object.fromEntries(contexts.map((context) => [context.agentId, prompts(context)]));
}

describe('C5: what progress embeds enters the context of an agent that has no transcript', () => {
  it('its prompt and the results of its tools are in its prompts, and in none of the main thread', async () => {
    const rows = await builtOf(makeRoot({ 'p/s.jsonl': main(...told.map((message, i) => progress(2 + i, message))) }));
    const contexts = contextsOf(rows);
    expect(contexts.a1).toEqual({
      x1: ['base 8000', 'prompt 100'],
      x2: ['base 8000', 'prompt 100', 'output 10', 'Read /w/big.ts 2000'],
    });
    expect(Object.keys(contexts)).toEqual(['', 'a1']);
    expect(contexts['']?.m2?.filter((part) => part.startsWith('Read'))).toEqual([]);
    expect(rows.turns.map(({ label }) => label)).toEqual(['hi']);
    expect(rows.tools.map(({ toolUseId, agentId, status }) => [toolUseId, agentId, status])).toEqual([
      ['g1', '', 'ok'],
      ['t1', 'a1', 'ok'],
      ['t2', 'a1', 'open'],
    ]);
  });

  it('the small transcript recovered-agent: 8,000 of fixed context, then a file of 20,000', async () => {
    const { sightings, contexts } = await builtOf(copyEdge('recovered-agent'), 'recovered-agent');
    expect(sightings.map(({ key, recovered }) => [key, recovered])).toEqual([
      ['ra1', false],
      ['ra_x1', true],
      ['ra_x2', true],
      ['ra2', false],
    ]);
    const agent = contexts.find(({ agentId }) => agentId === 'a1b2c3d');
    expect(agent && prompts(agent)).toEqual({
      ra_x1: ['base 7997', 'prompt 5'],
      ra_x2: ['base 7997', 'prompt 5', 'output 13', 'Read /w/shop/big.ts 19987'],
    });
    expect(agent?.items.find(({ kind }) => kind === 'tool')).toMatchObject({ chars: 60_000 });
  });

  it('where the agent has a transcript it is a copy, and the rows are those without it', async () => {
    const transcript = lines(...told);
    const withProgress = await builtOf(
      makeRoot({
        'p/s.jsonl': main(...told.map((message, i) => progress(2 + i, message))),
        'p/s/subagents/agent-a1.jsonl': transcript,
      }),
    );
    const without = await builtOf(makeRoot({ 'p/s.jsonl': main(), 'p/s/subagents/agent-a1.jsonl': transcript }));
    expect(contextsOf(withProgress)).toEqual(contextsOf(without));
    const callsOf = ({ tools }: SessionRows) => tools.map(({ toolUseId, agentId }) => `${toolUseId} of ${agentId}`);
    expect(callsOf(withProgress).sort()).toEqual(callsOf(without).sort());
    expect(withProgress.sightings.map(({ key, recovered }) => `${key} ${recovered}`).sort()).toEqual(
      without.sightings.map(({ key, recovered }) => `${key} ${recovered}`).sort(),
    );
    expect(withProgress.turns).toEqual(without.turns);
    const timesOf = ({ sightings }: SessionRows) => sightings.map(({ key, startedAt }) => `${key} ${startedAt}`);
    expect(timesOf(withProgress).sort()).toEqual(timesOf(without).sort());
  });

  it('an agent none of whose answers is known stays one without tokens', async () => {
    const rows = await builtOf(makeRoot({ 'p/s.jsonl': main(progress(2, user(2, chars(250)))) }));
    expect(Object.keys(contextsOf(rows))).toEqual(['']);
    expect(rows.agents.map(({ link }) => link)).toEqual(['call']);
    expect(rows.turns.map(({ label }) => label)).toEqual(['hi']);
  });

  it('within the transcript of another agent it is the embedded agent’s all the same', async () => {
    const nested = [chat(2, 'o1', { read: 100 }), ...told.map((message, i) => progress(3 + i, message))];
    const rows = await builtOf(makeRoot({ 'p/s.jsonl': main(), 'p/s/subagents/agent-o.jsonl': lines(...nested) }));
    expect(contextsOf(rows).a1?.x2).toContain('Read /w/big.ts 2000');
    expect(contextsOf(rows).o).toEqual({ o1: ['base 100'] });
  });
});
