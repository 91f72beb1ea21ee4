import { describe, expect, it } from 'vitest';
import { parseLines } from './transcript-lines.ts';

const LEDGER = {
  type: 'cost-state',
  sessionId: 's1',
  totalCostUSD: 1.84,
  totalDuration: 600000,
  startTime: 1790000000000,
  modelUsage: {
    'claude-opus-5[1m]': {
      inputTokens: 10,
      outputTokens: 9000,
      thinkingTokens: 2000,
      cacheReadInputTokens: 900000,
      costUSD: 1.8,
    },
    'a "quoted" name': { inputTokens: '7', outputTokens: -1, cacheCreationInputTokens: 5, webSearchRequests: 2 },
    broken: null,
  },
  hasUnknownModelCost: false,
};

describe('C10: Claude Code’s own ledger', () => {
  it('is kept as a snapshot of its own, and is no answer, so that no sum can hold it', () => {
    const { records } = parseLines(LEDGER);
    expect(records.filter((record) => record.kind === 'answer')).toEqual([]);
    expect(records.find((record) => record.kind === 'ledger')).toEqual({
      kind: 'ledger',
      line: 1,
      at: null,
      begunAt: 1790000000000,
      sessionId: 's1',
      usd: 1.84,
      models: [
        {
          model: 'claude-opus-5[1m]',
          input: 10,
          output: 9000,
          cacheRead: 900000,
          cacheWrite: 0,
          webSearches: 0,
          usd: 1.8,
        },
        { model: 'a "quoted" name', input: 0, output: 0, cacheRead: 0, cacheWrite: 5, webSearches: 2, usd: null },
        { model: 'broken', input: 0, output: 0, cacheRead: 0, cacheWrite: 0, webSearches: 0, usd: null },
      ],
    });
  });

  it('that says neither begin nor amount says so with null, not with zero', () => {
    const { records } = parseLines({ type: 'cost-state', sessionId: 's1' });
    expect(records.find((record) => record.kind === 'ledger')).toMatchObject({ begunAt: null, usd: null, models: [] });
  });
});
