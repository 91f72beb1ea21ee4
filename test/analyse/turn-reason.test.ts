import { describe, expect, it } from 'vitest';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { turnReason } from '../../src/analyse/turn-reason.ts';
import { NO_TOKENS, type Tokens } from '../../src/model/tokens.ts';
import { NO_PURPOSES, type UsageGroup } from '../../src/model/usage-group.ts';
import type { ChatRow } from '../../src/query/chat-rows.ts';
import { reasonWords } from '../../src/render/kit/reason-words.ts';
import { shipped } from '../price/shipped-prices.ts';
import { minute } from './compaction-rows.ts';

const price = pricerFor(shipped);
const NOT_REBUILT = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

interface Drawn extends Partial<Tokens> {
  readonly agentId?: string;
  readonly rebuilt1h?: number;
  readonly cause?: string;
  readonly gapMs?: number;
  readonly model?: string;
}

function chat({ agentId = '', rebuilt1h = 0, cause, gapMs, model = 'claude-opus-4-6', ...tokens }: Drawn): ChatRow {
  const attempt: UsageGroup = {
    ...{ sessionId: 's', agentId, purposes: NO_PURPOSES, at: minute(0), model, fast: false, geo: '', tier: '' },
    ...{ promptTokens: 0, webSearches: 0, responses: 1, unfinished: 0 },
    ...{ tokens: { ...NO_TOKENS, ...tokens }, rebuilt: { ...NOT_REBUILT, cacheWrite1h: rebuilt1h } },
  };
  const why = { rebuildCause: cause ?? null, rebuildGapMs: gapMs ?? null };
  return { agentId, attempts: [attempt], ...why } as unknown as ChatRow;
}

const wordsOf = (...chats: readonly ChatRow[]) => reasonWords(turnReason(chats, price));

describe('what most of the cost of a turn was for', () => {
  it.each([
    ['its context, sent so many times', [{ cacheRead: 90_000 }, { cacheRead: 90_000 }], 'sent 2 times'],
    ['what came in', [{ cacheRead: 10_000, cacheWrite1h: 84_000 }], '84.0K came in'],
    ['its output', [{ cacheRead: 1000, output: 12_400 }], '12.4K output'],
    ['its agents', [{ cacheRead: 90_000 }, { agentId: 'a', output: 50_000 }], 'its agents'],
    ['uncached input', [{ input: 5000 }], '5.00K uncached input'],
    ['nothing, where nothing came back', [], ''],
  ])('%s', (_, drawn, words) => {
    expect(wordsOf(...(drawn as Drawn[]).map(chat))).toBe(words);
  });

  const lost = { cacheRead: 1000, cacheWrite1h: 500_000, rebuilt1h: 500_000 };
  it.each([
    [{ ...lost, cause: 'pause_over_1h', gapMs: 13_260_000 }, 'cache gone after 3h41'],
    [{ ...lost, cause: 'unknown', gapMs: 2000 }, 'cache lost'],
    [{ ...lost, cause: 'model_changed', gapMs: 13_260_000 }, 'switched the model'],
    [{ ...lost, cause: 'something_new' }, 'cache lost: something new'],
  ])('a lost cache, with how long after or why: %#', (drawn, words) => {
    expect(wordsOf(chat(drawn))).toBe(words);
  });

  it('goes by tokens where something has no price', () => {
    const unpriced = { model: 'nobody-knows-this' };
    expect(wordsOf(chat({ ...unpriced, cacheRead: 900, output: 1000 }))).toBe('1.00K output');
  });
});
