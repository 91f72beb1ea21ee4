import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { answerTokens, fitted, tokensOfAnswer } from '../../src/build/answer-parts.ts';
import { ANSWER_PARTS, type ThreadContext } from '../../src/model/context.ts';
import type { Usage } from '../../src/model/response-facts.ts';
import { use, user } from '../checklist/lines.ts';
import { removeRoots } from '../corpus.ts';
import { chars, chat, contextOf, placesIn } from './context-of.ts';

afterAll(removeRoots);

const thinking = (text: string, signature = 0) => ({ type: 'thinking', thinking: text, signature: chars(signature) });
const words = (count: number) => ({ type: 'text', text: chars(count) });
const counted = (tokens: number) => ({ output_tokens_details: { thinking_tokens: tokens } });

/** Tokens of earlier answers that a prompt holds, by part; those of no part are 0 and left out. */
function partsIn({ items, stretches }: ThreadContext, key: string): Record<string, number> {
  const answers = items.findIndex(({ kind }) => kind === 'output');
  const found = stretches.find(({ steps }) => steps.some(({ sighting }) => sighting.key === key));
  const size = found?.steps.find(({ sighting }) => sighting.key === key)?.contextTokens ?? 0;
  const sums: Record<string, number> = {};
  let left = size;
  for (const { item, tokens } of found === undefined ? [] : placesIn(found.places)) {
    const name = ['unknown', ...ANSWER_PARTS][item - answers];
    if (left > 0 && item >= answers && name !== undefined) sums[name] = (sums[name] ?? 0) + Math.min(left, tokens);
    left -= tokens;
  }
  return sums;
}

describe('what an answer is made of', () => {
  it('thinking that the API counted has these tokens, the rest is shared by calls and texts by their characters', async () => {
    const call = use('t1', 'Bash', { command: chars(100 - '{"command":""}'.length - 'Bash'.length) });
    const answer = chat(1, 'm1', { read: 10_000, output: 1000 }, [thinking('', 640), words(750), call], {});
    const context = await contextOf(user(0, ''), withUsage(answer, counted(600)), chat(2, 'm2', { read: 11_000 }));
    expect(partsIn(context, 'm2')).toEqual({ thinking: 600, tool_calls: 100, prose: 300 });
  });

  it('thinking that nobody counted has its part of all characters, written out or in its signature', async () => {
    const context = await contextOf(
      user(0, ''),
      chat(1, 'm1', { read: 10_000, output: 1000 }, [thinking(chars(300), 240 + 800), words(400)]),
      chat(2, 'm2', { read: 11_000 }),
    );
    expect(partsIn(context, 'm2')).toEqual({ thinking: 600, prose: 400 });
  });

  it.each([
    ['that is redacted', { type: 'redacted_thinking', data: chars(800) }],
    ['of which there is neither text nor signature', thinking('')],
  ])('thinking %s has no known size: what calls and texts leave is unknown', async (_, block) => {
    const context = await contextOf(
      user(0, ''),
      chat(1, 'm1', { read: 10_000, output: 1000 }, [block, words(500)]),
      chat(2, 'm2', { read: 11_000 }),
    );
    expect(partsIn(context, 'm2')).toEqual({ prose: 200, unknown: 800 });
  });

  it('an answer without thinking is calls and texts, and unknown beyond what these can have', async () => {
    const answer = (id: string, second: number, read: number, output: number) =>
      chat(second, id, { read, output }, [words(500)]);
    const context = await contextOf(
      user(0, ''),
      answer('m1', 1, 10_000, 300),
      answer('m2', 2, 10_300, 1000),
      chat(3, 'm3', { read: 11_300 }),
    );
    expect(partsIn(context, 'm2')).toEqual({ prose: 300 });
    expect(partsIn(context, 'm3')).toEqual({ prose: 300 + 564, unknown: 436 });
  });

  it('stripped thinking is in the prompt no more, all else of the answer is', async () => {
    const answer = chat(1, 'm1', { read: 10_100, output: 1000 }, [thinking(chars(2000)), words(250)]);
    const context = await contextOf(
      user(0, chars(250)),
      withUsage(answer, counted(900)),
      user(2, chars(25), { uuid: 'two' }),
      chat(3, 'm2', { read: 11_110 }),
      user(4, chars(25), { uuid: 'three' }),
      chat(5, 'm3', { read: 10_220 }),
    );
    expect(partsIn(context, 'm2')).toEqual({ thinking: 900, prose: 100 });
    expect(partsIn(context, 'm3')).toEqual({ prose: 100 });
  });

  it('a logged message of an answer without its thinking says that none of it was sent', async () => {
    const hash = (name: string) => name.padEnd(64, '0');
    const request = (id: string, base: string | null, keep: number, ...tail: string[]) => ({
      ...{ type: 'api-request', id, querySource: 'sdk', shapeHash: hash('shape'), base, keep, tail: tail.map(hash) },
    });
    const answer = chat(1, 'm1', { read: 10_100, output: 1000 }, [thinking(chars(2250)), words(250)]);
    const context = await contextOf(
      user(0, chars(250)),
      request('r1', null, 0, 'mine'),
      { ...answer, requestRef: 'r1' },
      { type: 'api-request-blob', hash: hash('said'), message: { role: 'assistant', content: [words(250)] } },
      user(2, chars(250), { uuid: 'two' }),
      request('r2', 'r1', 1, 'said', 'two'),
      { ...chat(3, 'm2', { read: 10_350 }), requestRef: 'r2' },
    );
    expect(partsIn(context, 'm2').thinking).toBeUndefined();
    expect(partsIn(context, 'm2').prose).toBeGreaterThan(0);
  });
});

describe('whatever an answer is', () => {
  const size = fc.integer({ min: 0, max: 100_000 });
  const maybe = fc.option(size);
  const answers = fc.record({
    ...{ thinkingChars: maybe, hiddenChars: maybe, callChars: size, proseChars: size },
    ...{ toolCalls: fc.integer({ min: 0, max: 5 }), thinkingTokens: maybe },
  });

  it('its parts sum to it, and those of what stayed to what stayed', () => {
    fc.assert(
      fc.property(answers, size, size, ({ thinkingTokens, ...answer }, whole, stayed) => {
        const parts = answerTokens({ ...answer, usage: { thinkingTokens } as Usage }, whole);
        expect(tokensOfAnswer(parts)).toBe(whole);
        const left = fitted(parts, stayed);
        expect(tokensOfAnswer(left)).toBe(stayed);
        expect(Math.min(...Object.values(parts), ...Object.values(left))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

/** The same record with more in its usage. */
function withUsage(record: object, more: object): object {
  const { message } = record as { readonly message: { readonly usage: object } };
  return { ...record, message: { ...message, usage: { ...message.usage, ...more } } };
}
