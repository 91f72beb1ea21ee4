import { describe, expect, it } from 'vitest';
import type { LedgerItem } from '../../../src/analyse/context-ledger.ts';
import { type Efficiency, placeOnScale } from '../../../src/analyse/efficiency.ts';
import { causeOf, changeOf } from '../../../src/render/share/share-words.ts';

const item = (kind: LedgerItem['kind'], tool: string, shareListPrice: number | null): LedgerItem => ({
  ...{
    kind,
    tool,
    label: 'secret',
    tokens: 1,
    sent: 1,
    responses: 1,
    sessions: 1,
    times: 1,
    chars: 1,
    logged: false,
  },
  ...{ cost: 1n, shareTokens: 0.5, shareListPrice, parts: null },
});

const leanness = (listPrice: number | null) => ({ overhead: { listPrice, tokens: 0.9 } }) as Efficiency;

describe('the words of the picture', () => {
  it('an MCP server is named only where names are asked for', () => {
    const cause = item('tool', 'mcp__acme-vault__unlock', 0.121);
    expect(causeOf(cause, false)).toBe('largest cause: results of an MCP server, 12 % of cost');
    expect(causeOf(cause, true)).toBe('largest cause: results of mcp__acme-vault__unlock, 12 % of cost');
  });

  it('a label is never told; without a price the share is of tokens', () => {
    expect(causeOf(item('memory', '', null), true)).toBe('largest cause: memory files, 50 % of tokens');
  });

  it('less overhead than the week before is leaner; what is not known is not compared', () => {
    expect(changeOf(leanness(0.8), leanness(0.9), true)).toEqual({
      points: -10,
      words: '10.0 points leaner than the week before',
    });
    expect(changeOf(leanness(0.85), leanness(0.8), true)?.words).toBe('5.0 points heavier than the week before');
    expect(changeOf(leanness(0.8), leanness(0.80004), false)?.words).toBe(
      'the last 7 days: as lean as the week before',
    );
    expect(changeOf(leanness(0.8), leanness(null), true)).toBeNull();
  });
});

describe('the place on the scale of five', () => {
  it('lies within the tier as the overhead lies between its limits', () => {
    expect([0.1, 0.5, 0.75].map(placeOnScale)).toEqual([0, 0, 1]);
    expect(placeOnScale(0.78)).toBeCloseTo(1.5, 9);
    expect(placeOnScale(0.83)).toBeCloseTo(2.5, 9);
    expect([0.89, 1].map(placeOnScale)).toEqual([4, 5]);
  });
});
