import { afterAll, describe, expect, it } from 'vitest';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { StepPricer } from '../../src/analyse/step-pricer.ts';
import { ContextWeigher } from '../../src/analyse/weigh-context.ts';
import { buildSession } from '../../src/build/build-session.ts';
import { layOutContexts } from '../../src/build/lay-out-contexts.ts';
import { countedOf, packContexts } from '../../src/build/pack-contexts.ts';
import { sessionId } from '../../src/model/ids.ts';
import { fileStates } from '../../src/store/file-states.ts';
import { lines, record, results, text, use, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { shipped } from '../price/shipped-prices.ts';
import { storeOf } from '../tree.ts';
import { built, chars, chat, contextOf, prompts } from './context-of.ts';

afterAll(removeRoots);

const read = (id: string, file: string) => use(id, 'Read', { file_path: file });
const boundary = (second: number) =>
  record('system', second, { subtype: 'compact_boundary', compactMetadata: { trigger: 'auto', preTokens: 1 } });
const summary = (second: number, words: string) => user(second, words, { isCompactSummary: true });

describe('what entered is measured from the growth of the prompt', () => {
  it('the first prompt: what the transcript shows of it, and below it the base load', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      record('attachment', 1, { attachment: { type: 'nested_memory', path: '/w/CLAUDE.md', content: chars(100) } }),
      chat(2, 'm1', { read: 9000, write1h: 1000, input: 100 }),
    );
    const [base, prompt, memory] = prompts(context).m1 ?? [];
    expect(prompt).toBe('prompt 100');
    expect(memory).toMatch(/^memory \d+$/);
    expect(base).toBe(`base ${10_100 - 100 - Number(memory?.slice(7))}`);
  });

  it('a file of 30,000 tokens that 50 responses carry', async () => {
    // Written once for an hour at 10 $ per million, read 49 times at 0.50 $ (claude-opus-4-8).
    const later = Array.from({ length: 49 }, (_, i) => chat(4 + i, `n${i}`, { read: 40_110 }));
    const rows = await built(
      user(0, chars(250)),
      chat(1, 'm1', { write1h: 10_100, output: 10 }, [read('t1', '/w/big.ts')]),
      results(2, { t1: chars(75_000) }),
      chat(3, 'm2', { read: 10_100, write1h: 30_010 }),
      ...later,
    );
    const [context] = rows.contexts;
    expect(context && prompts(context).n48).toEqual(['base 10000', 'prompt 100', 'output 10', 'Read /w/big.ts 30000']);
    const file = context?.items.findIndex(({ tool }) => tool === 'Read') ?? -1;
    expect(context?.items[file]).toMatchObject({ label: '/w/big.ts', chars: 75_000, tokens: 30_000 });

    const [packed] = packContexts(layOutContexts(rows.contexts), countedOf(rows.sightings));
    const pricer = new StepPricer(
      pricerFor(shipped),
      { thresholds: [], hours: [] },
      { since: null, until: null, isModel: () => true },
    );
    const weighed =
      packed &&
      new ContextWeigher(pricer).weigh({ sessionId: 's', family: null, ...packed, stretches: () => packed.stretches });
    expect(weighed?.sent[file]).toBe(50 * 30_000);
    expect(weighed?.responses[file]).toBe(50);
    expect((weighed?.cost[file] ?? 0) / 1e12).toBe(0.3 + 49 * 0.015);
  });

  it('two results in one growth share it in proportion to their characters', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [read('t1', 'a'), read('t2', 'b')]),
      results(2, { t1: chars(1000), t2: chars(3000) }),
      chat(3, 'm2', { read: 10_100 + 10 + 2000 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 10', 'Read a 500', 'Read b 1500']);
  });

  it('no text has more tokens than its characters and 64 around it: what is beyond is unattributed', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [read('t1', 'a')]),
      results(2, { t1: chars(100) }),
      chat(3, 'm2', { read: 10_100 + 10 + 1000 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 10', 'Read a 164', 'unattributed 836']);
  });

  it('what loads the schemas of tools brings more than is to be seen', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [use('t1', 'ToolSearch', { query: 'q' })]),
      results(2, { t1: chars(100) }),
      chat(3, 'm2', { read: 10_100 + 10 + 1000 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 10', 'ToolSearch q 1000']);
  });

  it('of tools that were found only the names are to be seen: their schemas are the search’s', async () => {
    const found = [{ type: 'tool_reference', tool_name: 'Monitor' }];
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [use('t1', 'ToolSearch', { query: 'q' }), read('t2', 'a')]),
      results(2, { t1: found, t2: chars(250) }),
      chat(3, 'm2', { read: 10_100 + 10 + 2200 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 10', 'ToolSearch q 2000', 'Read a 200']);
  });

  it('an image in a result stands beside its text', async () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: chars(400_000) } };
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [read('t1', 'a.png')]),
      results(2, { t1: [text(chars(250)), image] }),
      chat(3, 'm2', { read: 10_100 + 10 + 1100 }),
    );
    const [, , , words, picture] = prompts(context).m2 ?? [];
    // 400,000 bytes are thought to be 1,000 tokens, 250 characters 100: the sum is measured, to the token.
    expect([words, picture]).toEqual(['Read a.png 100', 'image of Read a.png 1000']);
  });

  it('a result that stands twice enters once', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [read('t1', 'a')]),
      results(2, { t1: chars(1000) }),
      results(3, { t1: chars(1000) }, { uuid: 'again' }),
      chat(4, 'm2', { read: 10_100 + 10 + 400 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 10', 'Read a 400']);
  });

  it('notes: a skill, a summary and other text that Claude Code put in', async () => {
    const skill = `Base directory for this skill: /w/skills/tidy\n${chars(1000)}`;
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }),
      user(2, skill, { isMeta: true, uuid: 'a' }),
      user(3, chars(500), { isMeta: true, uuid: 'b' }),
      chat(4, 'm2', { read: 10_100 + 619 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'skill 419', 'note 200']);
    expect(context.items.find(({ kind }) => kind === 'skill')?.label).toBe('tidy');
  });
});

