import { afterAll, describe, expect, it } from 'vitest';
import { buildSession } from '../../src/build/build-session.ts';
import type { ThreadContext } from '../../src/model/context.ts';
import { sessionId } from '../../src/model/ids.ts';
import { fileStates } from '../../src/store/file-states.ts';
import { lines, record, results, spawn, use, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { storeOf } from '../tree.ts';
import { chars, chat, prompts } from './context-of.ts';

afterAll(removeRoots);

const bash = (id: string) => [use(id, 'Bash', { command: id })];
const listing = (second: number, size: number) =>
  record('attachment', second, { attachment: { type: 'skill_listing', content: chars(size) } });

const main = lines(
  user(0, 'hi'),
  chat(1, 'm1', { read: 5000 }, [spawn('g1', 'Explore', chars(250))]),
  results(20, { g1: 'done' }),
  chat(21, 'm2', { read: 5100 }),
);

/** The context of the one agent of a session that has these transcripts. */
async function agentOf(files: Readonly<Record<string, string>>): Promise<ThreadContext> {
  const agents = Object.entries(files).map(([id, content]) => [`p/s/subagents/agent-${id}.jsonl`, content]);
  const store = await storeOf(makeRoot({ 'p/s.jsonl': main, ...Object.fromEntries(agents) }));
  const { contexts } = buildSession(sessionId('s'), fileStates(store).filesOf('s'));
  store.close();
  const [agent, ...others] = contexts.filter(({ agentId }) => agentId !== '');
  if (agent === undefined || others.length > 0) throw new Error(`expected one agent, found ${others.length + 1}`);
  return agent;
}

const first = user(2, chars(250));
const x1 = chat(3, 'x1', { read: 8100, output: 10 }, bash('t1'));
const t1 = results(4, { t1: chars(250) });
const x2 = chat(6, 'x2', { read: 8100 + 10 + 100 + 1000, output: 10 }, bash('t2'));
const t2 = results(7, { t2: chars(250) });
const x3 = chat(8, 'x3', { read: 9210 + 10 + 100 });

describe('what two transcripts tell of one agent comes in the order of its times', () => {
  it('what one alone tells of the time between two answers that both have enters between them', async () => {
    const context = await agentOf({
      a: lines(first, x1, t1, x2),
      b: lines(first, x1, t1, listing(5, 2400), x2, t2, x3),
    });
    const [base, prompt, output, result, attachment] = prompts(context).x2 ?? [];
    expect([base, prompt, output]).toEqual(['base 8000', 'prompt 100', 'output 10']);
    expect(result).toMatch(/^Bash t1 \d+$/);
    expect(attachment).toMatch(/^base of skill skill listing \d+$/);
    expect(prompts(context).x3?.join()).not.toContain('unattributed');
  });

  it('what both tell enters once, also an attachment', async () => {
    const both = [first, x1, t1, listing(5, 2400), x2];
    const twice = await agentOf({ a: lines(...both), b: lines(...both, t2, x3) });
    const once = await agentOf({ b: lines(...both, t2, x3) });
    expect(prompts(twice)).toEqual(prompts(once));
  });
});
