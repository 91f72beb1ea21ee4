import { describe, expect, it } from 'vitest';
import type { DaySum } from '../../../src/analyse/day-sums.ts';
import { UTC_CALENDAR } from '../../../src/model/calendar.ts';
import { picoUsd } from '../../../src/model/money.ts';
import { NO_TOKENS } from '../../../src/model/tokens.ts';
import { dayBars } from '../../../src/render/kit/day-bars.ts';
import { PLAIN_PAINT } from '../../../src/render/style.ts';
import { textWidth } from '../../../src/render/text-width.ts';

function days(...dollars: readonly number[]): DaySum[] {
  const whole = dollars.reduce((sum, each) => sum + each, 0);
  return dollars.map((each, i) => ({
    day: new Date(Date.UTC(2026, 1, 1 + i)).toISOString().slice(0, 10),
    usage: {
      ...{ tokens: { ...NO_TOKENS, output: each }, cost: picoUsd(BigInt(each) * 1_000_000_000_000n) },
      ...{ responses: each > 0 ? 1 : 0, sessions: 1, unfinished: 0, unpriced: 0 },
    },
    share: { listPrice: each / whole, tokens: each / whole },
  }));
}

const view = (width: number, unicode = true, withDollars = true) => ({
  ...{ look: { width, unicode, paint: PLAIN_PAINT }, calendar: UTC_CALENDAR, withDollars },
});

describe('days as a row of small bars', () => {
  it('shows each day by its cost, a day without use as a dot, and names the heaviest', () => {
    expect(dayBars(days(1, 0, 4, 8), view(80))).toEqual(['per day  ▂·▅█  most on Feb 4, $8.00']);
    expect(dayBars(days(1, 0, 4, 8), view(80, false))).toEqual(['per day  :_+@  most on Feb 4, $8.00']);
  });

  it('shows no dollars where none are wanted', () => {
    expect(dayBars(days(1, 0, 4, 5), view(80, true, false))[0]).toContain('most on Feb 4, 50 % of the cost');
  });

  it('adds up weeks where there is no room for days, the last one whole', () => {
    const many = days(...Array.from({ length: 100 }, (_, i) => (i < 2 ? 70 : 10)));
    expect(dayBars(many, view(80))[0]).toMatch(/^per week {2}█{1}[▁-█]{14} {2}most on Feb 1, \$70.00$/);
  });

  it('is never wider than asked', () => {
    for (let width = 30; width <= 80; width++)
      for (const count of [2, 20, 31, 90, 800])
        for (const line of dayBars(days(...new Array<number>(count).fill(3)), view(width)))
          expect(textWidth(line), `${width} ${count}`).toBeLessThanOrEqual(width);
  });

  it('is left out for a single day', () => {
    expect(dayBars(days(3), view(80))).toEqual([]);
  });
});
