import { describe, expect, test } from 'vitest';
import type { CompactionCandidate, CompactionFigures } from '../../src/analyse/compaction.ts';
import type { RealCompaction } from '../../src/analyse/real-compactions.ts';
import { picoUsd } from '../../src/model/money.ts';
import { compactionJson } from '../../src/render/compaction-json.ts';
import { compactionText } from '../../src/render/compaction-text.ts';
import { minute, START } from '../analyse/compaction-rows.ts';

const REAL: RealCompaction = {
  ...{ sessionId: 'aaaaaaaa-1', agentId: '', turnId: 't', project: '/w/app', at: START, trigger: 'auto' },
  ...{ tokensBefore: 167_000, tokensAfter: 42_800, measuredBefore: 166_000, measuredAfter: 42_800 },
  cost: {
    kind: 'estimate',
    tokens: 197_000,
    price: picoUsd(833_500_000_000n),
    shareTokens: 0.02,
    shareListPrice: 0.07,
  },
};

const CANDIDATE: CompactionCandidate = {
  ...{ kind: 'estimate', sessionId: 'bbbbbbbb-2', project: '/w/a-rather-long-name', lastAt: START, resumable: true },
  ...{ point: { spanId: 'f00', at: minute(15), promptTokens: 160_000 }, responses: 15 },
  ...{ sparedTokens: 2_025_000, spentTokens: 200_000, netTokens: 1_825_000 },
  ...{ sparedPrice: picoUsd(1_012_500_000_000n), spentPrice: picoUsd(611_250_000_000n) },
  ...{ netPrice: picoUsd(401_250_000_000n), shareTokens: 0.1825, shareListPrice: 0.040125 },
};

const UNPRICED = { ...CANDIDATE, sparedPrice: null, spentPrice: null, netPrice: null, shareListPrice: null };

const NONE: CompactionFigures = {
  ...{ real: [], candidates: [], sessionsPassed: 0, sessionsJudged: 0 },
  leftAfter: { tokens: 15_000, source: 'public', compactions: 0 },
};

const FIGURES: CompactionFigures = {
  ...{ real: [REAL], candidates: [CANDIDATE, UNPRICED, CANDIDATE, CANDIDATE], sessionsPassed: 50, sessionsJudged: 40 },
  leftAfter: { tokens: 32_800, source: 'own', compactions: 1 },
};

describe('compactions on a card', () => {
  test('what others would have made less together, then what happened', () => {
    expect(compactionText({ ...FIGURES, candidates: [CANDIDATE, UNPRICED, CANDIDATE] }, false)).toBe(
      'with one /compact 3 of 40 long sessions would have been 8 % less cost together (estimate); 1 happened, 7 % (estimate)',
    );
  });

  test('without any price the tokens are said', () => {
    expect(compactionText({ ...FIGURES, real: [], candidates: [UNPRICED] }, false)).toBe(
      'with one /compact 1 of 40 long sessions would have been 18 % fewer tokens together (estimate)',
    );
  });

  test('nothing is not said', () => {
    expect(compactionText(NONE, true)).toBe('');
  });

  test('what is estimated says so, and promises nothing', () => {
    expect(compactionText(FIGURES, true)).toContain('(estimate)');
    expect(compactionText(FIGURES, true)).not.toMatch(/save|waste/i);
  });

  test('dollars stand where they are asked for', () => {
    expect(compactionText(FIGURES, true)).toContain('$1.20');
    expect(compactionText(FIGURES, false)).not.toContain('$');
  });
});

test('the document tells all, with null for what is not known', () => {
  const bare: RealCompaction = { ...REAL, agentId: 'a1', trigger: '', measuredAfter: null, cost: null };
  expect(compactionJson({ ...FIGURES, real: [REAL, bare], candidates: [CANDIDATE, UNPRICED] })).toMatchObject({
    real: [
      {
        ...{ session_id: 'aaaaaaaa-1', agent_id: null, turn_id: 't', at: '2026-06-01T10:00:00.000Z', trigger: 'auto' },
        ...{ tokens_before: 167_000, tokens_after: 42_800, measured_before: 166_000, measured_after: 42_800 },
        ...{
          cost_kind: 'estimate',
          cost_tokens: 197_000,
          cost_usd: 0.8335,
          share_tokens: 0.02,
          share_list_price: 0.07,
        },
      },
      {
        ...{ agent_id: 'a1', trigger: null, measured_after: null, cost_kind: null, cost_tokens: null, cost_usd: null },
        ...{ share_tokens: null, share_list_price: null },
      },
    ],
    candidates: [
      {
        ...{ kind: 'estimate', session_id: 'bbbbbbbb-2', span_id: 'f00', at: '2026-06-01T10:15:00.000Z' },
        ...{ prompt_tokens: 160_000, responses_after: 15, resumable: true, spared_tokens: 2_025_000 },
        ...{ spent_tokens: 200_000, net_tokens: 1_825_000, spared_usd: 1.0125, spent_usd: 0.61125, net_usd: 0.40125 },
        ...{ share_tokens: 0.1825, share_list_price: 0.040125 },
      },
      { net_usd: null, share_list_price: null },
    ],
    candidates_total: {
      ...{ kind: 'estimate', sessions: 2, net_tokens: 3_650_000, net_usd: 0.40125, share_tokens: 0.365 },
      share_list_price: 0.040125,
    },
    left_after: { tokens: 32_800, source: 'own', compactions: 1 },
    sessions_passed: 50,
    sessions_judged: 40,
  });
});