describe('what leaves', () => {
  it('a compaction begins anew with the base load and the summary', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [read('t1', 'a')]),
      results(2, { t1: chars(50_000) }),
      chat(3, 'm2', { read: 30_110 }),
      boundary(4),
      summary(5, chars(5000)),
      user(6, chars(250), { uuid: 'go-on' }),
      chat(7, 'm3', { write1h: 12_100 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 10', 'Read a 20000']);
    expect(prompts(context).m3).toEqual(['base 10000', 'summary 2000', 'prompt 100']);
  });

  it('a compaction that keeps messages keeps the newest that there is room for', async () => {
    const kept = { preservedSegment: { headUuid: 'a', tailUuid: 'b' } };
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { write1h: 9100, output: 20 }, [use('t1', 'Read', { file_path: 'a' })]),
      results(2, { t1: chars(5000) }),
      chat(3, 'm2', { read: 9100, write1h: 2020, output: 30 }, [use('t2', 'Read', { file_path: 'b' })]),
      results(4, { t2: chars(1000) }),
      record('system', 5, { subtype: 'compact_boundary', compactMetadata: { trigger: 'auto', ...kept } }),
      user(6, chars(1000), { isCompactSummary: true }),
      chat(7, 'm3', { write1h: 11_800 }),
    );
    expect(prompts(context).m3).toEqual(['base 9000', 'Read a 2000', 'Read b 400', 'summary 400']);
  });

  it('what entered before a compaction is not of the prompt after it', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }, [read('t1', 'a')]),
      results(2, { t1: chars(50_000) }),
      boundary(3),
      summary(4, chars(5000)),
      chat(5, 'm2', { write1h: 12_000 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'summary 2000']);
  });

  it('a microcompaction evicts the oldest results first', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }, [read('t1', 'old')]),
      results(2, { t1: chars(5000) }),
      chat(3, 'm2', { read: 12_100 }, [read('t2', 'newer')]),
      results(4, { t2: chars(2500) }),
      chat(5, 'm3', { read: 13_100 }),
      record('system', 6, { subtype: 'microcompact_boundary' }),
      chat(7, 'm4', { read: 11_100 }),
    );
    expect(prompts(context).m3).toEqual(['base 10000', 'prompt 100', 'Read old 2000', 'Read newer 1000']);
    expect(prompts(context).m4).toEqual(['base 10000', 'prompt 100', 'Read newer 1000']);
  });

  it('a microcompaction evicts also where the prompt grew, by less than what entered', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }, [read('t1', 'old')]),
      results(2, { t1: chars(5000) }),
      chat(3, 'm2', { read: 12_100 }, [read('t2', 'newer')]),
      record('system', 4, { subtype: 'microcompact_boundary' }),
      results(5, { t2: chars(7500) }),
      chat(6, 'm3', { read: 13_100 }),
    );
    expect(prompts(context).m3).toEqual(['base 10000', 'prompt 100', 'Read newer 3000']);
  });

  it('a microcompaction makes room for the answer before it as well', async () => {
    // 13,100 tokens without both results (3,000), and 1,200 of the answer.
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }, [read('t1', 'old')]),
      results(2, { t1: chars(5000) }),
      chat(3, 'm2', { read: 12_100 }, [read('t2', 'newer')]),
      results(4, { t2: chars(2500) }),
      chat(5, 'm3', { read: 13_100, output: 1200 }, chars(3000)),
      record('system', 6, { subtype: 'microcompact_boundary' }),
      chat(7, 'm4', { read: 11_300 }),
    );
    expect(prompts(context).m4).toEqual(['base 10000', 'prompt 100', 'output 1200']);
  });

  it('thinking that is stripped leaves with the output that held it', async () => {
    // 1,000 tokens of output, of which 250 characters (100 tokens) are to be seen.
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 1000 }, chars(250)),
      user(2, chars(25), { uuid: 'two' }),
      chat(3, 'm2', { read: 11_110 }),
      user(4, chars(25), { uuid: 'three' }),
      chat(5, 'm3', { read: 10_220 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 1000', 'prompt 10']);
    expect(prompts(context).m3).toEqual(['base 10000', 'prompt 100', 'output 100', 'prompt 20']);
  });

  it('thinking that was gone by the next prompt never entered', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 1000 }, chars(250)),
      user(2, chars(250), { uuid: 'two' }),
      chat(3, 'm2', { read: 10_300 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 100', 'prompt 100']);
  });

  it('a rewind at a person takes the newest back', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }, [read('t1', 'a')]),
      results(2, { t1: chars(5000) }),
      chat(3, 'm2', { read: 12_100 }, [read('t2', 'b')]),
      results(4, { t2: chars(5000) }),
      chat(5, 'm3', { read: 14_100 }),
      user(6, chars(250), { uuid: 'another' }),
      chat(7, 'm4', { read: 12_200 }),
    );
    expect(prompts(context).m4).toEqual(['base 10000', 'prompt 100', 'Read a 2000', 'prompt 100']);
  });

  it('a prompt that shrinks within a turn loses the oldest results', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }, [read('t1', 'a')]),
      results(2, { t1: chars(5000) }),
      chat(3, 'm2', { read: 12_100 }, [read('t2', 'b')]),
      results(4, { t2: chars(2500) }),
      chat(5, 'm3', { read: 13_100 }),
      chat(6, 'm4', { read: 11_100 }),
    );
    expect(prompts(context).m4).toEqual(['base 10000', 'prompt 100', 'Read b 1000']);
  });

  it('the base load gives up its end last', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }),
      chat(2, 'm2', { read: 7000 }),
    );
    expect(prompts(context)).toEqual({ m1: ['base 10000', 'prompt 100'], m2: ['base 7000'] });
  });
});

