import { describe, expect, test } from 'vitest';
import type { CompactionCandidate, CompactionFigures } from '../../src/analyse/compaction.ts';
import type { RealCompaction } from '../../src/analyse/real-compactions.ts';
import { UTC_CALENDAR } from '../../src/model/calendar.ts';
import { picoUsd } from '../../src/model/money.ts';
import { compactionJson } from '../../src/render/compaction-json.ts';
import { compactionLines } from '../../src/render/compaction-lines.ts';
import { PLAIN_PAINT } from '../../src/render/style.ts';
import { textWidth } from '../../src/render/text-width.ts';
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

function linesAt(width: number, figures: CompactionFigures, withDollars = false): string[] {
  const look = { width, unicode: true, paint: PLAIN_PAINT };
  return compactionLines(figures, { calendar: UTC_CALENDAR, withDollars, look });
}

describe('compactions on a card', () => {
  test('what happened, and three points where others would have paid', () => {
    expect(linesAt(80, FIGURES)).toEqual([
      '1 compaction, 7.0 % of list-price weight (2.0 % of raw tokens), estimate; last',
      'Jun 1 10:00, auto: 167K to 42.8K tokens.',
      '4 of the 40 heaviest sessions would have re-read less if compacted (estimate). 4',
      'of them can still be resumed:',
      'session   project             after        prompt  list price  raw tokens',
      'bbbbbbbb  a-rather-long-name  Jun 1 10:15    160K       4.0 %      18.3 %',
      'bbbbbbbb  a-rather-long-name  Jun 1 10:15    160K           -      18.3 %',
      'bbbbbbbb  a-rather-long-name  Jun 1 10:15    160K       4.0 %      18.3 %',
      'Of all here, net of compacting; 32.8K tokens left after (as yours did).',
    ]);
  });

  test('only sessions that can still be resumed are listed', () => {
    const gone = { ...CANDIDATE, sessionId: 'cccccccc-3', resumable: false };
    const lines = linesAt(80, { ...FIGURES, candidates: [gone, CANDIDATE] });
    expect(lines.filter((line) => /^[bc]{8} /.test(line))).toHaveLength(1);
    expect(lines.join(' ')).toContain('2 of the 40 heaviest sessions would have');
    expect(lines.join(' ')).toContain('1 of them can still be resumed:');
    expect(
      linesAt(80, { ...FIGURES, candidates: [gone] })
        .slice(2)
        .join(' '),
    ).toBe(
      '1 of the 40 heaviest sessions would have re-read less if compacted (estimate). None of them can be resumed any more.',
    );
  });

  test('nothing is said in words', () => {
    expect(linesAt(80, NONE)).toEqual(['No compactions here.', 'No session re-read enough for another one to pay.']);
    expect(linesAt(80, { ...NONE, sessionsPassed: 1, sessionsJudged: 1 })[1]).toBe(
      'Another one would have paid in none of 1 growing session (estimate).',
    );
  });

  test('no line is wider than asked, and all say estimate and promise nothing', () => {
    for (let width = 50; width <= 120; width++) {
      const lines = linesAt(width, FIGURES, true);
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(width);
      expect(lines.join(' ')).toContain('(estimate)');
      expect(lines.join(' ')).not.toMatch(/save|waste/i);
    }
  });

  test('dollars stand where they are asked for', () => {
    expect(linesAt(120, FIGURES, true).join('\n')).toContain('$0.40');
    expect(linesAt(120, FIGURES).join('\n')).not.toContain('$');
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
    left_after: { tokens: 32_800, source: 'own', compactions: 1 },
    sessions_passed: 50,
    sessions_judged: 40,
  });
});
