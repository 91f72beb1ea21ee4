import { describe, expect, it } from 'vitest';
import { parseIso } from '../../src/model/time.ts';
import { isPremium, nextTier } from '../../src/price/next-tier.ts';
import { shipped as table } from './shipped-prices.ts';

describe('the next tier', () => {
  it.each([
    ['2024-02-28', null],
    ['2024-02-29', 'claude-3-sonnet'],
    ['2025-09-28', 'claude-sonnet-4'],
    ['2026-02-16', 'claude-sonnet-4-5'],
    ['2026-02-17', 'claude-sonnet-4-6'],
    ['2026-11-20', 'claude-sonnet-5-5'],
  ])('on %s it is %s', (day, id) => {
    expect(nextTier(table, parseIso(`${day}T12:00:00Z`))?.id ?? null).toBe(id);
  });

  it('without a time it is that of the day of the prices', () => {
    expect(nextTier(table, null)?.id).toBe('claude-sonnet-5-5');
  });

  it('premium are Opus, Fable and Mythos in any spelling, and no model without a price', () => {
    expect(
      ['us.anthropic.claude-opus-4-6-v1:0', 'claude-fable-5', 'claude-mythos-5'].map((id) => isPremium(table, id)),
    ).toEqual([true, true, true]);
    expect(['claude-sonnet-5-5', 'claude-opus-99'].map((id) => isPremium(table, id))).toEqual([false, false]);
  });
});