describe('what is no part of the conversation, or not counted alike', () => {
  it('a prompt far smaller between two large ones stands aside', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [read('t1', 'a')]),
      results(2, { t1: chars(1000) }),
      chat(3, 'aside', { input: 300 }),
      chat(4, 'm2', { read: 10_510 }),
    );
    expect(prompts(context)).toEqual({
      m1: ['base 10000', 'prompt 100'],
      aside: ['unattributed 300'],
      m2: ['base 10000', 'prompt 100', 'output 10', 'Read a 400'],
    });
  });

  it('a prompt that stays small is the conversation, shrunk', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }),
      chat(2, 'm2', { read: 3000 }),
      chat(3, 'm3', { read: 3000 }),
    );
    expect(prompts(context)).toMatchObject({ m2: ['base 3000'], m3: ['base 3000'] });
  });

  it('another model counts by another tokenizer: all sizes are scaled', async () => {
    const context = await contextOf(
      user(0, chars(2500)),
      chat(1, 'm1', { read: 10_000 }, [read('t1', 'a')]),
      results(2, { t1: chars(12_500) }),
      chat(3, 'm2', { read: 15_000 }),
      chat(4, 'm3', { read: 18_000 }, '', { model: 'claude-opus-5-5' }),
    );
    expect(prompts(context).m2).toEqual(['base 9000', 'prompt 1000', 'Read a 5000']);
    expect(prompts(context).m3).toEqual(['base 10800', 'prompt 1200', 'Read a 6000']);
  });

  it('what scaling leaves over falls to the base load', async () => {
    const context = await contextOf(
      user(0, chars(2500)),
      chat(1, 'm1', { read: 10_000 }),
      chat(2, 'm2', { read: 12_345 }, '', { model: 'claude-opus-5-5' }),
    );
    // 9,000 and 1,000 times 1.2345 are 11,110.5 and 1,234.5.
    expect(prompts(context).m2).toEqual(['base 11111', 'prompt 1234']);
  });

  it('a model after which the prompt is of a wholly other size is no matter of tokenizers', async () => {
    const context = await contextOf(
      user(0, chars(2500)),
      chat(1, 'm1', { read: 10_000 }),
      chat(2, 'm2', { read: 30_000 }, '', { model: 'claude-opus-5-5' }),
    );
    expect(prompts(context).m2).toEqual(['base 9000', 'prompt 1000', 'unattributed 20000']);
  });

  it('a placeholder without counts changes nothing, and what entered waits for the next', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 10 }, [read('t1', 'a')]),
      results(2, { t1: chars(1000) }),
      chat(3, 'nothing', {}),
      chat(4, 'm2', { read: 10_510 }),
    );
    expect(prompts(context)).toEqual({
      m1: ['base 10000', 'prompt 100'],
      m2: ['base 10000', 'prompt 100', 'output 10', 'Read a 400'],
    });
  });

  it('of an unfinished answer the next prompt holds the thinking that only its signature tells', async () => {
    const thinking = { type: 'thinking', thinking: chars(250), signature: chars(240 + 4000) };
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 8 }, [thinking, read('t1', 'a')], { stop_reason: null }),
      results(2, { t1: chars(250) }),
      chat(3, 'm2', { read: 10_100 + 1206 + 100 }),
    );
    // 3,000 characters of thinking and 17 of the call's arguments.
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 1207', 'Read a 99']);
  });

  it('of an unfinished answer the next prompt holds what is to be seen of it', async () => {
    // 1 token of output is a lower bound: 2,500 characters are thought to be 1,000.
    const context = await contextOf(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100, output: 1 }, chars(2500), { stop_reason: null }),
      user(2, chars(250), { uuid: 'two' }),
      chat(3, 'm2', { read: 11_200 }),
    );
    expect(prompts(context).m2).toEqual(['base 10000', 'prompt 100', 'output 1000', 'prompt 100']);
  });

  it('of several attempts the last one is the context; the others are sent beside it', async () => {
    const iterations = [
      { type: 'message', input_tokens: 0, output_tokens: 5, cache_read_input_tokens: 10_100 },
      { type: 'message', input_tokens: 0, output_tokens: 5, cache_read_input_tokens: 10_600 },
    ];
    const usage = { input_tokens: 0, output_tokens: 10, cache_read_input_tokens: 20_700, iterations };
    const context = await contextOf(user(0, chars(250)), chat(1, 'm1', {}, '', { usage }));
    expect(prompts(context).m1).toEqual(['base 10500', 'prompt 100']);
  });

  it('a response that an agent replays stands in the context of the thread that sent it', async () => {
    const of = (agentId: string) => ({ sessionId: 's', agentId, isSidechain: true });
    const store = await storeOf(
      makeRoot({
        'p/s.jsonl': lines(user(0, chars(250)), chat(1, 'm1', { read: 10_100 })),
        'p/agent-a.jsonl': lines(
          { ...chat(5, 'b1', { read: 4200 }), ...of('a'), uuid: 'copy' },
          { ...user(10, chars(50)), ...of('a') },
          { ...chat(11, 'a1', { read: 4300 }), ...of('a') },
        ),
        'p/agent-b.jsonl': lines(
          { ...user(4, chars(500)), ...of('b') },
          { ...chat(5, 'b1', { read: 4200 }), ...of('b') },
          { ...chat(6, 'b2', { read: 4200 }), ...of('b') },
        ),
      }),
    );
    const { contexts } = buildSession(sessionId('s'), fileStates(store).filesOf('s'));
    store.close();
    const keys = contexts.map(({ agentId, stretches }) => {
      return [agentId, stretches.flatMap(({ steps }) => steps.map(({ sighting }) => sighting.key))] as const;
    });
    expect(Object.fromEntries(keys)).toEqual({ '': ['m1'], a: ['a1'], b: ['b1', 'b2'] });
  });

  it("a subagent's thread has a context of its own", async () => {
    const { contexts } = await built(
      user(0, chars(250)),
      chat(1, 'm1', { read: 10_100 }, [use('t1', 'Agent', { subagent_type: 'Explore', prompt: chars(500) })]),
      user(2, chars(500), { isSidechain: true, uuid: 'side', parentUuid: null }),
      { ...chat(3, 'a1', { read: 4200 }), isSidechain: true, parentUuid: 'side', uuid: 'side-1' },
      results(4, { t1: chars(250) }),
      chat(5, 'm2', { read: 10_200 }),
    );
    expect(contexts.map(prompts)).toEqual([
      { m1: ['base 10000', 'prompt 100'], m2: ['base 10000', 'prompt 100', 'Agent Explore 100'] },
      { a1: ['base 4000', 'prompt 200'] },
    ]);
  });
});
